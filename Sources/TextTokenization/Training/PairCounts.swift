/// Every pair of tokens that has stood side by side, under a number of its own, and how often it does.
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

  var count: Int { rows.count }

  subscript(pair: UInt32) -> Row {
    @inline(__always) get { rows[Int(pair)] }
  }

  @inline(__always) mutating func add(_ change: Int64, to pair: UInt32) {
    rows[Int(pair)].count &+= change
  }

  /// The pair's number, and whether it is new.
  @inline(__always)
  mutating func number(_ left: UInt32, _ right: UInt32) -> (pair: UInt32, isNew: Bool) {
    var slot = place(left, right)
    let mask = slots.count &- 1
    while true {
      let number = slots[slot]
      if number == 0 { break }
      let row = rows[Int(number) &- 1]
      if row.left == left, row.right == right { return (number &- 1, false) }
      slot = (slot &+ 1) & mask
    }
    rows.append(Row(left: left, right: right, count: 0))
    slots[slot] = UInt32(truncatingIfNeeded: rows.count)
    if rows.count &* 4 > slots.count &* 3 { grow() }
    return (UInt32(truncatingIfNeeded: rows.count &- 1), true)
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
