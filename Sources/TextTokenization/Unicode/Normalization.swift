/// Unicode's normalization forms, of Unicode 9 as `tokenizers` has them, and for each character what happened to the
/// text: what offsets into the text before are told by.
enum NormalizationForm: String, Sendable {
  case nfc = "NFC"
  case nfd = "NFD"
  case nfkc = "NFKC"
  case nfkd = "NFKD"

  var composes: Bool { self == .nfc || self == .nfkc }
  var isCompatible: Bool { self == .nfkc || self == .nfkd }

  /// Whether a character stays as it is whatever stands beside it, as far as that is known at once.
  func keeps(_ codePoint: UInt32) -> Bool {
    guard codePoint >= 0x80 else { return true }
    let flags = NormalizationTables.shared.flags[codePoint]
    return flags & inertFlag != 0
  }

  fileprivate var inertFlag: UInt32 {
    switch self {
    case .nfc: 0x100
    case .nfd: 0x200
    case .nfkc: 0x400
    case .nfkd: 0x800
    }
  }

  /// The normalized text of characters.
  func edits(_ text: [UInt32]) -> [Edit] {
    var decomposer = Decomposer(compatible: isCompatible)
    for codePoint in text { decomposer.add(codePoint) }
    let decomposed = decomposer.finish()
    return composes ? Self.composed(decomposed) : decomposed
  }

  private static func composed(_ text: [Edit]) -> [Edit] {
    let tables = NormalizationTables.shared
    var result: [Edit] = []
    result.reserveCapacity(text.count)
    // Where in the result the character is that others compose with, and the class of the last one behind it.
    var starter: Int?
    var last: UInt32?
    for edit in text {
      let combining = tables.combiningClass(edit.codePoint)
      if let place = starter {
        let blocked = last.map { $0 >= combining } ?? false
        if !blocked, let whole = tables.composition(result[place].codePoint, edit.codePoint) {
          result[place] = Edit(whole, result[place].change + edit.change - 1)
          continue
        }
        if combining == 0 {
          starter = result.count
          last = nil
        } else {
          last = combining
        }
      } else if combining == 0 {
        starter = result.count
      }
      result.append(edit)
    }
    return result
  }
}

/// One character of a text that has been changed.
struct Edit: Sendable {
  var codePoint: UInt32
  /// 1: it is new. 0: it stands for the next character of the text before. -n: for that one and n more.
  var change: Int

  @inline(__always) init(_ codePoint: UInt32, _ change: Int) {
    self.codePoint = codePoint
    self.change = change
  }
}

/// Decomposes characters and puts marks in the order of their classes.
private struct Decomposer {
  private let tables = NormalizationTables.shared
  private let compatible: Bool
  private var result: [Edit] = []
  /// From where on marks wait for their order, and their classes.
  private var pending = 0
  private var classes: [UInt32] = []

  init(compatible: Bool) { self.compatible = compatible }

  mutating func add(_ codePoint: UInt32) {
    if let parts = tables.decomposition(codePoint, compatible: compatible) {
      for (place, part) in parts.enumerated() { push(part, place == 0 ? 0 : 1) }
    } else {
      push(codePoint, 0)
    }
  }

  private mutating func push(_ codePoint: UInt32, _ change: Int) {
    let combining = tables.combiningClass(codePoint)
    if combining == 0 {
      settle()
      result.append(Edit(codePoint, change))
      pending = result.count
    } else {
      result.append(Edit(codePoint, change))
      classes.append(combining)
    }
  }

  /// Sorts the marks that wait, each behind those of its class.
  private mutating func settle() {
    if classes.count > 1 {
      let marks = Array(result[pending...])
      let order = marks.indices.sorted { (classes[$0], $0) < (classes[$1], $1) }
      for (place, from) in order.enumerated() { result[pending + place] = marks[from] }
    }
    classes.removeAll(keepingCapacity: true)
    pending = result.count
  }

  mutating func finish() -> [Edit] {
    settle()
    return result
  }
}

final class NormalizationTables: Sendable {
  static let shared = NormalizationTables()

