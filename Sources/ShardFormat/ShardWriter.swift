import ByteStreams

/// Writes one member of a shard: records and blobs, or token and plan columns.
///
/// Blobs and records are gathered into frames that end where the records say (`FrameCut`); a blob always comes before the
/// first record added after it. Memory is bounded by the frame in work. Not thread-safe. Nothing may be added after `finish` or `abort`.
public final class ShardWriter {
  public let options: ShardWriterOptions
  public let meta: ShardMeta
  let preamble: Preamble
  let metaBytes: [UInt8]
  let emitter: FrameEmitter
  var tally = MemberTally()
  var counters: [String: [String: UInt64]] = [:]
  var blobRows: [BlobRow] = []
  var written: WrittenBlobs
  private var isOver = false
  /// Told where the bytes of each blob of a stored frame stand in the member, once they have been given to the sink.
  public var onBlobStored: ((Digest, Range<Int>) -> Void)?

  private var pendingRecords: [[UInt8]] = []
  private var pendingRecordBytes = 0
  private var pendingBlobs: [(entry: BlobsPayload.Entry, bytes: [UInt8])] = []
  private var pendingBlobBytes = 0
  private var blobsEmittedSinceRecords = false
  /// Blobs that wait for their frame, and records for theirs, must not outrun the window.
  private let frameBytes: Int
  private var cut: FrameCut

  struct BlobRow {
    var digest: Digest
    var frame: UInt32
    var slot: UInt32
  }

  /// Writes the preamble and META at once, so that a reader downstream knows who is writing.
  public convenience init(
    sink: any ByteSink, meta: ShardMeta, options: ShardWriterOptions = ShardWriterOptions()
  ) throws {
    try self.init(unbegun: sink, meta: meta, options: options)
    try emitter.write(preamble.encoded())
    try emitter.emit(.meta, entries: 0, pieces: [metaBytes], compress: false)
    try sink.flush()
  }

  /// A writer that has written nothing yet.
  init(unbegun sink: any ByteSink, meta: ShardMeta, options: ShardWriterOptions) throws {
    metaBytes = meta.cbor.encode()
    let tag = metaBytes.withUnsafeBytes { SHA256.hash($0) }.bytes.withUnsafeBytes { $0.u32(0) }
    preamble = Preamble(
      largestFrameLog2: ShardWriterOptions.log2Ceiling(options.largestFrame, 16...32),
      blobWindowLog2: ShardWriterOptions.log2Ceiling(options.blobWindow, 16...40), streamTag: tag)
    self.options = options
    self.meta = meta
    emitter = FrameEmitter(sink: sink, streamTag: tag, codec: options.codec)
    written = WrittenBlobs(window: preamble.blobWindow)
    frameBytes = min(options.frameBytes, preamble.blobWindow / 4)
    cut = FrameCut(mean: frameBytes / 4)
    guard metaBytes.count <= preamble.largestFrame else {
      throw ShardError(
        .badMeta, file: sink.name, what: "META has \(metaBytes.count) bytes, more than a frame may")
    }
  }

  // MARK: Blobs and records

  /// Adds a medium's bytes, unless the reader still holds them; its SHA-256.
  /// - Parameter facts: a CBOR map of probed facts (kind, type, width, …), kept beside the blob.
  /// - Throws: blobTooLarge when the bytes do not fit a frame or half the blob window.
  @discardableResult
  public func add(blob bytes: [UInt8], facts: CBOR? = nil) throws -> Digest {
    let digest = SHA256.hash(bytes)
    try add(blob: digest, bytes: bytes, facts: facts)
    return digest
  }

  /// The same when the digest is already known; it is not computed again.
  public func add(blob digest: Digest, bytes: [UInt8], facts: CBOR? = nil) throws {
    try checkOpen()
    if written.holds(digest) { return }
    let largest = preamble.largestBlob
    guard bytes.count <= largest else {
      throw ShardError(
        .blobTooLarge, file: emitter.sink.name,
        what: "blob \(digest.hex) has \(bytes.count) bytes; this shard takes \(largest)",
        remedy: "write with a larger frame limit and blob window")
    }
    if pendingBlobBytes > 0, pendingBlobBytes + bytes.count > frameBytes { try flushBlobs() }
    pendingBlobs.append((BlobsPayload.Entry(digest: digest, length: bytes.count, facts: facts), bytes))
    pendingBlobBytes += bytes.count
    cut.add(blobBytes: bytes.count)
    written.add(digest, bytes: bytes.count)
    if pendingBlobBytes >= frameBytes || pendingBlobs.count >= 1 << 16 { try flushBlobs() }
  }

