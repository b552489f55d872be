extension CBOR {
  /// The one deterministic encoding of this value: shortest heads, shortest floating-point form that keeps the value,
  /// map entries in the bytewise order of their encoded keys. Of entries with equal keys the first one is kept.
  public func encode() -> [UInt8] {
    var out: [UInt8] = []
    encode(into: &out)
    return out
  }

  /// Appends the encoding to `out`.
  public func encode(into out: inout [UInt8]) {
    switch self {
    case .unsigned(let n): CBOR.head(0, n, &out)
    case .negative(let n): CBOR.head(1, n, &out)
    case .bytes(let bytes):
      CBOR.head(2, UInt64(bytes.count), &out)
      out.append(contentsOf: bytes)
    case .text(var text):
      text.withUTF8 { utf8 in
        CBOR.head(3, UInt64(utf8.count), &out)
        out.append(contentsOf: utf8)
      }
    case .array(let items):
      CBOR.head(4, UInt64(items.count), &out)
      for item in items { item.encode(into: &out) }
    case .map(let entries): CBOR.encode(map: entries, &out)
    case .bool(let value): out.append(value ? 0xF5 : 0xF4)
    case .null: out.append(0xF6)
    case .double(let value): CBOR.encode(double: value, &out)
    }
  }

  private static func encode(map entries: [Entry], _ out: inout [UInt8]) {
    guard let order = textOrder(of: entries) else { return encode(mixed: entries, &out) }
    head(5, UInt64(order.count), &out)
    for i in order {
      entries[i].key.encode(into: &out)
      entries[i].value.encode(into: &out)
    }
  }

  /// The places of a map's entries in the order of their encoded keys, without encoding them: that of texts is first by
  /// length, then by bytes. Nil for large maps and for keys that are no text.
  private static func textOrder(of entries: [Entry]) -> [Int]? {
    guard entries.count <= 32 else { return nil }
    var order: [Int] = []
    order.reserveCapacity(entries.count)
    next: for (i, entry) in entries.enumerated() {
      guard case .text(let key) = entry.key else { return nil }
      var place = order.count
      while place > 0, case .text(let other) = entries[order[place - 1]].key {
        let (a, b) = (other.utf8.count, key.utf8.count)
        if a < b { break }
        if a == b {
          if other.utf8.elementsEqual(key.utf8) { continue next }
          if other.utf8.lexicographicallyPrecedes(key.utf8) { break }
        }
        place -= 1
      }
      order.insert(i, at: place)
    }
    return order
  }

  private static func encode(mixed entries: [Entry], _ out: inout [UInt8]) {
    var keyed: [(key: [UInt8], value: CBOR)] = entries.map { ($0.key.encode(), $0.value) }
    // The sort is stable, so the first of equal keys stands first.
    keyed.sort { $0.key.lexicographicallyPrecedes($1.key) }
    var unique: [(key: [UInt8], value: CBOR)] = []
    unique.reserveCapacity(keyed.count)
    for entry in keyed where unique.last?.key != entry.key { unique.append(entry) }
    head(5, UInt64(unique.count), &out)
    for entry in unique {
      out.append(contentsOf: entry.key)
      entry.value.encode(into: &out)
    }
  }

  static func encode(double value: Double, _ out: inout [UInt8]) {
    if value.isNaN {
      out.append(contentsOf: [0xF9, 0x7E, 0x00])
    } else if Double(Float16(value)) == value {
      out.append(0xF9)
      bigEndian(UInt64(Float16(value).bitPattern), bytes: 2, &out)
    } else if Double(Float(value)) == value {
      out.append(0xFA)
      bigEndian(UInt64(Float(value).bitPattern), bytes: 4, &out)
    } else {
      out.append(0xFB)
      bigEndian(value.bitPattern, bytes: 8, &out)
    }
  }

  static func head(_ major: UInt8, _ n: UInt64, _ out: inout [UInt8]) {
    let type = major << 5
    switch n {
    case 0..<24: out.append(type | UInt8(n))
    case 24..<0x100:
      out.append(type | 24)
      out.append(UInt8(n))
    case 0x100..<0x1_0000:
      out.append(type | 25)
      bigEndian(n, bytes: 2, &out)
    case 0x1_0000..<0x1_0000_0000:
      out.append(type | 26)
      bigEndian(n, bytes: 4, &out)
    default:
      out.append(type | 27)
      bigEndian(n, bytes: 8, &out)
    }
  }

  private static func bigEndian(_ n: UInt64, bytes: Int, _ out: inout [UInt8]) {
    for i in (0..<bytes).reversed() { out.append(UInt8(truncatingIfNeeded: n >> UInt64(8 * i))) }
  }
}
