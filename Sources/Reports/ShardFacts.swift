import ShardFormat

/// Where a shard came from and what it holds, member by member.
struct ShardFacts: Sendable {
  var members: [(meta: ShardMeta, end: MemberEnd)] = []
}
