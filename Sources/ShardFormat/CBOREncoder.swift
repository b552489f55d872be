/// Writes deterministic CBOR piece by piece, without a tree of values. Whoever uses it keeps the order: a map's entries by
/// the length of their keys, then by their bytes.
public struct CBOREncoder {
  public private(set) var bytes: [UInt8] = []

  public init(capacity: Int) { bytes.reserveCapacity(capacity) }

  /// Begins a map of so many entries: each a key and a value.
  public mutating func map(_ count: Int) { CBOR.head(5, UInt64(count), &bytes) }
  public mutating func array(_ count: Int) { CBOR.head(4, UInt64(count), &bytes) }

  public mutating func text(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      CBOR.head(3, UInt64(utf8.count), &bytes)
      bytes.append(contentsOf: utf8)
    }
  }

  public mutating func integer(_ value: Int) {
    value < 0
      ? CBOR.head(1, UInt64(bitPattern: Int64(~value)), &bytes) : CBOR.head(0, UInt64(value), &bytes)
  }

  public mutating func double(_ value: Double) { CBOR.encode(double: value, &bytes) }
  public mutating func bool(_ value: Bool) { bytes.append(value ? 0xF5 : 0xF4) }

  public mutating func digest(_ value: [UInt8]) {
    CBOR.head(2, UInt64(value.count), &bytes)
    bytes.append(contentsOf: value)
  }

  /// A map of texts, in its order.
  public mutating func texts(_ entries: [String: String]) {
    map(entries.count)
    let order = entries.sorted { a, b in
      let (m, n) = (a.key.utf8.count, b.key.utf8.count)
      return m == n ? a.key.utf8.lexicographicallyPrecedes(b.key.utf8) : m < n
    }
    for entry in order {
      text(entry.key)
      text(entry.value)
    }
  }
}
