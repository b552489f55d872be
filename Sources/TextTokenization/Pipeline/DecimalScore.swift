/// A number as `tokenizers` reads it: all digits as one integer, then one multiplication with or division by a power of ten.
///
/// That is up to a bit off the nearest value. Sums of scores are compared, so the bit decides between tokens that are
/// equally likely.
enum DecimalScore {
  /// - Parameter text: a number of JSON.
  static func value(_ text: some Sequence<UInt8>) -> Double {
    var digits: UInt64 = 0
    var (exponent, written) = (0, 0)
    var (isNegative, hasPoint, isFull) = (false, false, false)
    var (inExponent, exponentIsNegative) = (false, false)
    for byte in text {
      switch byte {
      case UInt8(ascii: "-"):
        if inExponent { exponentIsNegative = true } else { isNegative = true }
      case UInt8(ascii: "."): hasPoint = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"): inExponent = true
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let digit = UInt64(byte - UInt8(ascii: "0"))
        if inExponent {
          written = min(written * 10 + Int(digit), 1 << 20)
          continue
        }
        if !isFull {
          let (product, tooLarge) = digits.multipliedReportingOverflow(by: 10)
          let (sum, stillTooLarge) = product.addingReportingOverflow(digit)
          isFull = tooLarge || stillTooLarge
          if !isFull { digits = sum }
        }
        // Digits that find no place count before the point, and are dropped behind it.
        if isFull { exponent += hasPoint ? 0 : 1 } else if hasPoint { exponent -= 1 }
      default: break
      }
    }
    exponent += exponentIsNegative ? -written : written
    var value = Double(digits)
    if exponent < -308 {
      value /= powers[308]
      exponent += 308
    }
    if exponent < 0 { value /= powers[min(-exponent, 308)] } else { value *= powers[min(exponent, 308)] }
    return isNegative ? -value : value
  }

  private static let powers: [Double] = (0...308).map { Double("1e\($0)") ?? .infinity }
}
