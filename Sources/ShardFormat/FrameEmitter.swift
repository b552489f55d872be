import ByteStreams

/// Writes frames one after another and remembers where each one stands in its member.
final class FrameEmitter {
  struct Row {
    var offset: UInt64
    var header: FrameHeader
  }

  let sink: any ByteSink
  let streamTag: UInt32
  private let compressor: ZstdCompressor?
  private(set) var position: UInt64 = 0
  private(set) var rows: [Row] = []

  init(sink: any ByteSink, streamTag: UInt32, codec: ShardWriterOptions.Codec) {
    self.sink = sink
    self.streamTag = streamTag
    compressor = if case .zstd(let level) = codec { ZstdCompressor(level: level) } else { nil }
  }

  /// Bytes outside frames: preamble and trailer.
  func write(_ bytes: [UInt8]) throws {
    try sink.write(bytes)
    position += UInt64(bytes.count)
  }

  /// Writes a frame whose raw payload is `pieces` one after another; the first `identityBytes` of the first piece (all
  /// of it by default) give the frame its digest, which is returned.
  /// - Parameter compress: false for frames that tools find by offset or need before anything else.
  @discardableResult
  func emit(
    _ kind: FrameKind, entries: Int, pieces: [[UInt8]], identityBytes: Int? = nil, compress: Bool = true
  ) throws -> Digest {
    let rawLength = pieces.reduce(0) { $0 + $1.count }
    let digest = pieces[0].withUnsafeBytes {
      FrameIdentity.digest(
        kind: kind, entries: UInt32(entries), rawLength: UInt64(rawLength),
        identity: $0.piece(0, identityBytes ?? $0.count))
    }
    var stored = pieces
    var codec = FrameCodec.stored
    if compress, let compressor {
      let whole = pieces.count == 1 ? pieces[0] : pieces.flatMap { $0 }
      if let packed = whole.withUnsafeBytes({ compressor.compress($0) }) {
        stored = [packed]
        codec = .zstd
      }
    }
    let storedLength = stored.reduce(0) { $0 + $1.count }
    let header = FrameHeader(
      kind: kind, codec: codec, isCritical: kind.isCritical, entries: UInt32(entries),
      storedLength: UInt64(storedLength), rawLength: UInt64(rawLength), id: digest.frameID,
      payloadChecksum: stored.reduce(0) { CRC32C.of($1, continuing: $0) }, streamTag: streamTag)
    try write(header, storedLength) { for piece in stored { try sink.write(piece) } }
    return digest
  }

  /// Counts a frame that an earlier writer wrote to the same member.
  func adopt(_ header: FrameHeader, end: UInt64) {
    rows.append(Row(offset: position, header: header))
    position = end
  }

  /// Counts the preamble that an earlier writer wrote.
  func adoptPreamble() { position = UInt64(Preamble.size) }

  /// Copies a frame: its payload byte for byte, under this member's stream tag.
  func emit(_ frame: RawFrame) throws {
    var header = frame.header
    header.streamTag = streamTag
    try write(header, frame.stored.bytes.count) { try sink.write(frame.stored.bytes) }
  }

  private func write(_ header: FrameHeader, _ storedLength: Int, _ payload: () throws -> Void) throws {
    rows.append(Row(offset: position, header: header))
    try sink.write(header.encoded())
    try payload()
    let padding = Alignment.padding(after: storedLength)
    if padding > 0 { try sink.write(Alignment.zeros[..<padding]) }
    position += UInt64(FrameHeader.size + storedLength + padding)
  }
}
