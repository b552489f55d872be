/// Tokens that are appended quickly.
struct TokenBuffer {
  private var base: UnsafeMutablePointer<UInt32>
  private var capacity: Int
  private(set) var count = 0

  init() {
    capacity = 1024
    base = .allocate(capacity: capacity)
  }

  func deallocate() { base.deallocate() }

  mutating func removeAll() { count = 0 }

  /// Makes room for so many more.
  @inline(__always) mutating func reserve(_ more: Int) {
    if count &+ more > capacity { grow(more) }
  }

  @inline(never) private mutating func grow(_ room: Int) {
    let larger = max(capacity * 2, count + room)
    let new = UnsafeMutablePointer<UInt32>.allocate(capacity: larger)
    new.update(from: base, count: count)
    base.deallocate()
    base = new
    capacity = larger
  }

  @inline(__always) mutating func append(_ id: UInt32) {
    reserve(1)
    base[count] = id
    count &+= 1
  }

  /// Appends the first `number` of three; there is room for three.
  @inline(__always) mutating func append(three ids: (UInt32, UInt32, UInt32), _ number: Int) {
    assert(count + 3 <= capacity)
    base[count] = ids.0
    base[count &+ 1] = ids.1
    base[count &+ 2] = ids.2
    count &+= number
  }

  mutating func append(_ ids: UnsafeBufferPointer<UInt32>) {
    reserve(ids.count)
    if let start = ids.baseAddress { (base + count).update(from: start, count: ids.count) }
    count &+= ids.count
  }

  /// Where the next token goes; what is written there counts once `advance` says so.
  var end: UnsafeMutablePointer<UInt32> { base + count }
  mutating func advance(_ tokens: Int) {
    assert(count + tokens <= capacity)
    count &+= tokens
  }

  var ids: UnsafeBufferPointer<UInt32> { UnsafeBufferPointer(start: base, count: count) }
}
