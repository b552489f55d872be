// Tests: ShardFormat
