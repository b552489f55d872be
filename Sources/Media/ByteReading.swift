/// Reading integers out of headers. Every access is bounds-checked; outside is nil.
extension Array where Element == UInt8 {
  package func u16le(_ at: Int) -> Int? {
    guard at >= 0, at <= count - 2 else { return nil }
    return Int(self[at]) | Int(self[at + 1]) << 8
  }

  package func u32le(_ at: Int) -> Int? {
    guard at >= 0, at <= count - 4 else { return nil }
    return Int(self[at]) | Int(self[at + 1]) << 8 | Int(self[at + 2]) << 16 | Int(self[at + 3]) << 24
  }

  package func u32be(_ at: Int) -> Int? {
    guard at >= 0, at <= count - 4 else { return nil }
    return Int(self[at]) << 24 | Int(self[at + 1]) << 16 | Int(self[at + 2]) << 8 | Int(self[at + 3])
  }

  package func u64be(_ at: Int) -> UInt64? {
    guard let high = u32be(at), let low = u32be(at + 4) else { return nil }
    return UInt64(high) << 32 | UInt64(low)
  }

  /// True when the ASCII `text` lies at `at`.
  package func has(_ text: StaticString, at: Int = 0) -> Bool {
    let n = text.utf8CodeUnitCount
    guard at >= 0, at <= count - n else { return false }
    for i in 0..<n where self[at + i] != text.utf8Start[i] { return false }
    return true
  }
}
