import ByteStreams

/// Cuts a stream into members and frames, checking every header and payload checksum and every limit on the way.
final class FrameReader {
  enum Event {
    case member(Preamble, start: UInt64)
    case frame(RawFrame, raw: Payload, place: FramePlace)
    case trailer(Trailer, place: FramePlace)
    case end
  }

  let source: any ByteSource
  private let options: ShardReaderOptions
  private let decompressor = ZstdDecompressor()
  private var preamble: Preamble?
  private(set) var offset: UInt64 = 0
  private(set) var frames = 0
  private var memberStart: UInt64 = 0

  init(source: any ByteSource, options: ShardReaderOptions) {
    self.source = source
    self.options = options
  }

  var place: FramePlace { FramePlace(file: source.name, frame: frames, offset: offset) }
  /// The same for what is no frame: a preamble, a trailer.
  private var bytePlace: FramePlace { FramePlace(file: source.name, frame: nil, offset: offset) }

  /// - Throws: `truncated` at an end that comes too soon, which the caller may put in better words.
  func next() throws -> Event {
    var block = [UInt8](repeating: 0, count: 64)
    let n = try block.withUnsafeMutableBytes { try source.readFully(into: $0) }
    guard let preamble else {
      if n == 0 { return .end }
      if n < 64, block.prefix(min(n, 8)).elementsEqual(Preamble.magic.prefix(n)) {
        throw bytePlace.error(.truncated, "the stream ends inside a preamble")
      }
      let next = try block.withUnsafeBytes { try Preamble($0, file: source.name, offset: offset) }
      guard next.largestFrame <= options.largestFrame, next.blobWindow <= options.largestWindow else {
        throw ShardError(
          .limitTooLarge, file: source.name, offset: offset,
          what: "declares frames of \(next.largestFrame) bytes and a blob window of \(next.blobWindow), "
            + "more than the \(options.largestFrame) and \(options.largestWindow) that this reader holds",
          remedy: "raise the reader's limits")
      }
      self.preamble = next
      memberStart = offset
      offset += 64
      return .member(next, start: memberStart)
    }
    if n < 64 { throw place.error(.truncated, "the stream ends between frames") }
    if block.withUnsafeBytes({ Trailer.begins($0) }) {
      let place = bytePlace
      let trailer = try FrameChecks.located(place) { try block.withUnsafeBytes { try Trailer($0) } }
      guard trailer.streamTag == preamble.streamTag, trailer.memberLength == offset + 64 - memberStart else {
        throw place.error(.badTrailer, "the trailer belongs to another member")
      }
      self.preamble = nil
      offset += 64
      return .trailer(trailer, place: place)
    }
    let header = try block.withUnsafeBytes { try FrameHeader($0, at: place) }
    let event = try frame(header, preamble)
    frames += 1
    return event
  }

  private func frame(_ header: FrameHeader, _ preamble: Preamble) throws -> Event {
    try FrameChecks.header(header, preamble, place)
    let storedLength = Int(header.storedLength)
    guard let stored = try Payload.read(storedLength, from: source) else {
      throw place.error(.truncated, "the stream ends inside the \(header.kind) frame")
    }
    var padding = [UInt8](repeating: 0, count: Alignment.padding(after: storedLength))
    if !padding.isEmpty {
      let n = try padding.withUnsafeMutableBytes { try source.readFully(into: $0) }
      guard n == padding.count else {
        throw place.error(.truncated, "the stream ends after the \(header.kind) frame")
      }
      guard padding.withUnsafeBytes({ $0.isZero }) else {
        throw place.error(.badPadding, "the zeros after the \(header.kind) frame are damaged")
      }
    }
    let place = place
    let (raw, digest) = try FrameChecks.payload(header, stored, decompressor, place)
    offset += UInt64(FrameHeader.size + storedLength + padding.count)
    return .frame(RawFrame(header: header, stored: stored, digest: digest), raw: raw, place: place)
  }
}

/// What streaming and mapped reading check alike.
enum FrameChecks {
  static func header(_ header: FrameHeader, _ preamble: Preamble, _ place: FramePlace) throws(ShardError) {
    guard header.streamTag == preamble.streamTag else {
      throw place.error(.foreignFrame, "the \(header.kind) frame belongs to another stream")
    }
    guard header.rawLength <= UInt64(preamble.largestFrame),
      header.storedLength <= UInt64(preamble.largestFrame),
      UInt64(header.entries) <= header.rawLength,
      header.kind != .records || header.entries <= RecordsPayload.mostEntries
    else {
      throw place.error(
        .frameTooLarge,
        "the \(header.kind) frame declares \(header.rawLength) bytes and \(header.entries) entries, "
          + "more than the preamble allows")
    }
    guard header.codec != .stored || header.storedLength == header.rawLength else {
      throw place.error(.badHeader, "the \(header.kind) frame is stored, but its two lengths differ")
    }
    if header.codec == .zstd, !ZstdLimits.allows(raw: header.rawLength, stored: header.storedLength) {
      throw place.error(
        .badCompression,
        "the \(header.kind) frame would grow from \(header.storedLength) to \(header.rawLength) bytes, "
          + "more than the format allows")
    }
    if !header.kind.isKnown, header.isCritical {
      throw place.error(
        .unknownCriticalFrame,
        "a frame of kind \(header.kind) must be understood, but this tool does not know it",
        "use a newer aatools")
    }
  }

  static func payload(
    _ header: FrameHeader, _ stored: Payload, _ decompressor: ZstdDecompressor, _ place: FramePlace
  ) throws -> (raw: Payload, digest: Digest) {
    guard CRC32C.of(stored.bytes) == header.payloadChecksum else {
      throw place.error(.badPayloadChecksum, "the \(header.kind) frame is damaged: its checksum is wrong")
    }
    var raw = stored
    if header.codec == .zstd {
      guard let unpacked = decompressor.decompress(stored.bytes, rawLength: Int(header.rawLength)) else {
        throw place.error(
          .badCompression, "the \(header.kind) frame does not decompress to \(header.rawLength) bytes")
      }
      raw = unpacked
    }
    let digest = FrameIdentity.digest(
      kind: header.kind, entries: header.entries, rawLength: header.rawLength,
      identity: FrameIdentity.identityBytes(kind: header.kind, raw: raw.bytes))
    guard digest.frameID == header.id else {
      throw place.error(.badFrameIdentity, "the \(header.kind) frame does not hold what its id says")
    }
    return (raw, digest)
  }

  /// Puts a place into an error that has none.
  static func located<R>(_ place: FramePlace, _ body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch var error as ShardError where error.file.isEmpty {
      error.file = place.file
      error.frame = place.frame
      error.offset = place.offset
      throw error
    }
  }
}
