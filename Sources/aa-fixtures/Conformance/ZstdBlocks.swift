/// Zstandard (RFC 8878) with raw and run-length blocks only: the same bytes whatever library there is.
enum ZstdBlocks {
  /// One frame of `raw`; runs of at least 16 equal bytes become blocks of one byte.
  static func frame(_ raw: [UInt8]) -> [UInt8] {
    // Magic; descriptor: content size in 4 bytes, single segment, no checksum, no dictionary; content size.
    var out: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0b1010_0000] + little(UInt64(raw.count), 4)
    let pieces = pieces(raw)
    for (i, piece) in pieces.enumerated() {
      let last: UInt64 = i == pieces.count - 1 ? 1 : 0
      let type: UInt64 = piece.isRun ? 1 : 0
      out += little(last | type << 1 | UInt64(piece.range.count) << 3, 3)
      out += piece.isRun ? [raw[piece.range.lowerBound]] : Array(raw[piece.range])
    }
    return out
  }

  /// What a decoder passes over: magic, length, four bytes.
  static let skippable: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]

  /// One frame of `raw`, at most 4,096 bytes, that tells a window of 4,096 bytes and no content size.
  static func withoutSize(_ raw: [UInt8]) -> [UInt8] {
    let frame = frame(raw)
    return Array(frame[..<4]) + [0, 2 << 3] + Array(frame[9...])
  }

  /// One frame of `raw` that tells its content size and a window of 2^26 + 2^23 bytes.
  static func aboveLargestWindow(_ raw: [UInt8]) -> [UInt8] {
    let frame = frame(raw)
    return Array(frame[..<4]) + [0b1000_0000, 16 << 3 | 1] + Array(frame[5...])
  }

  /// A frame of `count` times `byte` in blocks of at most 128 KiB: a few bytes a block, whatever the count.
  static func run(of byte: UInt8, count: Int) -> [UInt8] {
    frame([UInt8](repeating: byte, count: count))
  }

  private static let largestBlock = 1 << 17

  private static func pieces(_ raw: [UInt8]) -> [(range: Range<Int>, isRun: Bool)] {
    var pieces: [(range: Range<Int>, isRun: Bool)] = []
    var plain = 0
    var at = 0
    func cut(_ range: Range<Int>, isRun: Bool) {
      for start in stride(from: range.lowerBound, to: range.upperBound, by: largestBlock) {
        pieces.append((start..<min(start + largestBlock, range.upperBound), isRun))
      }
    }
    while at < raw.count {
      var end = at + 1
      while end < raw.count, raw[end] == raw[at] { end += 1 }
      if end - at >= 16 {
        cut(plain..<at, isRun: false)
        cut(at..<end, isRun: true)
        plain = end
      }
      at = end
    }
    cut(plain..<raw.count, isRun: false)
    return pieces.isEmpty ? [(0..<0, false)] : pieces
  }
}