  /// Adds a record's deterministic CBOR; its SHA-256. The blobs it refers to must have been added before.
  /// - Throws: nonCanonicalCBOR, recordTooLarge.
  @discardableResult
  public func add(record bytes: [UInt8]) throws -> Digest {
    do {
      try bytes.withUnsafeBytes { try CBOR.validate($0) }
    } catch let error as CBORError {
      throw ShardError(
        .nonCanonicalCBOR, file: emitter.sink.name, what: "a record to write is not valid: \(error)")
    }
    return try add(encoded: bytes)
  }

  /// The same for bytes that an encoder of this package has just made: that they are deterministic CBOR is checked in
  /// debug builds alone.
  @discardableResult
  package func add(encoded bytes: [UInt8]) throws -> Digest {
    try checkOpen()
    assert((try? bytes.withUnsafeBytes { try CBOR.validate($0) }) != nil)
    guard bytes.count <= min(preamble.largestFrame, 1 << 31) - 4096 else {
      throw ShardError(.recordTooLarge, file: emitter.sink.name, what: "a record has \(bytes.count) bytes")
    }
    if pendingRecordBytes > 0, pendingRecordBytes + bytes.count + 8 > preamble.largestFrame - 4096 {
      try flush()
    }
    let digest = SHA256.hash(bytes)
    pendingRecords.append(bytes)
    pendingRecordBytes += bytes.count + 4
    tally.record(digest, bytes: bytes.count)
    let ends = cut.endsFrame(record: digest, bytes: bytes.count)
    // Records follow their blobs closely: the window is measured in bytes of blobs.
    if blobsEmittedSinceRecords || ends || pendingRecords.count == RecordsPayload.mostEntries { try flush() }
    return digest
  }

  /// Adds a frame of columns: token groups or a plan.
  /// - Parameter entries: groups (or bins) in it.
  public func add(columns: ColumnBlock, kind: FrameKind, entries: Int) throws {
    try checkOpen()
    try checkProfile(kind)
    try flush()
    let payload = columns.encoded()
    guard payload.count <= preamble.largestFrame, 0...Int(UInt32.max) ~= entries else {
      throw ShardError(
        .recordTooLarge, file: emitter.sink.name, what: "a \(kind) frame has \(payload.count) bytes")
    }
    let digest = try emitter.emit(kind, entries: entries, pieces: [payload])
    tally.columns(kind, entries: entries, digest: digest)
  }

  /// Copies a TOKENS or PLAN frame, or one of a kind this version does not know, byte for byte.
  /// - Throws: unexpectedFrame for kinds that the writer makes itself or that hold records and blobs.
  public func add(frame: RawFrame) throws {
    switch frame.kind {
    case .tokens, .plan:
      try checkProfile(frame.kind)
      try copy(frame)
      tally.columns(frame.kind, entries: frame.entries, digest: frame.digest)
    case .meta, .records, .blobs, .end, .index, .summary, .abort:
      throw ShardError(
        .unexpectedFrame, file: emitter.sink.name, what: "a \(frame.kind) frame cannot be copied as it is")
    default: try copy(frame)
    }
  }

  /// Copies a frame of records byte for byte; the blobs they refer to must have been added before.
  /// - Parameter records: what the frame holds, as a reader gave it.
  public func add(records: [RecordItem], frame: RawFrame) throws {
    try copy(frame)
    for record in records { tally.record(record.digest, bytes: record.bytes.count) }
    blobsEmittedSinceRecords = false
  }

  /// Copies a frame of blobs byte for byte, also those that a reader still holds.
  /// - Parameter blobs: what the frame holds, as a reader gave it.
  public func add(blobs: [Blob], frame: RawFrame) throws {
    try flush()
    let at = UInt32(emitter.rows.count)
    try copy(frame)
    for (slot, blob) in blobs.enumerated() {
      written.add(blob.digest, bytes: blob.count)
      tally.blob(bytes: blob.count)
      blobRows.append(BlobRow(digest: blob.digest, frame: at, slot: UInt32(slot)))
    }
    blobsEmittedSinceRecords = true
  }

