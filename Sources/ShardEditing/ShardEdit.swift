import ByteStreams
import ShardFormat
import TokenTrees

/// Streams shards into one or more others: every record and token group goes where a `Routing` says, or nowhere.
///
/// Memory: the blob window of the input, a few frames, and 40 bytes a blob for INDEX.
public final class ShardEdit {
  public struct Options: Sendable {
    /// What is added to the chain of tools.
    public var step: ToolStep
    /// Frames are written anew with this codec; nil copies them where they need no change.
    public var codec: ShardWriterOptions.Codec?
    /// Plans do not fit when groups are left out or put elsewhere: a packed shard becomes one of tokens.
    public var dropsPlans: Bool
    /// All members become one under this META; nil keeps members apart, each under its own.
    public var united: United?

    public init(
      step: ToolStep, codec: ShardWriterOptions.Codec? = nil, dropsPlans: Bool = true, united: United? = nil
    ) {
      self.step = step
      self.codec = codec
      self.dropsPlans = dropsPlans
      self.united = united
    }
  }

  /// What one member made of many says and may hold.
  public struct United: Sendable {
    public var meta: ShardMeta
    /// Bytes, as in the preamble.
    public var largestFrame: Int
    public var blobWindow: Int
  }

  private final class Output {
    let sink: any ByteSink
    var copier: MemberCopier?
    var members = 0
    /// Nothing of this member was left out before the output began.
    var isUntouched = true
    init(_ sink: any ByteSink) { self.sink = sink }
  }

  private let options: Options
  private let routing: any Routing
  private var outputs: [Output] = []
  private var waiting: [MemberCopier.WaitingBlobs] = []
  /// Bytes of the frames in `waiting`, and of all blobs in it.
  private var waitingBytes = 0
  private var waitingBlobBytes = 0
  /// META of the member that is read, as it will be written.
  private var meta: ShardMeta?
  private var limits = (largestFrame: 1 << 28, blobWindow: 1 << 28)
  /// Records or groups by output, and those that were left out.
  public private(set) var kept: [Int] = []
  public private(set) var leftOut = 0
  /// Plans that were left out.
  public private(set) var plans = 0
  public private(set) var profile: ShardMeta.Profile?

  /// Frames of blobs beyond this wait as single blobs, which the reader's window holds anyway.
  private static let largestWaiting = 32 << 20

  public init(options: Options, routing: any Routing) {
    self.options = options
    self.routing = routing
  }

  /// Another output; its number.
  @discardableResult
  public func addOutput(_ sink: any ByteSink) -> Int {
    outputs.append(Output(sink))
    kept.append(0)
    return outputs.count - 1
  }

  /// Copies a stream to its end.
  /// - Throws: `ShardError`, `EditError`, `TokenStreamError`, what sinks and routing throw.
  public func copy(_ reader: ShardReader) throws {
    while let frame = try reader.nextFrame() {
      switch frame {
      case .meta(let meta): try begin(meta, reader)
      case .blobs(let blobs, let frame): wait(blobs, frame)
      case .records(let items, let frame): try copy(items, frame, reader)
      case .tokens(let block, let frame): try copy(block, frame, reader)
      case .plan(let block, let frame):
        if options.dropsPlans {
          plans += 1
        } else {
          for number in outputs.indices { try copier(number, frame).add(columns: block, frame) }
        }
      case .other(let frame):
        // With several outputs, those that have begun.
        for number in outputs.indices where outputs.count == 1 || outputs[number].copier != nil {
          try copier(number, frame).writer.add(frame: frame)
        }
      case .end: try endMember()
      }
    }
  }

  /// Ends the outputs; one that got nothing becomes an empty member. The sinks are still to be committed.
  public func finish() throws {
    for output in outputs {
      try output.copier?.writer.finish()
      if output.copier == nil, output.members == 0 { try open(output, codec: nil).writer.finish() }
      output.copier = nil
    }
  }

  /// Tells whoever reads the first output that it will not be whole.
  public func abort(reason: String) throws {
    guard let output = outputs.first else { return }
    try (output.copier ?? open(output, codec: nil)).writer.abort(reason: reason)
  }

  // MARK: Members

