import Compression

/// The name of a piece of a file, taken apart: `X.tar.gz0`, `X.tar.gz.00`, `X.zip.001`, `X.tar.part1`, `X_part_aa`.
struct PartName {
  /// What the whole is called.
  let whole: String
  /// The same for all pieces of one file.
  let series: String
  let index: Int
  /// What stands between the whole's name and the index.
  private let marker: String
  /// Characters of the index that are always there.
  private let width: Int
  private let isLetters: Bool

  /// What the wholes are called: only then is a bare number at the end taken for an index.
  private static let endings =
    MemberSources.archiveSuffixes + Compression.suffixes
    + [".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".parquet"]

  /// Nil when the name is not one of a piece.
  init?(_ name: String) {
    let bytes = Array(name.utf8)
    var start = bytes.count
    while start > 0, (0x30...0x39).contains(bytes[start - 1]) { start -= 1 }
    var isLetters = false
    if start == bytes.count {
      isLetters = true
      // `split` counts in at least two letters, all of one piece's name in lower case.
      while start > 0, bytes.count - start < 4, (0x61...0x7A).contains(bytes[start - 1]) {
        if bytes[..<start].suffix(4).elementsEqual("part".utf8) { break }
        start -= 1
      }
      guard bytes.count - start >= 2 else { return nil }
    }
    let digits = Array(bytes[start...])
    guard let index = PartName.number(digits, isLetters: isLetters) else { return nil }
    var end = start
    func dropSeparator() {
      if end > 0, [0x2E, 0x2D, 0x5F].contains(bytes[end - 1]) { end -= 1 }
    }
    dropSeparator()
    var hasPart = false
    if end >= 4, String(decoding: bytes[end - 4..<end], as: UTF8.self).lowercased() == "part" {
      hasPart = true
      end -= 4
      dropSeparator()
    }
    let whole = String(decoding: bytes[..<end], as: UTF8.self)
    let lower = whole.lowercased()
    let isFile = PartName.endings.contains { lower.hasSuffix($0) && lower.utf8.count > $0.utf8.count }
    guard end > 0, hasPart || isFile else { return nil }
    if isLetters, end == start { return nil }
    self.whole = whole
    self.index = index
    self.isLetters = isLetters
    marker = String(decoding: bytes[end..<start], as: UTF8.self)
    // Numbers without leading zeros have as many digits as they need.
    width = isLetters || digits.first == 0x30 ? digits.count : 1
    series = whole + marker + (isLetters ? String(repeating: "a", count: digits.count) : "0")
  }

  /// `split` counts letters from aa, numbers from 0; others count from 1.
  var mayBeFirst: Bool { index == 0 || (index == 1 && !isLetters) }

  private static func number(_ digits: [UInt8], isLetters: Bool) -> Int? {
    if !isLetters { return Int(String(decoding: digits, as: UTF8.self)) }
    return digits.reduce(0) { $0 * 26 + Int($1 - 0x61) }
  }

  /// The name of another piece of the series.
  func name(at index: Int) -> String {
    var digits: [UInt8] = []
    var rest = index
    repeat {
      digits.append(isLetters ? 0x61 + UInt8(rest % 26) : 0x30 + UInt8(rest % 10))
      rest /= isLetters ? 26 : 10
    } while rest > 0
    while digits.count < width { digits.append(isLetters ? 0x61 : 0x30) }
    return whole + marker + String(decoding: digits.reversed(), as: UTF8.self)
  }
}
