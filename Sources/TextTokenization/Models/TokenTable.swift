/// The strings of a vocabulary by id, and the ids by string. All bytes lie in one array.
struct TokenTable: Sendable {
  private(set) var bytes: [UInt8] = []
  /// Where the string of each entry lies.
  private var places: [(from: UInt32, to: UInt32)] = []
  private var ids: [UInt32] = []
  /// The entry of each id, plus 1; 0 where an id has none.
  private var entryOf: [UInt32] = []
  /// Entries plus 1, and above them half of the hash, which picks the slot; open addressing.
  private var slots: [UInt64] = []
  private var mask = 0

  var count: Int { ids.count }
  /// The greatest id plus 1.
  var size: Int { entryOf.count }

  init(expecting count: Int = 16) {
    var slots = 32
    while slots < 2 * count { slots *= 2 }
    self.slots = [UInt64](repeating: 0, count: slots)
    mask = slots - 1
    places.reserveCapacity(count)
    ids.reserveCapacity(count)
    entryOf.reserveCapacity(count)
  }

  /// FNV-like, eight bytes at a time.
  @inline(__always)
  static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: text.count) &* 0x9E37_79B9_7F4A_7C15
    var place = 0
    guard let base = text.baseAddress else { return hash }
    while place &+ 8 <= text.count {
      hash = (hash ^ UnsafeRawPointer(base + place).loadUnaligned(as: UInt64.self)) &* 0xFF51_AFD7_ED55_8CCD
      hash ^= hash >> 32
      place &+= 8
    }
    var rest: UInt64 = 0
    while place < text.count {
      rest = rest << 8 | UInt64(text[place])
      place &+= 1
    }
    hash = (hash ^ rest) &* 0xC4CE_B9FE_1A85_EC53
    return hash ^ hash >> 29
  }

  /// Adds a string, or gives it another id.
  mutating func add(_ text: UnsafeBufferPointer<UInt8>, id: UInt32) {
    if 2 * (ids.count + 1) > slots.count { grow() }
    let hash = Self.hash(text) << 32
    var slot = Int(truncatingIfNeeded: hash >> 32) & mask
    while slots[slot] != 0 {
      let entry = Self.entry(slots[slot])
      if slots[slot] & Self.hashBits == hash, equals(entry, text) {
        ids[entry] = id
        name(id, entry)
        return
      }
      slot = (slot + 1) & mask
    }
    let entry = ids.count
    slots[slot] = hash | UInt64(entry + 1)
    places.append((UInt32(bytes.count), UInt32(bytes.count + text.count)))
    bytes.append(contentsOf: text)
    ids.append(id)
    name(id, entry)
  }

  private mutating func name(_ id: UInt32, _ entry: Int) {
    let missing = Int(id) + 1 - entryOf.count
    if missing == 1 {
      entryOf.append(UInt32(entry + 1))
    } else {
      if missing > 0 { entryOf.append(contentsOf: repeatElement(0, count: missing)) }
      entryOf[Int(id)] = UInt32(entry + 1)
    }
  }

  mutating func add(_ text: [UInt8], id: UInt32) { text.withUnsafeBufferPointer { add($0, id: id) } }

  private static let hashBits: UInt64 = 0xFFFF_FFFF << 32
  @inline(__always) private static func entry(_ slot: UInt64) -> Int { Int(slot & 0xFFFF_FFFF) - 1 }

  private mutating func grow() {
    let old = slots
    slots = [UInt64](repeating: 0, count: old.count * 2)
    mask = slots.count - 1
    for content in old where content != 0 {
      var slot = Int(content >> 32) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = content
    }
  }

  @inline(__always) private func equals(_ entry: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let (from, to) = places[entry]
    guard Int(to - from) == text.count else { return false }
    return bytes.withUnsafeBufferPointer { bytes in
      for place in 0..<text.count where bytes[Int(from) + place] != text[place] { return false }
      return true
    }
  }

  subscript(_ text: UnsafeBufferPointer<UInt8>) -> UInt32? {
    let hash = Self.hash(text) << 32
    return slots.withUnsafeBufferPointer { slots in
      var slot = Int(truncatingIfNeeded: hash >> 32) & mask
      while slots[slot] != 0 {
        let entry = Self.entry(slots[slot])
        if slots[slot] & Self.hashBits == hash, equals(entry, text) { return ids[entry] }
        slot = (slot &+ 1) & mask
      }
      return nil
    }
  }

  subscript(_ text: [UInt8]) -> UInt32? { text.withUnsafeBufferPointer { self[$0] } }

  /// The string of an id; nil when none has it.
  func string(_ id: UInt32) -> ArraySlice<UInt8>? {
    guard Int(id) < entryOf.count, entryOf[Int(id)] > 0 else { return nil }
    let (from, to) = places[Int(entryOf[Int(id)]) - 1]
    return bytes[Int(from)..<Int(to)]
  }

  /// Calls `each` with every string and its id, in the order in which they were added.
  func forEach(_ each: (ArraySlice<UInt8>, UInt32) throws -> Void) rethrows {
    for entry in ids.indices {
      try each(bytes[Int(places[entry].from)..<Int(places[entry].to)], ids[entry])
    }
  }

  /// Calls `use` with all bytes, and of every string its place in them and its id.
  func withStrings(
    _ use: (UnsafeBufferPointer<UInt8>, [(from: UInt32, to: UInt32)], [UInt32]) throws -> Void
  ) rethrows {
    try bytes.withUnsafeBufferPointer { try use($0, places, ids) }
  }
}
