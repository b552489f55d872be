// Room: Validation
