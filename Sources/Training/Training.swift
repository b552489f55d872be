// Room: Training
