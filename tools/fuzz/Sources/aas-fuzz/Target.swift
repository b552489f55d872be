import ByteStreams
import PreferenceRecords
import ShardFormat
import TokenTrees

/// What is fuzzed. Each must end without a crash, and what is accepted must keep its promises.
enum Target: String, CaseIterable {
  /// Streaming reader, then the same bytes at random.
  case stream
  /// Random access and salvage of anything.
  case mapped
  /// Token groups and bins of a stream.
  case groups
  /// Deterministic CBOR and preference records.
  case record
  /// Token columns, plans and tokenizer descriptions.
  case tokens
  /// Parquet files.
  case parquet

  func run(_ bytes: [UInt8]) throws {
    switch self {
    case .stream: try Promises.stream(bytes)
    case .mapped:
      try Promises.salvage(bytes)
      Promises.mapped(bytes)
    case .groups: try Promises.groups(bytes)
    case .record: try Promises.record(bytes)
    case .tokens: try Promises.tokens(bytes)
    case .parquet: try Promises.parquet(bytes)
    }
  }

  func mutate(_ bytes: [UInt8], room: Int, _ random: inout Random) -> [UInt8] {
    switch self {
    case .stream, .mapped, .groups: ShardMutation.mutate(bytes, room: room, &random)
    case .record: ValueMutation.cbor(bytes, room: room, &random)
    case .tokens: ValueMutation.columns(bytes, room: room, &random)
    case .parquet: ParquetMutation.mutate(bytes, room: room, &random)
    }
  }
}
