import ByteStreams

/// One member of a mapped shard: what its beginning and its end say.
public struct Member: Sendable {
  struct Row: Sendable {
    /// From the member's beginning.
    var offset: Int
    var kind: FrameKind
    var entries: Int
  }
  struct BlobPlace: Sendable {
    var digest: Digest
    var frame: Int
    var slot: Int
  }

  public let preamble: Preamble
  public let meta: ShardMeta
  /// Counts and content root as END states them, with the summary; not verified against the frames.
  public let end: MemberEnd
  /// Byte offset in the file.
  public let start: Int
  /// Bytes, preamble and trailer included.
  public let length: Int
  /// True when the frame table was rebuilt by a scan.
  public let isScanned: Bool
  let rows: [Row]
  let blobs: [BlobPlace]
}

/// Finds members from the end of the file, trailer by trailer.
struct MemberFinder {
  let file: MappedFile
  /// False when only META, END and SUMMARY are wanted.
  private let readsTables: Bool
  private let decompressor = ZstdDecompressor()

  init(file: MappedFile, readsTables: Bool = true) {
    self.file = file
    self.readsTables = readsTables
  }

  func find() throws -> [Member] {
    let bytes = file.bytes
    guard !bytes.isEmpty else {
      throw ShardError(.emptyInput, file: file.name, what: "no shard stream: the file is empty")
    }
    guard Preamble.begins(bytes) else {
      throw ShardError(
        .badMagic, file: file.name, offset: 0,
        what: "not a shard stream: it does not begin with the signature of .aas files")
    }
    var members: [Member] = []
    var end = bytes.count
    while end > 0 {
      let place = FramePlace(file: file.name, frame: 0, offset: UInt64(max(0, end - Trailer.size)))
      guard end >= Trailer.size, Trailer.begins(bytes.piece(end - Trailer.size, Trailer.size)) else {
        throw ShardError(
          .missingEnd, file: file.name, offset: UInt64(end),
          what: "no trailer stands here: the writer was stopped, or the file was cut",
          remedy: "run the program that wrote it again")
      }
      let trailer = try FrameChecks.located(place) {
        try Trailer(bytes.piece(end - Trailer.size, Trailer.size))
      }
      guard trailer.memberLength >= 192, trailer.memberLength <= UInt64(end) else {
        throw place.error(.badTrailer, "the trailer names a member longer than the file")
      }
      let start = end - Int(trailer.memberLength)
      members.append(try member(start: start, trailer: trailer))
      end = start
    }
    return members.reversed()
  }

  private func payload(
    at offset: Int, _ kind: FrameKind, _ preamble: Preamble
  ) throws -> (raw: Payload, next: Int) {
    let place = FramePlace(file: file.name, frame: 0, offset: UInt64(offset))
    let (header, stored, next) = try MappedFrames(file: file).frame(
      at: offset, preamble: preamble, place: place)
    guard header.kind == kind else {
      throw place.error(.badTrailer, "\(kind) should stand here, but it is \(header.kind)")
    }
    return (try FrameChecks.payload(header, stored, decompressor, place).raw, next)
  }

  private func member(start: Int, trailer: Trailer) throws -> Member {
    let preamble = try Preamble(
      file.bytes.piece(start, Preamble.size), file: file.name, offset: UInt64(start))
    guard preamble.streamTag == trailer.streamTag else {
      throw ShardError(
        .badTrailer, file: file.name, offset: UInt64(start),
        what: "preamble and trailer are of different members")
    }
    let place = FramePlace(file: file.name, frame: 0, offset: UInt64(start))
    return try FrameChecks.located(place) {
      let meta = try ShardMeta(
        cbor: try decode(payload(at: start + Preamble.size, .meta, preamble).raw, place))
      let endOffset = start + Int(trailer.end)
      var end = try MemberEnd(cbor: try decode(payload(at: endOffset, .end, preamble).raw, place))
      if trailer.summary > 0 {
        end.summary = try decode(payload(at: start + Int(trailer.summary), .summary, preamble).raw, place)
      }
      let table =
        !readsTables
        ? (rows: [], blobs: [])
        : trailer.index > 0
          ? try indexed(payload(at: start + Int(trailer.index), .index, preamble).raw, end: trailer.end)
          : try scanned(start: start, endOffset: endOffset, preamble)
      return Member(
        preamble: preamble, meta: meta, end: end, start: start, length: Int(trailer.memberLength),
        isScanned: trailer.index == 0, rows: table.rows, blobs: table.blobs)
    }
  }

  private func decode(_ raw: Payload, _ place: FramePlace) throws -> CBOR {
    do {
      return try CBOR.decode(raw.bytes)
    } catch {
      throw place.error(.nonCanonicalCBOR, "\(error)")
    }
  }

  private func indexed(_ raw: Payload, end: UInt64) throws -> (rows: [Member.Row], blobs: [Member.BlobPlace])
  {
    let bad = ShardError(.badIndex, file: "", what: "INDEX contradicts itself")
    let block = try ColumnBlock(raw)
    let offsets = try block.u64("frame.offset")
    let kinds = try block.u8("frame.kind")
    let entries = try block.u32("frame.entries")
    let digests = try block.bytes("blob.digest")
    let frames = try block.u32("blob.frame")
    let slots = try block.u32("blob.slot")
    guard kinds.count == offsets.count, entries.count == offsets.count, frames.count == slots.count,
      digests.count % 32 == 0, digests.count / 32 == frames.count,
      offsets.allSatisfy({ $0 < end && $0 & 63 == 0 }), frames.allSatisfy({ Int($0) < offsets.count })
    else { throw bad }
    let rows = offsets.indices.map {
      Member.Row(offset: Int(offsets[$0]), kind: FrameKind(rawValue: kinds[$0]), entries: Int(entries[$0]))
    }
    var blobs: [Member.BlobPlace] = []
    for i in frames.indices {
      guard rows[Int(frames[i])].kind == .blobs, let digest = Digest(bytes: digests[32 * i..<32 * i + 32])
      else {
        throw bad
      }
      blobs.append(Member.BlobPlace(digest: digest, frame: Int(frames[i]), slot: Int(slots[i])))
    }
    return (rows, blobs)
  }

  private func scanned(
    start: Int, endOffset: Int, _ preamble: Preamble
  ) throws -> (rows: [Member.Row], blobs: [Member.BlobPlace]) {
    var rows: [Member.Row] = []
    var blobs: [Member.BlobPlace] = []
    var offset = start + Preamble.size
    while offset < endOffset {
      let place = FramePlace(file: file.name, frame: rows.count, offset: UInt64(offset))
      let (header, stored, next) = try MappedFrames(file: file).frame(
        at: offset, preamble: preamble, place: place)
      if header.kind == .blobs {
        let raw = try FrameChecks.payload(header, stored, decompressor, place).raw
        let slots = try FrameChecks.located(place) {
          try BlobsPayload.slots(raw.bytes, entries: Int(header.entries))
        }
        for (i, slot) in slots.enumerated() {
          blobs.append(Member.BlobPlace(digest: slot.digest, frame: rows.count, slot: i))
        }
      }
      rows.append(Member.Row(offset: offset - start, kind: header.kind, entries: Int(header.entries)))
      offset = next
    }
    return (rows, blobs)
  }
}
