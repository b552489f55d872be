/// Strings to be found at a place of a text.
struct ByteTrie: Sendable {
  private static let root: UInt32 = 1
  /// A node and a byte, and the node they lead to; open addressing. Nodes are counted from 1.
  private var keys: [UInt32]
  private var children: [UInt32]
  private var first: [UInt32]
  /// The value of each node plus 1; 0 for none.
  private var values: [UInt32] = [0, 0]
  private var mask: Int
  private var edges = 0

  init() {
    keys = [UInt32](repeating: 0, count: 1024)
    children = [UInt32](repeating: 0, count: 1024)
    first = [UInt32](repeating: 0, count: 256)
    mask = 1023
  }

  /// - Returns: whether the trie had room: it takes 16 million bytes that lead on.
  @discardableResult
  mutating func add(_ string: some Sequence<UInt8>, value: UInt32) -> Bool {
    var node = Self.root
    for byte in string {
      var child = node == Self.root ? first[Int(byte)] : self.child(node, byte)
      if child == 0 {
        child = UInt32(values.count)
        guard child < 1 << 24 else { return false }
        values.append(0)
        if node == Self.root { first[Int(byte)] = child } else { insert(node << 8 | UInt32(byte), child) }
      }
      node = child
    }
    values[Int(node)] = value + 1
    return true
  }

  private mutating func insert(_ key: UInt32, _ child: UInt32) {
    if 2 * (edges + 1) > keys.count {
      let (oldKeys, oldChildren) = (keys, children)
      keys = [UInt32](repeating: 0, count: oldKeys.count * 2)
      children = keys
      mask = keys.count - 1
      for (key, child) in zip(oldKeys, oldChildren) where key != 0 { put(key, child) }
    }
    put(key, child)
    edges += 1
  }

  private mutating func put(_ key: UInt32, _ child: UInt32) {
    var slot = Self.hash(key) & mask
    while keys[slot] != 0 { slot = (slot + 1) & mask }
    keys[slot] = key
    children[slot] = child
  }

  @inline(__always) private static func hash(_ key: UInt32) -> Int {
    let product = UInt64(key) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: product >> 36)
  }

  @inline(__always) private func child(_ node: UInt32, _ byte: UInt8) -> UInt32 {
    let key = node << 8 | UInt32(byte)
    var slot = Self.hash(key) & mask
    while keys[slot] != 0 {
      if keys[slot] == key { return children[slot] }
      slot = (slot &+ 1) & mask
    }
    return 0
  }

  @inline(__always) func begins(_ byte: UInt8) -> Bool { first[Int(byte)] != 0 }

  /// Calls `each` with the end and the value of every string that begins at `place`, the shortest first.
  @inline(__always)
  func matches(_ text: UnsafeBufferPointer<UInt8>, _ place: Int, _ each: (Int, UInt32) -> Void) {
    guard place < text.count else { return }
    var node = first[Int(text[place])]
    var at = place
    while node != 0 {
      at &+= 1
      let value = values[Int(node)]
      if value > 0 { each(at, value &- 1) }
      if at >= text.count { return }
      node = child(node, text[at])
    }
  }

  /// The longest string that begins at `place`.
  func longest(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> (end: Int, value: UInt32)? {
    var best: (Int, UInt32)?
    matches(text, place) { best = ($0, $1) }
    return best
  }
}
