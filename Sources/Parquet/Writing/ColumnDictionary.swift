/// The different values of a column so far, each as it is written, and where to find them.
struct ColumnDictionary {
  /// All of them, in the order in which they first came: the dictionary's page.
  private(set) var bytes: [UInt8] = []
  /// Where each ends in `bytes`.
  private var ends: [Int] = []
  /// Entries by hash, 1 for the first one; 0 where there is none. There is always room.
  private var table = [UInt32](repeating: 0, count: 64)
  private let limit: Int

  /// - Parameter limit: of `bytes`.
  init(limit: Int) { self.limit = limit }

  var count: Int { ends.count }

  /// The place of a value, which is added if it is new; nil when there is no more room.
  mutating func index(of value: UnsafeRawBufferPointer) -> UInt32? {
    var slot = slot(value)
    while table[slot] != 0 {
      let index = table[slot] - 1
      if equals(Int(index), value) { return index }
      slot = (slot + 1) & (table.count - 1)
    }
    guard value.count <= limit - bytes.count, ends.count < Int(Int32.max) else { return nil }
    bytes.append(contentsOf: value)
    ends.append(bytes.count)
    table[slot] = UInt32(ends.count)
    if ends.count * 2 > table.count { grow() }
    return UInt32(ends.count - 1)
  }

  private func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

  private func equals(_ index: Int, _ value: UnsafeRawBufferPointer) -> Bool {
    let range = range(index)
    return bytes.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0[range]).hasSameBytes(as: value) }
  }

  /// Seeded anew in every process, so that nobody can choose values that collide; the order of entries, and so the file,
  /// does not depend on it.
  private func slot(_ value: UnsafeRawBufferPointer) -> Int {
    var hasher = Hasher()
    hasher.combine(bytes: value)
    return hasher.finalize() & (table.count - 1)
  }

  private mutating func grow() {
    table = [UInt32](repeating: 0, count: table.count * 2)
    for index in ends.indices {
      let range = range(index)
      var place = bytes.withUnsafeBytes { slot(UnsafeRawBufferPointer(rebasing: $0[range])) }
      while table[place] != 0 { place = (place + 1) & (table.count - 1) }
      table[place] = UInt32(index + 1)
    }
  }
}
