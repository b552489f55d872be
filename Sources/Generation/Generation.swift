// Room: Generation
