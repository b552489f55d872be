/// A text as templates see it: valid UTF-8, equal only when the bytes are, measured in code points. Swift's `String`
/// would do neither: it takes canonically equivalent texts for equal and counts grapheme clusters.
struct JinjaText: Hashable, Comparable, Sendable, ExpressibleByStringLiteral {
  var bytes: [UInt8]
  /// Made by the `safe` or `escape` filter. Adding another text to such a one escapes the other for HTML.
  var isMarkup = false

  init(_ bytes: [UInt8] = []) { self.bytes = bytes }
  init(_ bytes: ArraySlice<UInt8>) { self.bytes = Array(bytes) }
  init(_ string: String) { bytes = Array(string.utf8) }
  init(stringLiteral value: String) { bytes = Array(value.utf8) }

  init(_ scalars: some Sequence<Unicode.Scalar>) {
    bytes = []
    for scalar in scalars { append(scalar) }
  }

  static func == (a: JinjaText, b: JinjaText) -> Bool { a.bytes == b.bytes }

  /// The order of code points, which UTF-8 keeps.
  static func < (a: JinjaText, b: JinjaText) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }

  func hash(into hasher: inout Hasher) { hasher.combine(bytes) }

  var string: String { String(decoding: bytes, as: UTF8.self) }

  /// For messages.
  var excerpt: String {
    if bytes.count <= 200 { return string }
    return JinjaText(Array(bytes[..<scalarStart(atOrBefore: 200)])).string + "…"
  }

  private func scalarStart(atOrBefore i: Int) -> Int {
    var i = i
    while i > 0, bytes[i] & 0xC0 == 0x80 { i -= 1 }
    return i
  }

  var scalars: [Unicode.Scalar] { Array(string.unicodeScalars) }

  var isEmpty: Bool { bytes.isEmpty }

  var isASCII: Bool { bytes.allSatisfy { $0 < 0x80 } }

  /// Code points.
  var count: Int { JinjaText.scalarCount(bytes[...]) }

  static func scalarCount(_ bytes: ArraySlice<UInt8>) -> Int {
    var count = 0
    for byte in bytes where byte & 0xC0 != 0x80 { count += 1 }
    return count
  }

  mutating func append(_ other: JinjaText) { bytes.append(contentsOf: other.bytes) }

  // A literal is a text, not a code point.
  @_disfavoredOverload
  mutating func append(_ scalar: Unicode.Scalar) {
    if scalar.value < 0x80 {
      bytes.append(UInt8(scalar.value))
    } else if let encoded = UTF8.encode(scalar) {
      bytes.append(contentsOf: encoded)
    }
  }

  /// The code points in `range`, which must lie within the text.
  func slice(_ range: Range<Int>) -> JinjaText {
    if isASCII { return JinjaText(bytes[range]) }
    return JinjaText(scalars[range])
  }

  /// Where `other` first stands at or after the byte `from`, in linear time.
  func firstByte(of other: JinjaText, from: Int = 0) -> Int? {
    let needle = other.bytes
    guard !needle.isEmpty else { return from <= bytes.count ? from : nil }
    return bytes.withUnsafeBufferPointer { text in
      needle.withUnsafeBufferPointer { needle in
        needle.count > 16
          ? JinjaText.find(needle, in: text, from: from) : JinjaText.findShort(needle, in: text, from: from)
      }
    }
  }

  private static func findShort(
    _ needle: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, from: Int
  ) -> Int? {
    var i = from
    let last = text.count - needle.count
    while i <= last {
      if text[i] == needle[0] {
        var k = 1
        while k < needle.count, text[i + k] == needle[k] { k += 1 }
        if k == needle.count { return i }
      }
      i += 1
    }
    return nil
  }

  /// Knuth, Morris and Pratt's: never looks at a byte of the text again.
  private static func find(
    _ needle: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, from: Int
  ) -> Int? {
    guard text.count - from >= needle.count else { return nil }
    // How long the longest start of the needle is that also ends there.
    var borders = [Int](repeating: 0, count: needle.count)
    var length = 0
    for i in 1..<needle.count {
      while length > 0, needle[i] != needle[length] { length = borders[length - 1] }
      if needle[i] == needle[length] { length += 1 }
      borders[i] = length
    }
    length = 0
    for i in from..<text.count {
      while length > 0, text[i] != needle[length] { length = borders[length - 1] }
      if text[i] == needle[length] { length += 1 }
      if length == needle.count { return i + 1 - length }
    }
    return nil
  }

  /// Where `other` last stands wholly before the byte `end`. Takes up to the product of both lengths.
  func lastByte(of other: JinjaText, before end: Int) -> Int? {
    var i = end - other.bytes.count
    while i >= 0 {
      if bytes[i..<i + other.bytes.count].elementsEqual(other.bytes) { return i }
      i -= 1
    }
    return nil
  }

  func contains(_ other: JinjaText) -> Bool { firstByte(of: other) != nil }
  func hasPrefix(_ other: JinjaText) -> Bool { bytes.starts(with: other.bytes) }
  func hasSuffix(_ other: JinjaText) -> Bool {
    bytes.count >= other.bytes.count && bytes.suffix(other.bytes.count).elementsEqual(other.bytes)
  }
}
