/// The date that `strftime_now` tells a template. It is given, never looked up: the same messages give the same text on
/// every day. By the Gregorian calendar, without a time zone.
public struct ChatDate: Sendable, Equatable {
  public let year: Int
  public let month: Int
  public let day: Int
  public let hour: Int
  public let minute: Int
  public let second: Int

  /// nil for a date or time that does not exist.
  public init?(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
    guard (1...9999).contains(year), (1...12).contains(month),
      (1...ChatDate.days(year, month)).contains(day), (0...23).contains(hour), (0...59).contains(minute),
      (0...59).contains(second)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
  }

  /// From `2026-11-25`, or `2026-11-25T14:05:09`; nil for anything else.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    let pattern = Array("0000-00-00T00:00:00".utf8)
    guard bytes.count == 10 || bytes.count == 19 else { return nil }
    for (byte, expected) in zip(bytes, pattern) {
      if expected == 0x30 ? !(0x30...0x39).contains(byte) : byte != expected { return nil }
    }
    func number(_ range: Range<Int>) -> Int {
      range.upperBound > bytes.count ? 0 : bytes[range].reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
    self.init(
      year: number(0..<4), month: number(5..<7), day: number(8..<10), hour: number(11..<13),
      minute: number(14..<16), second: number(17..<19))
  }

  private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  private static func days(_ year: Int, _ month: Int) -> Int {
    month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// From 1.
  private var dayOfYear: Int { (1..<month).reduce(day) { $0 + ChatDate.days(year, $1) } }

  /// From Sunday, 0.
  private var weekday: Int {
    let before = year - 1
    return (before * 365 + before / 4 - before / 100 + before / 400 + dayOfYear) % 7
  }

  private static let weekdays = [
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
  ]
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November",
    "December",
  ]

  /// As C's `strftime` in the C locale; nil when the format has a directive that is not known.
  func formatted(_ format: JinjaText) -> JinjaText? {
    var result = JinjaText()
    var i = 0
    let bytes = format.bytes
    while i < bytes.count {
      guard bytes[i] == 0x25 else {
        result.bytes.append(bytes[i])
        i += 1
        continue
      }
      i += 1
      // A hyphen takes the leading zeros away.
      let isShort = i < bytes.count && bytes[i] == 0x2D
      if isShort { i += 1 }
      guard i < bytes.count, let part = directive(Unicode.Scalar(bytes[i]), isShort: isShort) else {
        return nil
      }
      result.append(JinjaText(part))
      i += 1
    }
    return result
  }

  private func directive(_ letter: Unicode.Scalar, isShort: Bool) -> String? {
    func padded(_ value: Int, _ width: Int = 2, with pad: Character = "0") -> String {
      let digits = String(value)
      return isShort ? digits : String(repeating: pad, count: max(0, width - digits.utf8.count)) + digits
    }
    func all(_ parts: String...) -> String { parts.joined() }
    let half = hour % 12 == 0 ? 12 : hour % 12
    switch letter {
    case "Y": return String(year)
    case "m": return padded(month)
    case "d": return padded(day)
    case "e": return padded(day, with: " ")
    case "H": return padded(hour)
    case "I": return padded(half)
    case "M": return padded(minute)
    case "S": return padded(second)
    case "y": return padded(year % 100)
    case "C": return padded(year / 100)
    case "j": return padded(dayOfYear, 3)
    case "p": return hour < 12 ? "AM" : "PM"
    case "B": return ChatDate.months[month - 1]
    case "b", "h": return String(ChatDate.months[month - 1].prefix(3))
    case "A": return ChatDate.weekdays[weekday]
    case "a": return String(ChatDate.weekdays[weekday].prefix(3))
    case "w": return String(weekday)
    case "u": return String(weekday == 0 ? 7 : weekday)
    case "f": return "000000"
    case "Z", "z": return ""
    case "n": return "\n"
    case "t": return "\t"
    case "%": return "%"
    case "F" where !isShort: return all(String(year), "-", padded(month), "-", padded(day))
    case "T" where !isShort: return all(padded(hour), ":", padded(minute), ":", padded(second))
    case "R" where !isShort: return all(padded(hour), ":", padded(minute))
    case "D" where !isShort: return all(padded(month), "/", padded(day), "/", padded(year % 100))
    default: return nil
    }
  }
}
