extension JSONScanner {
  /// Powers of ten that a double holds exactly.
  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
  ]

  /// The number that starts at the current position, by RFC 8259's grammar: no leading zeros, no bare point.
  mutating func number() throws(JSONError) -> JSONToken {
    let start = position
    var i = position
    let negative = base[i] == 0x2D
    if negative { i += 1 }
    // The digits as an integer, for as long as they fit.
    var magnitude: UInt64 = 0
    var exact = true
    @inline(__always) func digits() -> Int {
      let first = i
      while i < count, case let digit = base[i] &- 0x30, digit < 10 {
        let (tenfold, overflow1) = magnitude.multipliedReportingOverflow(by: 10)
        let (sum, overflow2) = tenfold.addingReportingOverflow(UInt64(digit))
        if overflow1 || overflow2 { exact = false } else { magnitude = sum }
        i += 1
      }
      return i - first
    }
    let wholeStart = i
    let whole = digits()
    if whole == 0 || (whole > 1 && base[wholeStart] == 0x30) {
      throw error(whole == 0 ? "expected a digit" : "a number must not start with 0", at: wholeStart)
    }
    var fraction = 0
    var isInteger = true
    if i < count, base[i] == 0x2E {
      i += 1
      isInteger = false
      fraction = digits()
      if fraction == 0 { throw error("expected a digit after '.'", at: i) }
    }
    var exponent = 0
    if i < count, base[i] | 0x20 == 0x65 {
      i += 1
      isInteger = false
      let negativeExponent = i < count && base[i] == 0x2D
      if i < count, base[i] == 0x2D || base[i] == 0x2B { i += 1 }
      let first = i
      while i < count, case let digit = base[i] &- 0x30, digit < 10 {
        exponent = min(exponent * 10 + Int(digit), 100_000)
        i += 1
      }
      if i == first { throw error("expected a digit in the exponent", at: i) }
      if negativeExponent { exponent = -exponent }
    }
    position = i
    if isInteger {
      if exact, magnitude <= UInt64(Int64.max) {
        // Minus zero is no integer: it keeps its sign as a double.
        if negative, magnitude == 0 { return .double(-0.0) }
        return .integer(negative ? -Int64(magnitude) : Int64(magnitude))
      }
      if exact, negative, magnitude == UInt64(Int64.max) + 1 { return .integer(Int64.min) }
      return .bigInteger(start..<i)
    }
    let scale = exponent - fraction
    if exact, magnitude < 1 << 53, abs(scale) <= 22 {
      // Both operands are exact, so one rounding gives the nearest double (Clinger, 1990).
      let power = JSONScanner.powersOfTen[abs(scale)]
      let value = scale < 0 ? Double(magnitude) / power : Double(magnitude) * power
      return .double(negative ? -value : value)
    }
    let text = String(decoding: UnsafeBufferPointer(start: base + start, count: i - start), as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      throw error("a number is out of range", at: start)
    }
    return .double(value)
  }
}
