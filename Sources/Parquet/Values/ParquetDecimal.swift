/// An exact decimal number: an integer divided by a power of ten.
public struct ParquetDecimal: Sendable, Hashable, CustomStringConvertible {
  private enum Unscaled: Hashable { case small(Int64), large([UInt8]) }
  private let unscaled: Unscaled
  private let digitsBehindPoint: Int16

  public init(unscaled: Int64, scale: Int) {
    self.unscaled = .small(unscaled)
    digitsBehindPoint = Int16(clamping: scale)
  }

  /// - Parameter bigEndian: the integer in two's complement, most significant byte first; empty for 0.
  public init(bigEndian bytes: some Collection<UInt8>, scale: Int) {
    digitsBehindPoint = Int16(clamping: scale)
    let isNegative = (bytes.first ?? 0) >= 0x80
    // The shortest form, so that equal numbers are equal.
    var short = bytes.drop { $0 == (isNegative ? 0xFF : 0) }
    if short.count <= 8, short.count < 8 || ((short.first ?? 0) >= 0x80) == isNegative {
      unscaled = .small(
        short.reduce(isNegative ? -1 : 0) { Int64(truncatingIfNeeded: $0 << 8) | Int64($1) })
      return
    }
    if ((short.first ?? 0) >= 0x80) != isNegative {
      short = bytes.dropFirst(bytes.count - short.count - 1)
    }
    unscaled = .large([UInt8](short))
  }

  /// Digits behind the point.
  public var scale: Int { Int(digitsBehindPoint) }

  /// The integer in two's complement, most significant byte first, without bytes that only repeat the sign.
  public var bigEndian: [UInt8] {
    switch unscaled {
    case .large(let bytes): return bytes
    case .small(let value):
      let bytes = withUnsafeBytes(of: value.bigEndian) { [UInt8]($0) }
      var start = 0
      while start < 7, bytes[start] == (value < 0 ? 0xFF : 0), (bytes[start + 1] >= 0x80) == (value < 0) {
        start += 1
      }
      return Array(bytes[start...])
    }
  }

  /// All digits: `-12.340`.
  public var description: String {
    var (isNegative, digits) = magnitude
    if scale > 0 {
      if digits.count <= scale {
        digits = String(repeating: "0", count: scale - digits.count + 1) + digits
      }
      digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -scale))
    }
    if digits.allSatisfy({ $0 == "0" || $0 == "." }) { isNegative = false }
    return (isNegative ? "-" : "") + digits
  }

  /// The nearest double.
  public var doubleValue: Double { Double(description) ?? .nan }

  private var magnitude: (isNegative: Bool, digits: String) {
    switch unscaled {
    case .small(let value): return (value < 0, String(value.magnitude))
    case .large(let bytes):
      let isNegative = (bytes.first ?? 0) >= 0x80
      var number = isNegative ? bytes.map { ~$0 } : bytes
      if isNegative {
        for i in number.indices.reversed() {
          number[i] &+= 1
          if number[i] != 0 { break }
        }
        // Minus the smallest one has a magnitude of one more bit, which unsigned bytes hold.
      }
      return (isNegative, ParquetDecimal.digits(number))
    }
  }

  /// Divides by 10^9 until nothing is left.
  private static func digits(_ number: [UInt8]) -> String {
    var number = number[...]
    var groups: [String] = []
    while let first = number.firstIndex(where: { $0 != 0 }) {
      number = number[first...]
      var remainder: UInt64 = 0
      for i in number.indices {
        let value = remainder << 8 | UInt64(number[i])
        number[i] = UInt8(value / 1_000_000_000)
        remainder = value % 1_000_000_000
      }
      let text = String(remainder)
      groups.append(String(repeating: "0", count: 9 - text.utf8.count) + text)
    }
    let digits = groups.reversed().joined().drop { $0 == "0" }
    return digits.isEmpty ? "0" : String(digits)
  }
}
