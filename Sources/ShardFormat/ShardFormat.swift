// Room: ShardFormat
