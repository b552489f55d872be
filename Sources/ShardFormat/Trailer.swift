import ByteStreams

/// The last 64 bytes of a member: where END, INDEX and SUMMARY stand.
struct Trailer: Equatable {
  static let magic: [UInt8] = [0xF8, 0x41, 0x41, 0x54, 0xFF, 0x0D, 0x0A, 0x1A]
  static let size = 64

  /// Bytes of the whole member, preamble and trailer included.
  var memberLength: UInt64
  /// Offsets from the member's beginning; 0 for INDEX or SUMMARY when there is none.
  var end: UInt64
  var index: UInt64
  var summary: UInt64
  var streamTag: UInt32

  func encoded() -> [UInt8] {
    var out = Trailer.magic
    out.append64(memberLength)
    out.append64(end)
    out.append64(index)
    out.append64(summary)
    out.append32(streamTag)
    out.append(contentsOf: repeatElement(0, count: 16))
    out.append32(CRC32C.of(out))
    return out
  }

  static func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= magic.count && magic.indices.allSatisfy { bytes[$0] == magic[$0] }
  }

  /// - Throws: badTrailer, without a place.
  init(_ bytes: UnsafeRawBufferPointer) throws(ShardError) {
    func bad(_ what: String) -> ShardError { ShardError(.badTrailer, file: "", what: "the trailer \(what)") }
    guard bytes.count == Trailer.size, Trailer.begins(bytes) else { throw bad("is missing") }
    guard CRC32C.of(bytes.piece(0, 60)) == bytes.u32(60) else {
      throw bad("is damaged: its checksum is wrong")
    }
    memberLength = bytes.u64(8)
    end = bytes.u64(16)
    index = bytes.u64(24)
    summary = bytes.u64(32)
    streamTag = bytes.u32(40)
    guard bytes.piece(44, 16).isZero, memberLength & 63 == 0, end & 63 == 0, index & 63 == 0,
      summary & 63 == 0,
      end < memberLength, index < memberLength, summary < memberLength
    else { throw bad("holds values that version 1 does not allow") }
  }

  init(memberLength: UInt64, end: UInt64, index: UInt64, summary: UInt64, streamTag: UInt32) {
    self.memberLength = memberLength
    self.end = end
    self.index = index
    self.summary = summary
    self.streamTag = streamTag
  }
}
