/// Repetition or definition levels of a page.
struct LevelDecoder {
  private enum Form { case none, hybrid, packed }

  private var form = Form.none
  private var hybrid: HybridDecoder
  // The old form: most significant bit first, without runs.
  private let base: UnsafePointer<UInt8>
  private var bit: Int
  private let end: Int
  private let width: Int
  private let highest: UInt8

  /// Levels that are all 0, since there is nothing to repeat or leave out.
  init(_ base: UnsafePointer<UInt8>) {
    self.base = base
    hybrid = HybridDecoder(base)
    (bit, end, width, highest) = (0, 0, 0, 0)
  }

  init(
    hybrid base: UnsafePointer<UInt8>, from start: Int, to end: Int, highest: UInt8
  ) {
    self.base = base
    self.highest = highest
    width = LevelDecoder.width(highest)
    hybrid = HybridDecoder(base, from: start, to: end, width: width)
    (bit, self.end) = (0, 0)
    form = .hybrid
  }

  init(
    packed base: UnsafePointer<UInt8>, from start: Int, to end: Int, highest: UInt8
  ) {
    self.base = base
    self.highest = highest
    width = LevelDecoder.width(highest)
    hybrid = HybridDecoder(base)
    bit = start * 8
    self.end = end * 8
    form = .packed
  }

  /// Bits that the highest level needs.
  static func width(_ highest: UInt8) -> Int { 8 - highest.leadingZeroBitCount }

  /// Fills `out`.
  mutating func decode(into out: UnsafeMutablePointer<UInt8>, count: Int) throws(Flaw) {
    switch form {
    case .none:
      out.update(repeating: 0, count: count)
      return
    case .hybrid:
      guard try hybrid.decode(into: out, count: count) == count else { throw LevelDecoder.tooFew }
    case .packed:
      guard (end - bit) / width >= count else { throw LevelDecoder.tooFew }
      for i in 0..<count {
        var level: UInt8 = 0
        for _ in 0..<width {
          level = level << 1 | (base[bit >> 3] >> UInt8(7 - (bit & 7))) & 1
          bit += 1
        }
        out[i] = level
      }
    }
    var largest: UInt8 = 0
    for i in 0..<count { largest = max(largest, out[i]) }
    guard largest <= highest else {
      throw Flaw(.badLevels, "a level is \(largest), and \(highest) is the highest that the schema has")
    }
  }

  private static let tooFew = Flaw(.badLevels, "the page has fewer levels than values")
}
