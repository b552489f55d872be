import ByteStreams

/// What a writer that goes on finds in the member that it goes on with, frame by frame.
public enum AdoptedFrame {
  case records([RecordItem])
  /// `place`: where a blob's bytes stand in the member; nil in a frame that is compressed.
  case blobs([(blob: Blob, place: Range<Int>?)])
}

extension ShardWriter {
  /// Where a writer could go on: the length of the member now, when all that was added is in frames and the last of
  /// these is one of records or META; else nil.
  public var restingPlace: Int? {
    guard isAtRest, let last = emitter.rows.last?.header.kind, last == .records || last == .meta else {
      return nil
    }
    return Int(emitter.position)
  }

  /// Goes on with a member of records that a writer with the same META and options began and did not finish: the bytes
  /// that follow are those that it would have written.
  ///
  /// Every frame up to there is verified: headers, checksums and ids, though not each blob against its name. Memory:
  /// one frame, beside what every writer keeps.
  /// - Parameters:
  ///   - source: the member from its beginning.
  ///   - end: the `restingPlace` of the earlier writer at which to go on.
  ///   - sink: gets what follows.
  ///   - body: is told what is there.
  /// - Throws: what reading a damaged or cut member throws, with the place; badMeta when META, or unexpectedFrame
  ///   when something else, is not what this writer would have written.
  public convenience init(
    continuing source: any ByteSource, to end: Int, sink: any ByteSink, meta: ShardMeta,
    options: ShardWriterOptions = ShardWriterOptions(), _ body: (AdoptedFrame) throws -> Void
  ) throws {
    try self.init(unbegun: sink, meta: meta, options: options)
    let frames = FrameReader(
      source: source,
      options: ShardReaderOptions(
        keepBlobs: false, largestFrame: preamble.largestFrame, largestWindow: preamble.blobWindow))
    guard case .member(let found, _) = try frames.next(), found == preamble else {
      throw ShardError(
        .badMeta, file: source.name, offset: 0, what: "was begun with another META or other limits")
    }
    emitter.adoptPreamble()
    while frames.offset < UInt64(end) {
      guard case .frame(let frame, let raw, let place) = try frames.next() else {
        throw frames.place.error(.unexpectedFrame, "the member was finished already")
      }
      try FrameChecks.located(place) { try adopt(frame, raw, place, end: frames.offset, body) }
    }
    guard frames.offset == UInt64(end), restingPlace == end else {
      throw frames.place.error(.unexpectedFrame, "no frame of records ends at \(end)")
    }
  }

  private func adopt(
    _ frame: RawFrame, _ raw: Payload, _ place: FramePlace, end: UInt64,
    _ body: (AdoptedFrame) throws -> Void
  ) throws {
    let isFirst = emitter.rows.isEmpty
    emitter.adopt(frame.header, end: end)
    switch frame.kind {
    case .meta where isFirst:
      guard raw.bytes.elementsEqual(metaBytes) else {
        throw place.error(.badMeta, "was begun with another META")
      }
    case .records where !isFirst:
      let records = try FrameContents.records(
        raw.bytes, entries: frame.entries, first: Int(tally.end.records))
      for record in records { tally.record(record.digest, bytes: record.bytes.count) }
      try body(.records(records))
    case .blobs where !isFirst:
      try body(.blobs(try adoptBlobs(frame, raw)))
    default:
      throw place.error(.unexpectedFrame, "a \(frame.kind) frame, which this writer would not have written")
    }
  }

  private func adoptBlobs(_ frame: RawFrame, _ raw: Payload) throws -> [(blob: Blob, place: Range<Int>?)] {
    let row = UInt32(emitter.rows.count - 1)
    let blobs = try FrameContents.blobs(
      raw, entries: frame.entries, largest: preamble.largestBlob, verify: false)
    let payload = Int(emitter.rows[emitter.rows.count - 1].offset) + FrameHeader.size
    var found: [(blob: Blob, place: Range<Int>?)] = []
    for (slot, blob) in blobs.enumerated() {
      written.add(blob.digest, bytes: blob.count)
      tally.blob(bytes: blob.count)
      blobRows.append(BlobRow(digest: blob.digest, frame: row, slot: UInt32(slot)))
      let range = blob.rangeInPayload
      let isStored = frame.header.codec == .stored
      found.append((blob, isStored ? payload + range.lowerBound..<payload + range.upperBound : nil))
    }
    return found
  }
}

/// A member that a run did not finish.
public enum UnfinishedMember {
  /// META at the beginning of a stream, also of a finished one; nil when it does not begin with a whole META.
  public static func meta(of source: any ByteSource) -> ShardMeta? {
    let frames = FrameReader(source: source, options: ShardReaderOptions(keepBlobs: false))
    guard case .member(let preamble, _)? = try? frames.next(),
      case .frame(let frame, let raw, _)? = try? frames.next(), frame.kind == .meta
    else { return nil }
    return try? ShardMeta(payload: raw.bytes, streamTag: preamble.streamTag)
  }
}
