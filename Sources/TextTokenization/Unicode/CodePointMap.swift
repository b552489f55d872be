/// A number for every code point, in a table of two stages; pages that are alike are kept once.
struct CodePointMap: Sendable {
  private let index: [UInt32]
  private let pages: [UInt32]

  /// - Parameter values: what is not 0, by code point; others than code points are left out.
  init(_ values: [(codePoint: UInt32, value: UInt32)]) {
    var flat = [UInt32](repeating: 0, count: 0x110000)
    for entry in values where entry.codePoint < 0x110000 { flat[Int(entry.codePoint)] = entry.value }
    self.init(flat: flat)
  }

  /// - Parameter flat: 0x110000 numbers.
  init(flat: [UInt32]) {
    var index: [UInt32] = []
    var pages = [UInt32](repeating: 0, count: 128)
    var known: [[UInt32]: UInt32] = [:]
    for start in stride(from: 0, to: flat.count - 127, by: 128) {
      let page = flat[start..<start + 128]
      if page.allSatisfy({ $0 == 0 }) {
        index.append(0)
        continue
      }
      let key = Array(page)
      if let place = known[key] {
        index.append(place)
      } else {
        known[key] = UInt32(pages.count)
        index.append(UInt32(pages.count))
        pages += key
      }
    }
    self.index = index
    self.pages = pages
  }

  @inline(__always) subscript(_ codePoint: UInt32) -> UInt32 {
    guard codePoint < 0x110000 else { return 0 }
    return pages[Int(index[Int(codePoint >> 7)] &+ codePoint & 0x7F)]
  }
}

/// Reads the words of a data file: hexadecimal numbers with marks between them.
struct DataWords {
  private let text: UnsafeBufferPointer<UInt8>
  private var place = 0

  init(_ text: StaticString) {
    self.text = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
  }

  /// The next number and the byte behind it, a space at the end; nil behind the last one.
  mutating func next() -> (number: UInt32, mark: UInt8)? {
    while place < text.count, text[place] == 0x20 || text[place] == 0x0A { place += 1 }
    guard place < text.count else { return nil }
    var number: UInt32 = 0
    while place < text.count {
      let byte = text[place]
      place += 1
      switch byte {
      case 0x30...0x39: number = number << 4 | UInt32(byte - 0x30)
      case 0x41...0x46: number = number << 4 | UInt32(byte - 0x37)
      default: return (number, byte == 0x0A ? 0x20 : byte)
      }
    }
    return (number, 0x20)
  }

  /// Words of the form `C0:41,300`.
  static func mappings(_ text: StaticString, _ each: (UInt32, [UInt32]) -> Void) {
    var words = DataWords(text)
    while let (key, _) = words.next() {
      var values: [UInt32] = []
      while let (value, mark) = words.next() {
        values.append(value)
        if mark != 0x2C { break }
      }
      each(key, values)
    }
  }

  /// Words of the form `300-314` or `33D`.
  static func ranges(_ text: StaticString, _ each: (ClosedRange<UInt32>) -> Void) {
    var words = DataWords(text)
    while let (first, mark) = words.next() {
      if mark == 0x2D, let (last, _) = words.next(), first <= last {
        each(first...last)
      } else {
        each(first...first)
      }
    }
  }
}
