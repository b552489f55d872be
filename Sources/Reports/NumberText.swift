import Glibc

/// Numbers as people read them, without the C library's locale.
package enum NumberText {
  /// `places` decimals, a true minus sign; "∞", "−∞" or "not a number" for what is none.
  package static func fixed(_ value: Double, _ places: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "not a number" : value < 0 ? "−∞" : "∞" }
    let scale = pow(10.0, Double(places))
    guard abs(value) * scale < 1e15 else { return value.description }
    let scaled = Int((abs(value) * scale).rounded())
    let sign = value < 0 && scaled > 0 ? "−" : ""
    let unit = Int(scale)
    guard places > 0 else { return sign + grouped(scaled) }
    let fraction = String(scaled % unit)
    return sign + grouped(scaled / unit) + "." + String(repeating: "0", count: places - fraction.utf8.count)
      + fraction
  }

  /// A share in percent, one decimal, without the sign: 0.8734 is "87.3".
  package static func percent(_ share: Double) -> String { fixed(share * 100, 1) }

  /// Three significant digits, for values of any size.
  package static func short(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return fixed(value, 0) }
    let magnitude = Int(floor(log10(abs(value))))
    if magnitude < -4 || magnitude > 8 {
      let mantissa = value / pow(10, Double(magnitude))
      return fixed(mantissa, 2) + " × 10" + raised(magnitude)
    }
    return fixed(value, max(0, 2 - magnitude))
  }

  private static func raised(_ exponent: Int) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return (exponent < 0 ? "⁻" : "")
      + String(String(exponent.magnitude).compactMap(\.wholeNumberValue).map { digits[$0] })
  }

  /// Thousands apart: 12,800.
  package static func grouped(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    var text = ""
    for (i, digit) in digits.enumerated() {
      if i > 0, (digits.count - i) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return (value < 0 ? "−" : "") + text
  }

  /// "1 pair", "2 pairs".
  package static func count(_ value: Int, _ noun: String) -> String {
    grouped(value) + " " + noun + (value == 1 ? "" : "s")
  }

  /// Bytes in units of 1000.
  package static func bytes(_ count: Int) -> String {
    if count < 1000 { return "\(count) B" }
    if count < 1_000_000 { return fixed(Double(count) / 1e3, count < 10_000 ? 1 : 0) + " kB" }
    return fixed(Double(count) / 1e6, 1) + " MB"
  }
}
