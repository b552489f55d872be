import ByteStreams

/// A shard in a file, read at random: record i, a blob by its digest, the summary, without reading what is between.
///
/// Members are found from the end by their trailers and frames by INDEX; a scan of the headers stands in for what is
/// missing. A frame's checksums are verified when it is first opened. Not thread-safe.
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
  private let verifyBlobs: Bool
  /// Frames that were opened and whose payload lies in the file; verified once, not each time.
  private var opened: [Int: Opened] = [:]
  /// The frame that was decompressed last.
  private var unpacked: (frame: Int, opened: Opened)?
  /// Tables of frames that are remembered.
  private static let openFrames = 4096

  /// - Parameters:
  ///   - name: what messages call the file; its path by default.
  ///   - verifyBlobs: compare each blob's SHA-256 with its name before it is handed out; without it the checksum of its
  ///     frame must do.
  /// - Throws: `ShardError`, `StreamError`.
  public convenience init(path: String, name: String? = nil, verifyBlobs: Bool = true) throws {
    try self.init(MappedFile(path: path, name: name), verifyBlobs: verifyBlobs)
  }

  /// The same for bytes in memory.
  /// - Throws: `ShardError`.
  public convenience init(_ bytes: [UInt8], name: String = "memory") throws {
    try self.init(MappedFile(copying: bytes, name: name), verifyBlobs: true)
  }

  private init(_ file: MappedFile, verifyBlobs: Bool) throws {
    self.file = file
    self.verifyBlobs = verifyBlobs
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

  /// The members of a file by their beginnings and ends alone: a few pages each, however large the file is. Neither
  /// INDEX nor any data is read.
  /// - Throws: as `init`.
  public static func members(path: String, name: String? = nil) throws -> [Member] {
    try MemberFinder(file: MappedFile(path: path, name: name), readsTables: false).find()
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
    try withBlob(digest) { bytes, facts in Blob(digest: digest, facts: facts, bytes: [UInt8](bytes)) }
  }

  /// Lets `body` see a blob where it lies, without copying; the pointer is valid only during the call. nil when the file
  /// has none of that name.
  public func withBlob<R>(_ digest: Digest, _ body: (UnsafeRawBufferPointer, CBOR?) throws -> R) throws -> R?
  {
    guard let place = blobPlaces[digest] else { return nil }
    let open = try open(place.frame)
    guard place.slot < open.slots.count, open.slots[place.slot].digest == digest else {
      throw self.place(place.frame).error(.badIndex, "INDEX names another blob than the frame holds")
    }
    let slot = open.slots[place.slot]
    let bytes = UnsafeRawBufferPointer(rebasing: open.raw.bytes[slot.range])
    guard !verifyBlobs || SHA256.hash(bytes) == digest else {
      throw self.place(place.frame).error(
        .badBlobDigest, "blob \(digest.hex) holds other bytes than its name says")
    }
    return try body(bytes, slot.facts)
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

  /// A frame whose checksums were right, and where things lie in it.
  private struct Opened {
    var raw: Payload
    var slots: [BlobsPayload.Slot] = []
    var records: [Range<Int>] = []
  }

  private func open(_ frame: Int) throws -> Opened {
    if let known = opened[frame] { return known }
    if let unpacked, unpacked.frame == frame { return unpacked.opened }
    let row = frames[frame]
    let place = place(frame)
    let (header, stored, _) = try MappedFrames(file: file).frame(
      at: row.offset, preamble: members[row.member].preamble, place: place)
    guard header.kind == row.kind, Int(header.entries) == row.entries, header.storedLength == row.stored
    else {
      throw place.error(.badIndex, "INDEX describes another frame than stands there")
    }
    let (raw, _) = try FrameChecks.payload(header, stored, decompressor, place)
    var result = Opened(raw: raw)
    try FrameChecks.located(place) {
      if row.kind == .blobs {
        result.slots = try BlobsPayload.slots(
          raw.bytes, entries: row.entries, largest: members[row.member].preamble.largestBlob)
      } else if row.kind == .records {
        result.records = try RecordsPayload.ranges(raw.bytes, entries: row.entries)
      }
    }
    if header.codec == .stored {
      // Only the tables cost memory: the payload is the file's own.
      if opened.count >= Self.openFrames { opened.removeAll(keepingCapacity: true) }
      opened[frame] = result
    } else {
      unpacked = (frame, result)
    }
    return result
  }
}
