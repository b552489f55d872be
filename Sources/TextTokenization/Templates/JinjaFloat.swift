import Glibc

/// Floating-point numbers as Python writes them.
enum JinjaFloat {
  /// `repr`: the shortest digits that read back to the same number.
  static func repr(_ value: Double) -> JinjaText {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    // The digits and the exponent from Swift's shortest form, which only switches to exponents elsewhere.
    var text = value.description
    let isNegative = text.hasPrefix("-")
    if isNegative { text.removeFirst() }
    var exponent = 0
    if let e = text.firstIndex(of: "e") {
      exponent = Int(text[text.index(after: e)...]) ?? 0
      text = String(text[..<e])
    }
    var digits = Array(text.utf8)
    var point = digits.count
    if let i = digits.firstIndex(of: 0x2E) {
      point = i
      digits.remove(at: i)
    }
    let leading = digits.prefix { $0 == 0x30 }.count
    if leading == digits.count { return isNegative ? "-0.0" : "0.0" }
    digits.removeFirst(leading)
    while digits.count > 1, digits.last == 0x30 { digits.removeLast() }
    // The number is 0.DIGITS times ten to this power.
    let scale = point - leading + exponent
    var result: [UInt8] = isNegative ? [0x2D] : []
    if scale > -4, scale <= 16 {
      if scale <= 0 {
        result += Array("0.".utf8) + Array(repeating: 0x30, count: -scale) + digits
      } else if digits.count <= scale {
        result += digits + Array(repeating: 0x30, count: scale - digits.count) + Array(".0".utf8)
      } else {
        result += digits[..<scale] + [0x2E] + digits[scale...]
      }
    } else {
      result.append(digits[0])
      if digits.count > 1 { result += [0x2E] + digits[1...] }
      let power = scale - 1
      result += Array((power < 0 ? "e-" : "e+").utf8)
      result += Array((abs(power) < 10 ? "0" : "").utf8) + Array(String(abs(power)).utf8)
    }
    return JinjaText(result)
  }

  /// By C's conversion `letter` (one of e, f, g and their capitals), as Python's formatting uses it.
  static func formatted(_ value: Double, _ letter: Character, precision: Int, alternate: Bool = false)
    -> JinjaText
  {
    let format = "%" + (alternate ? "#" : "") + ".*" + String(letter)
    let arguments: [any CVarArg] = [Int32(clamping: precision), value]
    let length = withVaList(arguments) { vsnprintf(nil, 0, format, $0) }
    guard length > 0 else { return "" }
    var buffer = [CChar](repeating: 0, count: Int(length) + 1)
    _ = withVaList(arguments) { vsnprintf(&buffer, buffer.count, format, $0) }
    return JinjaText(buffer.dropLast().map { UInt8(bitPattern: $0) })
  }

  /// Rounded to `digits` decimal places, halves to even in the exact decimal value.
  static func rounded(_ value: Double, _ digits: Int) -> Double {
    guard value.isFinite else { return value }
    if digits == 0 { return value.rounded(.toNearestOrEven) }
    if digits > 0 {
      return digits > 300 ? value : Double(formatted(value, "f", precision: digits).string) ?? value
    }
    if digits < -300 { return 0 * value }
    let power = pow(10, Double(-digits))
    return (value / power).rounded(.toNearestOrEven) * power
  }
}
