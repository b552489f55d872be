import ByteStreams

/// A shard in a file, read at random: record i, a blob by its digest, the summary, without reading what is between.
///
/// Members are found from the end by their trailers and frames by INDEX; a scan of the headers stands in for what is
/// missing. A frame's checksums are verified when it is opened. Not thread-safe.
public final class MappedShard {
  /// Where a frame stands.
  public struct Frame: Sendable, Equatable {
    /// Byte offset of its header in the file.
    public var offset: Int
    public var kind: FrameKind
    public var entries: Int
    /// Bytes of its stored payload.
    var stored: UInt64
    var member: Int
  }

  public let members: [Member]
  /// All frames before each END, in order.
  public let frames: [Frame]
  public let recordCount: Int

  private let file: MappedFile
  private let recordFrames: [(first: Int, frame: Int)]
  private let blobPlaces: [Digest: (frame: Int, slot: Int)]
  private let decompressor = ZstdDecompressor()
  private var opened: (frame: Int, raw: Payload, slots: [BlobsPayload.Slot], records: [Range<Int>])?

  /// - Throws: `ShardError`, `StreamError`.
  public convenience init(path: String) throws { try self.init(MappedFile(path: path)) }

  /// The same for bytes in memory.
  /// - Throws: `ShardError`.
  public convenience init(_ bytes: [UInt8], name: String = "memory") throws {
    try self.init(MappedFile(copying: bytes, name: name))
  }

  private init(_ file: MappedFile) throws {
    self.file = file
    let found = try MemberFinder(file: file).find()
    members = found
    var frames: [Frame] = []
    var blobs: [Digest: (frame: Int, slot: Int)] = [:]
    for (m, member) in found.enumerated() {
      let base = frames.count
      for row in member.rows {
        frames.append(
          Frame(
            offset: member.start + row.offset, kind: row.kind, entries: row.entries, stored: row.stored,
            member: m))
      }
      for blob in member.blobs { blobs[blob.digest] = (base + blob.frame, blob.slot) }
    }
    var recordFrames: [(first: Int, frame: Int)] = []
    var total = 0
    for (i, frame) in frames.enumerated() where frame.kind == .records {
      recordFrames.append((total, i))
      total += frame.entries
    }
    self.frames = frames
    self.recordFrames = recordFrames
    recordCount = total
    blobPlaces = blobs
  }

  /// Record `ordinal`, from 0 over all members.
  /// - Throws: noSuchRecord, and whatever is wrong with its frame.
  public func record(_ ordinal: Int) throws -> RecordItem {
    guard ordinal >= 0, ordinal < recordCount else {
      throw ShardError(
        .noSuchRecord, file: file.name, what: "has no record \(ordinal): there are \(recordCount)")
    }
    var low = 0
    var high = recordFrames.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if recordFrames[middle].first <= ordinal { low = middle } else { high = middle }
    }
    let (first, frame) = recordFrames[low]
    let open = try open(frame)
    let bytes = [UInt8](open.raw.bytes[open.records[ordinal - first]])
    return RecordItem(digest: SHA256.hash(bytes), bytes: bytes, ordinal: ordinal)
  }

  /// A blob by its digest; nil when the file has none of that name.
  public func blob(_ digest: Digest) throws -> Blob? {
    guard let place = blobPlaces[digest] else { return nil }
    let open = try open(place.frame)
    guard place.slot < open.slots.count, open.slots[place.slot].digest == digest else {
      throw self.place(place.frame).error(.badIndex, "INDEX names another blob than the frame holds")
    }
    let slot = open.slots[place.slot]
    let bytes = [UInt8](open.raw.bytes[slot.range])
    guard SHA256.hash(bytes) == digest else {
      throw self.place(place.frame).error(
        .badBlobDigest, "blob \(digest.hex) holds other bytes than its name says")
    }
    return Blob(digest: digest, facts: slot.facts, bytes: bytes)
  }

  /// The columns of a TOKENS or PLAN frame (by its place in `frames`); a stored frame's columns are read where they lie
  /// in the file.
  public func columns(_ frame: Int) throws -> ColumnBlock {
    let open = try open(frame)
    return try FrameChecks.located(place(frame)) { try ColumnBlock(open.raw) }
  }

  /// Checks a frame wholly (by its place in `frames`): checksums, records, columns, blobs and their places in INDEX.
  /// Counts and content root need the whole stream.
  public func verify(_ frame: Int) throws {
    let open = try open(frame)
    try FrameChecks.located(place(frame)) {
      for range in open.records {
        do {
          try CBOR.validate(UnsafeRawBufferPointer(rebasing: open.raw.bytes[range]))
        } catch {
          throw ShardError(.nonCanonicalCBOR, file: "", what: "a record of the frame: \(error)")
        }
      }
      for slot in open.slots {
        guard SHA256.hash(UnsafeRawBufferPointer(rebasing: open.raw.bytes[slot.range])) == slot.digest else {
          throw ShardError(
            .badBlobDigest, file: "", what: "blob \(slot.digest.hex) holds other bytes than its name says")
        }
        guard let place = blobPlaces[slot.digest],
          place.frame != frame
            || (open.slots.indices.contains(place.slot) && open.slots[place.slot].digest == slot.digest)
        else { throw ShardError(.badIndex, file: "", what: "INDEX does not name blob \(slot.digest.hex)") }
      }
      if [.tokens, .plan].contains(frames[frame].kind) { _ = try ColumnBlock(open.raw) }
    }
  }

  private func place(_ frame: Int) -> FramePlace {
    FramePlace(file: file.name, frame: nil, offset: UInt64(frames[frame].offset))
  }

  private func open(
    _ frame: Int
  ) throws -> (frame: Int, raw: Payload, slots: [BlobsPayload.Slot], records: [Range<Int>]) {
    if let opened, opened.frame == frame { return opened }
    let row = frames[frame]
    let place = place(frame)
    let (header, stored, _) = try MappedFrames(file: file).frame(
      at: row.offset, preamble: members[row.member].preamble, place: place)
    guard header.kind == row.kind, Int(header.entries) == row.entries, header.storedLength == row.stored
    else {
      throw place.error(.badIndex, "INDEX describes another frame than stands there")
    }
    let (raw, _) = try FrameChecks.payload(header, stored, decompressor, place)
    let result = try FrameChecks.located(place) {
      (
        frame: frame, raw: raw,
        slots: row.kind == .blobs
          ? try BlobsPayload.slots(
            raw.bytes, entries: row.entries, largest: members[row.member].preamble.largestBlob) : [],
        records: row.kind == .records ? try RecordsPayload.ranges(raw.bytes, entries: row.entries) : []
      )
    }
    opened = result
    return result
  }
}
