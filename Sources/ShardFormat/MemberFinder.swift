import ByteStreams

/// One member of a mapped shard: what its beginning and its end say.
public struct Member: Sendable {
  struct Row: Sendable {
    /// From the member's beginning.
    var offset: Int
    var kind: FrameKind
    var entries: Int
    var stored: UInt64
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
      let place = FramePlace(file: file.name, frame: nil, offset: UInt64(max(0, end - Trailer.size)))
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

  /// Reads the frame at `offset`, which must be of `kind`; errors of `body` get its place.
  private func read<R>(
    _ kind: FrameKind, at offset: Int, _ preamble: Preamble,
    _ body: (FrameHeader, UnsafeRawBufferPointer) throws -> R
  ) throws -> R {
    let place = FramePlace(file: file.name, frame: nil, offset: UInt64(offset))
    let (header, stored, _) = try MappedFrames(file: file).frame(at: offset, preamble: preamble, place: place)
    guard header.kind == kind else {
      throw place.error(.badTrailer, "\(kind) should stand here, but it is \(header.kind)")
    }
    let raw = try FrameChecks.payload(header, stored, decompressor, place).raw
    return try FrameChecks.located(place) { try body(header, raw.bytes) }
  }

  private func member(start: Int, trailer: Trailer) throws -> Member {
    let preamble = try Preamble(
      file.bytes.piece(start, Preamble.size), file: file.name, offset: UInt64(start))
    guard preamble.streamTag == trailer.streamTag else {
      throw ShardError(
        .badTrailer, file: file.name, offset: UInt64(start) + trailer.memberLength - 64,
        what: "preamble and trailer are of different members")
    }
    let meta = try read(.meta, at: start + Preamble.size, preamble) {
      try ShardMeta(payload: $1, streamTag: preamble.streamTag)
    }
    let endOffset = start + Int(trailer.end)
    var end = try read(.end, at: endOffset, preamble) { try MemberEnd(cbor: try CBOR.frame($1)) }
    if trailer.summary > 0 {
      end.summary = try read(.summary, at: start + Int(trailer.summary), preamble) {
        let value = try CBOR.frame($1)
        try MemberSummary.check(value, end, offset: trailer.summary)
        return value
      }
    }
    let table =
      !readsTables
      ? (rows: [], blobs: [])
      : trailer.index > 0
        ? try indexed(start: start, trailer, preamble)
        : try scanned(start: start, endOffset: endOffset, preamble)
    return Member(
      preamble: preamble, meta: meta, end: end, start: start, length: Int(trailer.memberLength),
      isScanned: trailer.index == 0, rows: table.rows, blobs: table.blobs)
  }

  private func indexed(
    start: Int, _ trailer: Trailer, _ preamble: Preamble
  ) throws -> (rows: [Member.Row], blobs: [Member.BlobPlace]) {
    let table = try read(.index, at: start + Int(trailer.index), preamble) { header, raw in
      let table = try IndexTable(ColumnBlock(Payload(raw, keeping: file)))
      guard table.frames.count == header.entries,
        table.frames.allSatisfy({ $0.offset < trailer.end && $0.offset & 63 == 0 })
      else { throw ShardError(.badIndex, file: "", what: "INDEX names a frame outside the member") }
      return table
    }
    let rows = table.frames.map {
      Member.Row(
        offset: Int($0.offset), kind: FrameKind(rawValue: $0.kind), entries: Int($0.entries),
        stored: $0.stored)
    }
    return (
      rows,
      table.blobs.map { Member.BlobPlace(digest: $0.digest, frame: Int($0.frame), slot: Int($0.slot)) }
    )
  }

  private func scanned(
    start: Int, endOffset: Int, _ preamble: Preamble
  ) throws -> (rows: [Member.Row], blobs: [Member.BlobPlace]) {
    var rows: [Member.Row] = []
    var blobs: [Member.BlobPlace] = []
    var offset = start + Preamble.size
    while offset < endOffset {
      let place = FramePlace(file: file.name, frame: nil, offset: UInt64(offset))
      let (header, stored, next) = try MappedFrames(file: file).frame(
        at: offset, preamble: preamble, place: place)
      if header.kind == .blobs {
        let raw = try FrameChecks.payload(header, stored, decompressor, place).raw
        let slots = try FrameChecks.located(place) {
          try BlobsPayload.slots(raw.bytes, entries: Int(header.entries), largest: preamble.largestBlob)
        }
        for (i, slot) in slots.enumerated() {
          blobs.append(Member.BlobPlace(digest: slot.digest, frame: rows.count, slot: i))
        }
      }
      rows.append(
        Member.Row(
          offset: offset - start, kind: header.kind, entries: Int(header.entries),
          stored: header.storedLength))
      offset = next
    }
    guard offset == endOffset else {
      let place = FramePlace(file: file.name, frame: nil, offset: UInt64(endOffset))
      throw place.error(.badTrailer, "END does not stand where the frames before it end")
    }
    return (rows, blobs)
  }
}
