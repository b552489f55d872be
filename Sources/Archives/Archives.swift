// Room: Archives
