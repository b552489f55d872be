/// The tokens of pieces that were met before, so that most of a text is looked up.
///
/// Pieces of up to 15 bytes lie in slots that their hash picks, one piece a slot; longer ones in a table by their bytes.
/// Of bounded size: when room runs out it begins anew.
final class PieceCache {
  private struct Slot {
    var low: UInt64 = 0
    /// The length of the piece is the last byte.
    var high: UInt64 = 0
    /// Up to three tokens; or where in the store more of them lie.
    var ids: (UInt32, UInt32, UInt32) = (0, 0, 0)
    var count: UInt32 = 0
  }
  private struct LongSlot {
    var hash: UInt64 = 0
    var key: UInt32 = 0
    var length: UInt32 = 0
    var tokens: UInt32 = 0
    var count: UInt32 = 0
  }

  private static let bits: UInt64 = 16
  private static let longBits: UInt64 = 14
  /// Longer pieces are not kept.
  static let longest = 128
  private let slots: UnsafeMutablePointer<Slot>
  private let longSlots: UnsafeMutablePointer<LongSlot>
  /// Tokens that do not fit into a slot.
  private var store: [UInt32] = []
  private var keys: [UInt8] = []

  init() {
    slots = .allocate(capacity: 1 << Int(Self.bits))
    slots.initialize(repeating: Slot(), count: 1 << Int(Self.bits))
    longSlots = .allocate(capacity: 1 << Int(Self.longBits))
    longSlots.initialize(repeating: LongSlot(), count: 1 << Int(Self.longBits))
  }

  deinit {
    slots.deallocate()
    longSlots.deallocate()
  }

  private func clear() {
    slots.update(repeating: Slot(), count: 1 << Int(Self.bits))
    longSlots.update(repeating: LongSlot(), count: 1 << Int(Self.longBits))
    store.removeAll(keepingCapacity: true)
    keys.removeAll(keepingCapacity: true)
  }

  /// The 16 bytes that begin at `piece`, those behind its end as 0, and its length as the last.
  @inline(__always)
  private static func key(_ piece: UnsafePointer<UInt8>, _ count: Int, _ readable: Int) -> (UInt64, UInt64) {
    let length = UInt64(truncatingIfNeeded: count) << 56
    if readable >= 16 {
      let raw = UnsafeRawPointer(piece)
      let low = raw.loadUnaligned(as: UInt64.self)
      if count <= 8 {
        return (count == 8 ? low : low & ((1 << UInt64(truncatingIfNeeded: 8 &* count)) &- 1), length)
      }
      let high = raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      return (low, high & ((1 << UInt64(truncatingIfNeeded: 8 &* (count &- 8))) &- 1) | length)
    }
    var low: UInt64 = 0
    var high: UInt64 = 0
    for place in 0..<min(count, 8) { low |= UInt64(piece[place]) << UInt64(8 * place) }
    for place in 8..<max(count, 8) { high |= UInt64(piece[place]) << UInt64(8 * (place - 8)) }
    return (low, high | length)
  }

  @inline(__always) private static func slot(_ low: UInt64, _ high: UInt64) -> Int {
    var mixed = (low ^ (high << 23 | high >> 41) &* 0x9E37_79B9_7F4A_7C15) &* 0xFF51_AFD7_ED55_8CCD
    mixed = (mixed ^ mixed >> 32) &* 0xC4CE_B9FE_1A85_EC53
    return Int(truncatingIfNeeded: mixed >> (64 - bits))
  }

