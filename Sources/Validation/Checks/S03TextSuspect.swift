/// Signs of a wrong decoding or of hidden text: U+FFFD, control and bidirectional characters, UTF-8 read as Latin-1.
struct TextSuspect: Check {
  let id = "S03"
  let title = "text has no replacement, control or bidirectional characters and no mojibake"
  let severity = Severity.warning

  func problems(_ subject: Subject) -> [Problem] {
    subject.texts.compactMap { path, text in
      Self.suspicion(text).map { Problem("\(path): \($0)") }
    }
  }

  private static func suspicion(_ text: String) -> String? {
    // Everything suspect begins with a byte outside printable ASCII; most text ends the search here.
    guard text.utf8.contains(where: { $0 >= 0x7F || ($0 < 0x20 && $0 != 9 && $0 != 10 && $0 != 13) }) else {
      return nil
    }
    var previous: UInt32 = 0
    for scalar in text.unicodeScalars {
      let v = scalar.value
      switch v {
      case 0xFFFD: return "holds U+FFFD: some bytes were lost when it was decoded"
      case 1..<9, 11, 12, 14..<0x20, 0x7F..<0xA0: return "holds the control character U+\(hex(v))"
      case 0x202A...0x202E, 0x2066...0x2069: return "holds the bidirectional control U+\(hex(v))"
      case 0xA0...0xBF where previous == 0xC2 || previous == 0xC3:
        return "looks like UTF-8 that was read as Latin-1"
      default: break
      }
      previous = v
    }
    return nil
  }

  private static func hex(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
