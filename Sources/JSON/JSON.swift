// Room: JSON
