import ByteStreams

/// What a reader checks and how much it may hold.
public struct ShardReaderOptions: Sendable {
  /// Compare each blob's SHA-256 with its name before it is handed out.
  public var verifyBlobs: Bool
  /// Keep blobs within the window for `blob(_:)`. Without it, memory is bounded by one frame.
  public var keepBlobs: Bool
  /// The largest frame and blob window that a preamble may declare, in bytes.
  public var largestFrame: Int
  public var largestWindow: Int

  public init(
    verifyBlobs: Bool = true, keepBlobs: Bool = true, largestFrame: Int = 1 << 32,
    largestWindow: Int = 1 << 34
  ) {
    self.verifyBlobs = verifyBlobs
    self.keepBlobs = keepBlobs
    self.largestFrame = largestFrame
    self.largestWindow = largestWindow
  }
}

/// Reads a stream of members from a file or pipe, item by item, checking everything on the way.
///
/// Once `next` has thrown, the reader has nothing more to give.
public final class ShardReader {
  public let options: ShardReaderOptions
  /// META of the member being read.
  public private(set) var meta: ShardMeta?
  /// Preamble of the member being read.
  public private(set) var preamble: Preamble?
  /// Records handed out so far, over all members.
  public private(set) var records = 0

  /// Where END, INDEX and SUMMARY were found, from the member's beginning; 0 before that.
  private struct Ending {
    var end: UInt64 = 0
    var index: UInt64 = 0
    var summary: UInt64 = 0
  }

  /// Called with the header of every frame that is whole, also those after END, with its ordinal in the file and the
  /// byte where it begins.
  public var onFrame: ((FrameHeader, _ ordinal: Int, _ offset: UInt64) -> Void)?

  private let frames: FrameReader
  private var window = BlobWindow(capacity: 0)
  private var tally = MemberTally()
  private var memberFrames: UInt64 = 0
  private var end: MemberEnd?
  private var memberStart: UInt64 = 0
  private var witness = IndexWitness()
  private var ending = Ending()
  private var members = 0
  private var isOver = false
  private var ready: ShardFrame?
  private var pending: [ShardItem] = []
  private var pendingHead = 0

  public init(source: any ByteSource, options: ShardReaderOptions = ShardReaderOptions()) {
    self.options = options
    frames = FrameReader(source: source, options: options)
  }

  /// What a person calls the source.
  public var name: String { frames.source.name }

  /// A blob that went by and is still within the blob window.
  public func blob(_ digest: Digest) -> Blob? { window[digest] }

  /// The next item; nil after the last member.
  /// - Throws: `ShardError`, and what the source throws.
  public func next() throws -> ShardItem? {
    while true {
      if pendingHead < pending.count {
        let item = pending[pendingHead]
        pendingHead += 1
        if case .record = item { records += 1 }
        return item
      }
      pending.removeAll(keepingCapacity: true)
      pendingHead = 0
      guard let frame = try readFrame() else { return nil }
      pending = frame.items
    }
  }

  /// The next frame with what it holds, for programs that pass frames on as they are; nil after the last member.
  ///
  /// Use either `next` or `nextFrame` on one reader, not both.
  /// - Throws: as `next`.
  public func nextFrame() throws -> ShardFrame? {
    let frame = try readFrame()
    if case .records(let items, _) = frame { records += items.count }
    return frame
  }

  private func readFrame() throws -> ShardFrame? {
    while !isOver {
      do {
        ready = nil
        try step()
        if let ready { return ready }
      } catch let error as ShardError where error.code == .truncated {
        isOver = true
        throw explained(error)
      } catch {
        isOver = true
        throw error
      }
    }
    return nil
  }

  /// An end that comes too soon, in words that name who stopped writing.
  private func explained(_ error: ShardError) -> ShardError {
    if preamble == nil { return error }
    var better = error
    if end == nil { better.code = .missingEnd }
    let last = meta?.chain.last.map { "; last stage: \($0.name)" } ?? ""
    let count = tally.end.groups > 0 ? "\(tally.end.groups) token groups" : "\(tally.end.records) records"
    let all = end == nil ? "" : ", which are all, but the index behind them is cut"
    better.what = "upstream ended after \(count)\(all)\(last) (\(error.what))"
    better.remedy = "run the upstream program again and look at its message"
    return better
  }

  private func step() throws {
    switch try frames.next() {
    case .end:
      guard members > 0 else {
        throw ShardError(
          .emptyInput, file: name, offset: 0, what: "no shard stream: the input is empty",
          remedy: "look at the message of the program before this one")
      }
      isOver = true
    case .member(let preamble, let start):
      self.preamble = preamble
      memberStart = start
      ending = Ending()
      witness = IndexWitness()
      meta = nil
      end = nil
      tally = MemberTally()
      memberFrames = 0
      window = BlobWindow(capacity: options.keepBlobs ? preamble.blobWindow : 0)
    case .trailer(let trailer, let place):
      guard let end else { throw place.error(.missingEnd, "the member has no END frame") }
      guard trailer.end == ending.end, trailer.index == ending.index, trailer.summary == ending.summary else {
        throw place.error(.badTrailer, "the trailer names other places of END, INDEX or SUMMARY")
      }
      members += 1
      preamble = nil
      ready = .end(end)
    case .frame(let frame, let raw, let place):
      onFrame?(frame.header, place.frame ?? 0, place.offset)
      try FrameChecks.located(place) { try take(frame, raw, place) }
    }
  }

