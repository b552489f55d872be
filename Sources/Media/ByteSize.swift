/// A number of bytes as people write it: "512 MiB", "4GiB", "1000".
public struct ByteSize: Sendable, Hashable, CustomStringConvertible {
  public var bytes: Int
  public init(_ bytes: Int) { self.bytes = bytes }

  private static let units: [(names: [String], shift: Int)] = [
    (["T", "TiB"], 40), (["G", "GiB"], 30), (["M", "MiB"], 20), (["K", "KiB"], 10), (["", "B"], 0),
  ]

  /// Digits and a unit of 1024s; nil for anything else, and for more than there can be.
  public init?(_ text: String) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }
    guard let number = Int(digits), let found = Self.units.first(where: { $0.names.contains(String(unit)) })
    else { return nil }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: 1 << found.shift)
    if overflow { return nil }
    self.bytes = bytes
  }

  /// In the largest unit that leaves a whole number.
  public var description: String {
    for (names, shift) in Self.units where bytes >= 1 << shift && bytes % (1 << shift) == 0 {
      return shift == 0 ? "\(bytes) bytes" : "\(bytes >> shift) \(names[1])"
    }
    return "\(bytes) bytes"
  }
}
