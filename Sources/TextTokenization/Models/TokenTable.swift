/// The strings of a vocabulary by id, and the ids by string. All bytes lie in one array.
struct TokenTable: Sendable {
  private struct Entry {
    /// Where the string lies.
    var from: UInt32
    var to: UInt32
    var id: UInt32
  }
  private(set) var bytes: [UInt8] = []
  private var entries: [Entry] = []
  /// The entry of each id, plus 1; 0 where an id has none.
  private var entryOf: [UInt32] = []
  /// By hash, open addressing: the entry plus 1, and above it the half of the hash that does not pick the slot, so that
  /// other strings are seldom looked at.
  private var slots: [UInt64]
  private var mask: Int

  var count: Int { entries.count }
  /// The greatest id plus 1.
  var size: Int { entryOf.count }

  init(expecting count: Int = 16) {
    var slots = 32
    while 3 * slots < 4 * count { slots *= 2 }
    self.slots = [UInt64](repeating: 0, count: slots)
    mask = slots - 1
    entries.reserveCapacity(count)
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

  /// The slot of a string, or the one where it goes.
  @inline(__always)
  private func slot(_ text: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: hash) & mask
    slots.withUnsafeBufferPointer { slots in
      while slots[slot] != 0, slots[slot] >> 32 != hash >> 32 || !equals(Self.entry(slots[slot]), text) {
        slot = (slot &+ 1) & mask
      }
    }
    return slot
  }

  @inline(__always) private static func entry(_ slot: UInt64) -> Int { Int(slot & 0xFFFF_FFFF) &- 1 }

  /// Adds a string, or gives it another id.
  mutating func add(_ text: UnsafeBufferPointer<UInt8>, id: UInt32) {
    if 4 * (entries.count + 1) > 3 * slots.count { grow() }
    let hash = Self.hash(text)
    let slot = slot(text, hash)
    if slots[slot] != 0 {
      let entry = Self.entry(slots[slot])
      entries[entry].id = id
      return name(id, entry)
    }
    let entry = entries.count
    slots[slot] = hash & ~0xFFFF_FFFF | UInt64(entry + 1)
    entries.append(Entry(from: UInt32(bytes.count), to: UInt32(bytes.count + text.count), id: id))
    bytes.append(contentsOf: text)
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

  private mutating func grow() {
    slots = [UInt64](repeating: 0, count: slots.count * 2)
    mask = slots.count - 1
    bytes.withUnsafeBufferPointer { bytes in
      for (number, entry) in entries.enumerated() {
        let hash = Self.hash(UnsafeBufferPointer(rebasing: bytes[Int(entry.from)..<Int(entry.to)]))
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = hash & ~0xFFFF_FFFF | UInt64(number + 1)
      }
    }
  }

  @inline(__always) private func equals(_ number: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let entry = entries.withUnsafeBufferPointer { $0[number] }
    guard Int(entry.to &- entry.from) == text.count else { return false }
    return bytes.withUnsafeBufferPointer { bytes in
      for place in 0..<text.count where bytes[Int(entry.from) &+ place] != text[place] { return false }
      return true
    }
  }

  subscript(_ text: UnsafeBufferPointer<UInt8>) -> UInt32? {
    let slot = slots[slot(text, Self.hash(text))]
    return slot == 0 ? nil : entries[Self.entry(slot)].id
  }

  subscript(_ text: [UInt8]) -> UInt32? { text.withUnsafeBufferPointer { self[$0] } }

  /// The id of a string, which is found soonest when it is the one that is guessed.
  func id(_ text: [UInt8], guess: UInt32) -> UInt32? {
    text.withUnsafeBufferPointer { text in
      if Int(guess) < entryOf.count, entryOf[Int(guess)] > 0 {
        let entry = Int(entryOf[Int(guess)]) - 1
        // A string that has been given another id keeps its name of old.
        if entries[entry].id == guess, equals(entry, text) { return guess }
      }
      return self[text]
    }
  }

  /// The string of an id; nil when none has it.
  func string(_ id: UInt32) -> ArraySlice<UInt8>? {
    guard Int(id) < entryOf.count, entryOf[Int(id)] > 0 else { return nil }
    let entry = entries[Int(entryOf[Int(id)]) - 1]
    return bytes[Int(entry.from)..<Int(entry.to)]
  }

  /// Calls `each` with every string and its id, in the order in which they were added.
  func forEach(_ each: (ArraySlice<UInt8>, UInt32) throws -> Void) rethrows {
    for entry in entries { try each(bytes[Int(entry.from)..<Int(entry.to)], entry.id) }
  }

  /// Calls `use` with all bytes, and of every string its place in them and its id.
  func withStrings(
    _ use: (UnsafeBufferPointer<UInt8>, [(from: UInt32, to: UInt32)], [UInt32]) throws -> Void
  ) rethrows {
    try bytes.withUnsafeBufferPointer {
      try use($0, entries.map { ($0.from, $0.to) }, entries.map(\.id))
    }
  }
}
