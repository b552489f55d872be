// Room: Objectives