  /// Everything that was added is in frames.
  var isAtRest: Bool { pendingRecords.isEmpty && pendingBlobs.isEmpty && !blobsEmittedSinceRecords }

  private func checkProfile(_ kind: FrameKind) throws {
    if kind == .tokens ? meta.profile == .records : kind == .plan && meta.profile != .packed {
      throw ShardError(
        .unexpectedFrame, file: emitter.sink.name,
        what: "a \(kind) frame does not belong into a member of the profile \(meta.profile.rawValue)")
    }
  }

  /// True while whoever reads this stream is sure to hold the blob.
  public func holds(_ blob: Digest) -> Bool { written.holds(blob) }

  private func copy(_ frame: RawFrame) throws {
    try checkOpen()
    guard frame.header.rawLength <= UInt64(preamble.largestFrame) else {
      throw ShardError(
        .frameTooLarge, file: emitter.sink.name,
        what: "a \(frame.kind) frame of \(frame.header.rawLength) bytes is larger than this shard's limit",
        remedy: "write with a larger frame limit")
    }
    try flush()
    try emitter.emit(frame)
  }

  /// Adds to a counter of SUMMARY, such as ("records.by_modality", "ti2t").
  public func count(_ counter: String, key: String, by amount: UInt64 = 1) {
    counters[counter, default: [:]][key, default: 0] &+= amount
  }

  // MARK: Frames

  /// Closes the frames in work, so that a reader downstream gets what there is.
  public func flush() throws {
    try flushBlobs()
    guard !pendingRecords.isEmpty else { return }
    let payload = RecordsPayload.encoded(pendingRecords, bytes: pendingRecordBytes)
    try emitter.emit(.records, entries: pendingRecords.count, pieces: [payload])
    pendingRecords.removeAll(keepingCapacity: true)
    pendingRecordBytes = 0
    blobsEmittedSinceRecords = false
    cut.reset()
  }

  private func flushBlobs() throws {
    guard !pendingBlobs.isEmpty else { return }
    let head = BlobsPayload.head(pendingBlobs.map(\.entry))
    let identity = head.withUnsafeBytes { 8 + Int($0.u64(0)) }
    var pieces = [head]
    pieces.reserveCapacity(1 + 2 * pendingBlobs.count)
    let frame = UInt32(emitter.rows.count)
    for (slot, blob) in pendingBlobs.enumerated() {
      pieces.append(blob.bytes)
      let padding = Alignment.padding(after: blob.bytes.count)
      if padding > 0 { pieces.append([UInt8](repeating: 0, count: padding)) }
      tally.blob(bytes: blob.bytes.count)
      blobRows.append(BlobRow(digest: blob.entry.digest, frame: frame, slot: UInt32(slot)))
    }
    try emitter.emit(.blobs, entries: pendingBlobs.count, pieces: pieces, identityBytes: identity)
    tellStored(head: head.count)
    pendingBlobs.removeAll(keepingCapacity: true)
    pendingBlobBytes = 0
    blobsEmittedSinceRecords = true
  }

  private func tellStored(head: Int) {
    guard let onBlobStored, let row = emitter.rows.last, row.header.codec == .stored else { return }
    var at = Int(row.offset) + FrameHeader.size + head
    for blob in pendingBlobs {
      onBlobStored(blob.entry.digest, at..<at + blob.bytes.count)
      at += blob.bytes.count + Alignment.padding(after: blob.bytes.count)
    }
  }

  private func checkOpen() throws {
    if isOver {
      throw ShardError(.finished, file: emitter.sink.name, what: "the member is already finished")
    }
  }

  // MARK: Ending

  /// Writes END, INDEX, SUMMARY and the trailer, and flushes the sink. The sink stays open: another writer may append
  /// a member.
  public func finish() throws {
    try checkOpen()
    try flush()
    isOver = true
    try writeEnding()
    try emitter.sink.flush()
  }

  /// Writes what is whole and an ABORT frame, so that whoever reads this stream fails with `reason`.
  public func abort(reason: String) throws {
    guard !isOver else { return }
    try flush()
    isOver = true
    let payload: CBOR = ["reason": .text(reason)]
    try emitter.emit(.abort, entries: 0, pieces: [payload.encode()], compress: false)
    try emitter.sink.flush()
  }
}