  private func take(_ frame: RawFrame, _ raw: Payload, _ place: FramePlace) throws {
    if end != nil { return try takeEnding(frame, raw, place) }
    guard meta != nil || frame.kind == .meta else {
      throw place.error(.missingMeta, "the first frame of a member must be META, this is \(frame.kind)")
    }
    if frame.kind == .blobs { try takeBlobs(frame, raw) }
    if frame.kind != .end {
      memberFrames += 1
      witness.add(
        IndexTable.FrameRow(
          offset: place.offset - memberStart, kind: frame.kind.rawValue, entries: frame.header.entries,
          stored: frame.header.storedLength))
    }
    guard let preamble else { return }
    switch frame.kind {
    case .meta: try takeMeta(raw, preamble)
    case .records: try takeRecords(frame, raw)
    case .blobs: break
    case .tokens where meta?.profile == .records, .plan where meta?.profile != .packed:
      throw place.error(
        .unexpectedFrame, "a \(frame.kind) frame in a member of the profile \(meta?.profile.rawValue ?? "")")
    case .tokens, .plan:
      let block = try ColumnBlock(raw)
      tally.columns(frame.kind, entries: frame.entries, digest: frame.digest)
      ready = frame.kind == .tokens ? .tokens(block, frame) : .plan(block, frame)
    case .end: try takeEnd(raw, place)
    case .abort:
      let reason = (try? CBOR.decode(raw.bytes))?["reason"]?.textValue ?? "no reason was given"
      throw place.error(.aborted, "an upstream stage failed: \(reason)")
    case .index, .summary: throw place.error(.unexpectedFrame, "a \(frame.kind) frame comes before END")
    case .pad: break
    default: ready = .other(frame)
    }
  }

  private func takeMeta(_ raw: Payload, _ preamble: Preamble) throws {
    guard meta == nil else {
      throw ShardError(.unexpectedFrame, file: "", what: "a second META frame in one member")
    }
    let meta = try ShardMeta(payload: raw.bytes, streamTag: preamble.streamTag)
    self.meta = meta
    ready = .meta(meta)
  }

  private func takeRecords(_ frame: RawFrame, _ raw: Payload) throws {
    let items = try FrameContents.records(raw.bytes, entries: frame.entries, first: records)
    for item in items { tally.record(item.digest, bytes: item.bytes.count) }
    ready = .records(items, frame)
  }

  private func takeBlobs(_ frame: RawFrame, _ raw: Payload) throws {
    let blobs = try FrameContents.blobs(
      raw, entries: frame.entries, largest: preamble?.largestBlob ?? 0, verify: options.verifyBlobs)
    for (slot, blob) in blobs.enumerated() {
      tally.blob(bytes: blob.count)
      witness.add(blob: blob.digest, slot: slot)
      window.add(blob)
    }
    ready = .blobs(blobs, frame)
  }

  private func takeEnd(_ raw: Payload, _ place: FramePlace) throws {
    let said = try MemberEnd(cbor: try CBOR.frame(raw.bytes))
    var seen = tally.finished
    seen.frames = memberFrames
    var counts = said
    counts.contentRoot = seen.contentRoot
    guard counts == seen else {
      throw place.error(
        .countMismatch,
        "END counts \(said.frames) frames, \(said.records) records, \(said.groups) groups and \(said.blobs) blobs; "
          + "there were \(seen.frames), \(seen.records), \(seen.groups) and \(seen.blobs)",
        "frames are missing or extra")
    }
    guard said == seen else {
      throw place.error(.contentRootMismatch, "the content root of END is not that of what came before")
    }
    end = said
    ending.end = place.offset - memberStart
  }

  /// After END: INDEX, then SUMMARY, each at most once; and kinds that this version does not know.
  private func takeEnding(_ frame: RawFrame, _ raw: Payload, _ place: FramePlace) throws {
    let offset = place.offset - memberStart
    switch frame.kind {
    case .index where ending.index == 0 && ending.summary == 0:
      ending.index = offset
      try witness.check(IndexTable(ColumnBlock(raw)), entries: frame.entries)
    case .summary where ending.summary == 0:
      ending.summary = offset
      let value = try CBOR.frame(raw.bytes)
      if let end { try MemberSummary.check(value, end, offset: offset) }
      end?.summary = value
    case .pad: break
    default:
      if frame.kind.isKnown {
        throw place.error(.unexpectedFrame, "a \(frame.kind) frame may not stand here, behind END")
      }
    }
  }
}
