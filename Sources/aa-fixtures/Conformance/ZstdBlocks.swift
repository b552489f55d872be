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