  /// Appends the tokens of a piece that is known.
  ///
  /// - Parameter readable: bytes that may be read from the piece's first on.
  @inline(__always)
  func append(_ piece: UnsafePointer<UInt8>, _ count: Int, readable: Int, to out: inout TokenBuffer) -> Bool {
    if count > 15 { return appendLong(UnsafeBufferPointer(start: piece, count: count), to: &out) }
    let (low, high) = Self.key(piece, count, readable)
    let slot = slots + Self.slot(low, high)
    guard slot.pointee.low == low, slot.pointee.high == high else { return false }
    let found = slot.pointee.count
    if found <= 3 {
      out.append(three: slot.pointee.ids, Int(found))
    } else {
      let from = Int(slot.pointee.ids.0)
      store.withUnsafeBufferPointer {
        out.append(UnsafeBufferPointer(rebasing: $0[from..<from + Int(found)]))
      }
    }
    return true
  }

  func insert(_ piece: UnsafeBufferPointer<UInt8>, _ tokens: [PieceToken]) {
    guard let base = piece.baseAddress, piece.count <= Self.longest else { return }
    if store.count + tokens.count > 1 << 20 || keys.count + piece.count > 1 << 20 { clear() }
    if piece.count > 15 { return insertLong(piece, tokens) }
    let (low, high) = Self.key(base, piece.count, 0)
    var slot = Slot(low: low, high: high, ids: (0, 0, 0), count: UInt32(tokens.count))
    if tokens.count <= 3 {
      slot.ids = (
        tokens.count > 0 ? tokens[0].id : 0, tokens.count > 1 ? tokens[1].id : 0,
        tokens.count > 2 ? tokens[2].id : 0
      )
    } else {
      slot.ids.0 = UInt32(store.count)
      for token in tokens { store.append(token.id) }
    }
    slots[Self.slot(low, high)] = slot
  }

  private func appendLong(_ piece: UnsafeBufferPointer<UInt8>, to out: inout TokenBuffer) -> Bool {
    guard piece.count <= Self.longest else { return false }
    let hash = TokenTable.hash(piece)
    let slot = longSlots[Int(truncatingIfNeeded: hash >> (64 - Self.longBits))]
    guard slot.hash == hash, Int(slot.length) == piece.count else { return false }
    let isSame = keys.withUnsafeBufferPointer { keys in
      for place in 0..<piece.count where keys[Int(slot.key) + place] != piece[place] { return false }
      return true
    }
    guard isSame else { return false }
    store.withUnsafeBufferPointer {
      out.append(UnsafeBufferPointer(rebasing: $0[Int(slot.tokens)..<Int(slot.tokens + slot.count)]))
    }
    return true
  }

  private func insertLong(_ piece: UnsafeBufferPointer<UInt8>, _ tokens: [PieceToken]) {
    let hash = TokenTable.hash(piece)
    longSlots[Int(truncatingIfNeeded: hash >> (64 - Self.longBits))] = LongSlot(
      hash: hash, key: UInt32(keys.count), length: UInt32(piece.count), tokens: UInt32(store.count),
      count: UInt32(tokens.count))
    keys.append(contentsOf: piece)
    for token in tokens { store.append(token.id) }
  }
}

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

  @inline(never) private mutating func grow(_ room: Int) {
    let larger = max(capacity * 2, count + room)
    let new = UnsafeMutablePointer<UInt32>.allocate(capacity: larger)
    new.update(from: base, count: count)
    base.deallocate()
    base = new
    capacity = larger
  }

  @inline(__always) mutating func append(_ id: UInt32) {
    if count == capacity { grow(1) }
    base[count] = id
    count &+= 1
  }

  /// Appends the first `number` of three.
  @inline(__always) mutating func append(three ids: (UInt32, UInt32, UInt32), _ number: Int) {
    if count &+ 3 > capacity { grow(3) }
    base[count] = ids.0
    base[count &+ 1] = ids.1
    base[count &+ 2] = ids.2
    count &+= number
  }

  mutating func append(_ ids: UnsafeBufferPointer<UInt32>) {
    if count + ids.count > capacity { grow(ids.count) }
    for id in ids {
      base[count] = id
      count &+= 1
    }
  }

  var ids: UnsafeBufferPointer<UInt32> { UnsafeBufferPointer(start: base, count: count) }
}
