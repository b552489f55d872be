// Room: MediaTokenization