  private func begin(_ next: ShardMeta, _ reader: ShardReader) throws {
    forgetWaiting()
    if let united = options.united {
      meta = united.meta
      limits = (united.largestFrame, united.blobWindow)
    } else {
      meta = next
      if let preamble = reader.preamble { limits = (preamble.largestFrame, preamble.blobWindow) }
    }
    if meta?.profile == .packed, options.dropsPlans { meta?.profile = .tokens }
    meta?.chain.append(options.step)
    profile = meta?.profile
  }

  private func endMember() throws {
    for output in outputs { try output.copier?.addBlobs(waiting) }
    forgetWaiting()
    if options.united != nil { return }
    for output in outputs {
      try output.copier?.writer.finish()
      output.copier = nil
      output.isUntouched = true
    }
  }

  private func copier(_ number: Int, _ frame: RawFrame) throws -> MemberCopier {
    let output = outputs[number]
    if let copier = output.copier { return copier }
    let isCompressed =
      frame.header.codec == .zstd || waiting.contains { $0.frame?.header.codec == .zstd }
    return try open(output, codec: isCompressed ? .zstd(level: 3) : .stored)
  }

  private func open(_ output: Output, codec: ShardWriterOptions.Codec?) throws -> MemberCopier {
    let writer = try ShardWriter(
      sink: output.sink, meta: meta ?? ShardMeta(profile: .records, chain: [options.step]),
      options: ShardWriterOptions(
        codec: options.codec ?? codec ?? .stored, blobWindow: limits.blobWindow,
        largestFrame: limits.largestFrame))
    let copier = MemberCopier(
      writer: writer, reencodes: options.codec != nil, isUntouched: output.isUntouched)
    output.copier = copier
    output.members += 1
    return copier
  }

  // MARK: Frames

  private func wait(_ blobs: [Blob], _ frame: RawFrame) {
    waiting.append(MemberCopier.WaitingBlobs(blobs: blobs, frame: frame))
    waitingBytes += frame.stored.bytes.count
    var oldest = 0
    while waitingBytes > ShardEdit.largestWaiting, oldest < waiting.count - 1 {
      waitingBytes -= waiting[oldest].frame?.stored.bytes.count ?? 0
      waiting[oldest].frame = nil
      oldest += 1
    }
    // What the window has let go no record can name.
    waitingBlobBytes += blobs.reduce(0) { $0 + $1.count }
    while waitingBlobBytes > limits.blobWindow, waiting.count > 1 {
      let gone = waiting.removeFirst()
      waitingBytes -= gone.frame?.stored.bytes.count ?? 0
      waitingBlobBytes -= gone.blobs.reduce(0) { $0 + $1.count }
    }
  }

  private func forgetWaiting() {
    waiting.removeAll()
    waitingBytes = 0
    waitingBlobBytes = 0
  }

  private func copy(_ items: [RecordItem], _ frame: RawFrame, _ reader: ShardReader) throws {
    var records: [ReadRecord] = []
    records.reserveCapacity(items.count)
    for item in items { records.append(try ReadRecord(item, in: reader.name)) }
    let routes = try records.map { try routing.output(for: $0) }
    let copied = records.map { CopiedRecord($0.item, $0.content) }
    for number in outputs.indices {
      let own = routes.indices.filter { routes[$0] == number }
      if own.isEmpty {
        outputs[number].copier?.skipped()
        outputs[number].isUntouched = false
        continue
      }
      try copier(number, frame).add(
        MemberCopier.RecordFrame(records: copied, frame: frame, kept: own), after: waiting,
        in: reader.name, blob: { reader.blob($0) })
      kept[number] += own.count
    }
    leftOut += routes.count { $0 == nil }
    forgetWaiting()
  }

  private func copy(_ block: ColumnBlock, _ frame: RawFrame, _ reader: ShardReader) throws {
    let groups: [TokenGroup]
    do { groups = try TokenFrameCoding.decode(block) } catch let error as TokenStreamError {
      throw EditError("\(reader.name): \(error)")
    }
    guard groups.count == frame.entries else {
      throw EditError("\(reader.name): a TOKENS frame of \(groups.count) groups that counts \(frame.entries)")
    }
    let routes = try groups.map { try routing.output(forGroup: $0.record, modality: $0.modality) }
    for number in outputs.indices {
      let own = routes.indices.filter { routes[$0] == number }
      if own.isEmpty { continue }
      try copier(number, frame).add(groups, kept: own, block, frame)
      kept[number] += own.count
    }
    leftOut += routes.count { $0 == nil }
  }
}