  /// The combining class in the low byte, above it the forms that keep a character.
  let flags: CodePointMap
  private let canonical: CodePointMap
  private let compatible: CodePointMap
  /// The decompositions, each behind its length.
  private let parts: [UInt32]
  private let pairs: [UInt64: UInt32]

  private init() {
    var parts: [UInt32] = [0]
    var canonical: [(UInt32, UInt32)] = []
    var compatible: [(UInt32, UInt32)] = []
    var changed = Set<UInt32>()
    var changedCompatibly = Set<UInt32>()
    DataWords.mappings(NormalizationData.canonical) { codePoint, mapped in
      canonical.append((codePoint, UInt32(parts.count)))
      compatible.append((codePoint, UInt32(parts.count)))
      parts.append(UInt32(mapped.count))
      parts += mapped
      changed.insert(codePoint)
    }
    DataWords.mappings(NormalizationData.compatible) { codePoint, mapped in
      compatible.append((codePoint, UInt32(parts.count)))
      parts.append(UInt32(mapped.count))
      parts += mapped
      changedCompatibly.insert(codePoint)
    }
    var pairs: [UInt64: UInt32] = [:]
    var composed = Set<UInt32>()
    var seconds = Set<UInt32>()
    DataWords.mappings(NormalizationData.compositions) { codePoint, mapped in
      guard mapped.count == 2 else { return }
      pairs[UInt64(mapped[0]) << 32 | UInt64(mapped[1])] = codePoint
      composed.insert(codePoint)
      seconds.insert(mapped[1])
    }
    var flat = [UInt32](repeating: 0xF00, count: 0x110000)
    for range in [0xAC00...0xD7A3] {
      for codePoint in range { flat[codePoint] &= ~0xA00 }
    }
    // The second and third parts of Hangul syllables compose with what is before them.
    for codePoint in Array(0x1161...0x1175) + Array(0x11A8...0x11C2) { flat[codePoint] &= ~0x500 }
    for codePoint in seconds { flat[Int(codePoint)] &= ~0x500 }
    for codePoint in changed { flat[Int(codePoint)] &= composed.contains(codePoint) ? ~0xA00 : ~0xF00 }
    for codePoint in changedCompatibly { flat[Int(codePoint)] &= ~0xC00 }
    var words = DataWords(NormalizationData.classes)
    while let (first, mark) = words.next() {
      var last = first
      if mark == 0x2D, let next = words.next() { last = next.number }
      guard let combining = words.next()?.number else { break }
      for codePoint in first...max(first, last) where codePoint < 0x110000 {
        flat[Int(codePoint)] = combining
      }
    }
    flags = CodePointMap(flat: flat)
    self.canonical = CodePointMap(canonical.map { (codePoint: $0.0, value: $0.1) })
    self.compatible = CodePointMap(compatible.map { (codePoint: $0.0, value: $0.1) })
    self.parts = parts
    self.pairs = pairs
  }

  @inline(__always) func combiningClass(_ codePoint: UInt32) -> UInt32 { flags[codePoint] & 0xFF }

  func decomposition(_ codePoint: UInt32, compatible: Bool) -> [UInt32]? {
    if codePoint < 0xA0 { return nil }
    if codePoint >= 0xAC00, codePoint <= 0xD7A3 {
      let place = codePoint - 0xAC00
      let tail = place % 28
      let two = [0x1100 + place / 588, 0x1161 + place % 588 / 28]
      return tail == 0 ? two : two + [0x11A7 + tail]
    }
    let place = Int(compatible ? self.compatible[codePoint] : canonical[codePoint])
    guard place > 0 else { return nil }
    return Array(parts[place + 1..<place + 1 + Int(parts[place])])
  }

  func composition(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if first >= 0x1100, first <= 0x1112, second >= 0x1161, second <= 0x1175 {
      return 0xAC00 + ((first - 0x1100) * 21 + second - 0x1161) * 28
    }
    if first >= 0xAC00, first <= 0xD7A3, (first - 0xAC00) % 28 == 0, second > 0x11A7, second <= 0x11C2 {
      return first + second - 0x11A7
    }
    return pairs[UInt64(first) << 32 | UInt64(second)]
  }
}
