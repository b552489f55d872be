/// Pairs of tokens that may be merged, each under a number of its own, and how often they stand side by side.
struct PairCounts: ~Copyable {
  struct Row: BitwiseCopyable {
    var left: UInt32
    var right: UInt32
    var count: Int64
  }
  private var rows = GrowingBuffer<Row>()
  /// Open addressing: the row's number plus one, 0 where there is none.
  private var slots: GrowingBuffer<UInt32>
  private var shift: UInt64

  init() {
    slots = GrowingBuffer(repeating: 0, count: 1 << 12)
    shift = 64 - 12
  }

  subscript(pair: UInt32) -> Row {
    @inline(__always) get { rows[Int(pair)] }
  }

  /// Puts in a pair that is not there.
  mutating func insert(_ left: UInt32, _ right: UInt32, count: Int64) -> UInt32 {
    assert(slots[slot(left, right)] == 0)
    rows.append(Row(left: left, right: right, count: count))
    slots[slot(left, right)] = UInt32(truncatingIfNeeded: rows.count)
    if rows.count &* 4 > slots.count &* 3 { grow() }
    return UInt32(truncatingIfNeeded: rows.count &- 1)
  }

  /// Lowers the count of a pair if it is there.
  @inline(__always) mutating func remove(_ left: UInt32, _ right: UInt32, _ count: Int64) {
    let number = slots[slot(left, right)]
    if number > 0 { rows[Int(number) &- 1].count &-= count }
  }

  /// Where a pair is, or where it would go.
  @inline(__always) private func slot(_ left: UInt32, _ right: UInt32) -> Int {
    var slot = place(left, right)
    let mask = slots.count &- 1
    while true {
      let number = slots[slot]
      if number == 0 { return slot }
      let row = rows[Int(number) &- 1]
      if row.left == left, row.right == right { return slot }
      slot = (slot &+ 1) & mask
    }
  }

  @inline(__always) private func place(_ left: UInt32, _ right: UInt32) -> Int {
    Int(((UInt64(left) << 32 | UInt64(right)) &* 0x9E37_79B9_7F4A_7C15) >> shift)
  }

  private mutating func grow() {
    let size = slots.count * 2
    // The old block goes before the new one comes.
    slots = GrowingBuffer()
    slots = GrowingBuffer(repeating: 0, count: size)
    shift -= 1
    let mask = size - 1
    for index in 0..<rows.count {
      let row = rows[index]
      var slot = place(row.left, row.right)
      while slots[slot] != 0 { slot = (slot &+ 1) & mask }
      slots[slot] = UInt32(truncatingIfNeeded: index + 1)
    }
  }
}
