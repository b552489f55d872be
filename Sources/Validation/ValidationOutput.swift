import ByteStreams
import PreferenceRecords
import ShardFormat

/// Where good records go.
public protocol ValidationOutput: AnyObject {
  /// A member begins.
  func begin(_ meta: ShardMeta) throws
  func add(_ record: PreferenceRecord, _ item: RecordItem, media: HeldMedia) throws
  /// Token groups and frames of unknown kinds.
  func add(_ frame: RawFrame) throws
  /// The member is over.
  func end() throws
}

/// Writes good records, each medium before its first use, byte for byte as they came.
public final class FilteredShard: ValidationOutput {
  private let sink: any ByteSink
  private let step: ToolStep
  private let shardOptions: ShardWriterOptions
  private var writer: ShardWriter?

  /// - Parameter step: what is added to the chain of tools in META.
  public init(sink: any ByteSink, step: ToolStep, options: ShardWriterOptions = ShardWriterOptions()) {
    self.sink = sink
    self.step = step
    shardOptions = options
  }

  public func begin(_ meta: ShardMeta) throws {
    var meta = meta
    meta.chain.append(step)
    writer = try ShardWriter(sink: sink, meta: meta, options: shardOptions)
  }

  public func add(_ record: PreferenceRecord, _ item: RecordItem, media: HeldMedia) throws {
    for reference in record.media {
      if let blob = media[reference.digest] {
        try writer?.add(blob: blob.digest, bytes: blob.bytes, facts: blob.facts)
      }
    }
    try writer?.add(record: item.bytes)
    writer?.count("records.by_modality", key: record.modality)
  }

  public func add(_ frame: RawFrame) throws { try writer?.add(frame: frame) }

  public func end() throws {
    try writer?.finish()
    writer = nil
  }

  /// Tells whoever reads the output why it ends here.
  public func abort(reason: String) throws {
    // A stream that failed before its META has no member yet: an empty one carries the reason.
    if writer == nil {
      writer = try ShardWriter(
        sink: sink, meta: ShardMeta(profile: .records, chain: [step]), options: shardOptions)
    }
    try writer?.abort(reason: reason)
  }
}
