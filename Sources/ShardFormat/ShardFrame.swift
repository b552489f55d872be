/// A frame and what it holds, in the order of the stream.
public enum ShardFrame: Sendable {
  /// A member begins.
  case meta(ShardMeta)
  case blobs([Blob], RawFrame)
  case records([RecordItem], RawFrame)
  case tokens(ColumnBlock, RawFrame)
  case plan(ColumnBlock, RawFrame)
  /// A frame of a kind this version does not know and may pass on.
  case other(RawFrame)
  /// A member is over, and its counts and content root were right.
  case end(MemberEnd)

  /// The same, one by one.
  var items: [ShardItem] {
    switch self {
    case .meta(let meta): [.meta(meta)]
    case .blobs(let blobs, _): blobs.map { .blob($0) }
    case .records(let records, _): records.map { .record($0) }
    case .tokens(let block, let frame): [.tokens(block, frame: frame)]
    case .plan(let block, let frame): [.plan(block, frame: frame)]
    case .other(let frame): [.other(frame)]
    case .end(let end): [.end(end)]
    }
  }
}
