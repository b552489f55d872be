/// The tokens of pieces that were met before, so that most of a text is looked up.
///
/// Pieces of up to 15 bytes lie in slots, two for each hash, of which the older one makes room for a new piece; longer
/// ones lie in a table by their bytes. Never more than 10 MB: when the room for longer pieces and for many tokens runs
/// out, it begins anew. Memory is taken as it is written to, so a short text costs little of that.
final class PieceCache {
  private struct Slot {
    var low: UInt64 = 0
    /// The length of the piece is the last byte; 0 in a slot that is empty.
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
  /// The most tokens, and bytes of longer pieces, that are kept.
  private static let room = 1 << 20
  private let slots: ClearedBlock<Slot>
  private let longSlots: ClearedBlock<LongSlot>
  private let masks = ClearedBlock<UInt8>(count: 32)
  /// Tokens that do not fit into a slot.
  private var store = GrowingBuffer<UInt32>()
  private var keys = GrowingBuffer<UInt8>()

  init() {
    slots = ClearedBlock(count: 2 << Int(Self.bits))
    longSlots = ClearedBlock(count: 1 << Int(Self.longBits))
    for place in 0..<16 { masks.base[place] = 0xFF }
  }

  private func clear() {
    slots.clear()
    longSlots.clear()
    store.truncate(0)
    keys.truncate(0)
  }

  /// A piece of up to 15 bytes: its bytes, zeros, and its length.
  struct Key {
    var low: UInt64
    var high: UInt64

    @inline(__always) private init(low: UInt64, high: UInt64) { (self.low, self.high) = (low, high) }

    /// Sixteen bytes may be read from the first on.
    ///
    /// - Parameter masks: sixteen bytes of ones, and sixteen zeros.
    @inline(__always)
    init(_ piece: UnsafePointer<UInt8>, _ count: Int, _ masks: UnsafeRawPointer) {
      let raw = UnsafeRawPointer(piece)
      let mask = masks + (16 &- count)
      self.init(
        low: raw.loadUnaligned(as: UInt64.self) & mask.loadUnaligned(as: UInt64.self),
        high: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
          & mask.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
          | UInt64(truncatingIfNeeded: count) &<< 56)
    }

    /// Reads only the bytes of the piece.
    @inline(never)
    init(lastBytes piece: UnsafePointer<UInt8>, _ count: Int) {
      low = 0
      high = UInt64(count) << 56
      for place in 0..<min(count, 8) { low |= UInt64(piece[place]) << UInt64(8 * place) }
      for place in 8..<max(count, 8) { high |= UInt64(piece[place]) << UInt64(8 * (place - 8)) }
    }

    @inline(__always) fileprivate var bucket: Int {
      let product = (low ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: high ^ 0xFF51_AFD7_ED55_8CCD)
      return Int(truncatingIfNeeded: (product.high ^ product.low) &>> (64 &- PieceCache.bits))
    }
  }

  /// Appends the tokens of a piece that is known; there is room for three in `out`.
  ///
  /// - Parameter readable: bytes that may be read from the piece's first on.
  @inline(__always)
  func append(_ piece: UnsafePointer<UInt8>, _ count: Int, readable: Int, to out: inout TokenBuffer) -> Bool {
    if count > 15 { return appendLong(UnsafeBufferPointer(start: piece, count: count), to: &out) }
    let key = readable < 16 ? Key(lastBytes: piece, count) : Key(piece, count, masks.base)
    var slot = slots.base + 2 &* key.bucket
    if slot.pointee.low != key.low || slot.pointee.high != key.high {
      slot += 1
      guard slot.pointee.low == key.low, slot.pointee.high == key.high else { return false }
    }
    let found = slot.pointee.count
    if found > 3 { return appendMany(slot.pointee.ids.0, found, to: &out) }
    out.append(three: slot.pointee.ids, Int(found))
    return true
  }

  /// Appends the tokens of pieces that lie one behind the other, up to the first that is not known, is long, has many
  /// tokens, or lies at the end of what may be read: most of a text is read by this loop.
  ///
  /// - Parameters:
  ///   - ends: where each piece ends.
  ///   - readable: where the bytes end that may be read.
  ///   - out: has room for three tokens for each piece.
  /// - Returns: how many pieces, and how many tokens.
  @inline(never)
  func append(
    _ base: UnsafePointer<UInt8>, _ from: Int, _ ends: UnsafeBufferPointer<UInt32>, readable: Int,
    to out: UnsafeMutablePointer<UInt32>
  ) -> (pieces: Int, tokens: Int) {
    let slots = slots.base
    let masks = UnsafeRawPointer(masks.base)
    var start = from
    var tokens = 0
    var number = 0
    while number < ends.count {
      let end = Int(truncatingIfNeeded: ends[number])
      let count = end &- start
      if count > 15 || start &+ 16 > readable { break }
      let key = Key(base + start, count, masks)
      var slot = slots + 2 &* key.bucket
      if slot.pointee.low != key.low || slot.pointee.high != key.high {
        slot += 1
        if slot.pointee.low != key.low || slot.pointee.high != key.high { break }
      }
      let found = slot.pointee.count
      if found > 3 { break }
      let ids = slot.pointee.ids
      out[tokens] = ids.0
      out[tokens &+ 1] = ids.1
      out[tokens &+ 2] = ids.2
      tokens &+= Int(truncatingIfNeeded: found)
      start = end
      number &+= 1
    }
    return (number, tokens)
  }

  @inline(never)
  private func appendMany(_ from: UInt32, _ count: UInt32, to out: inout TokenBuffer) -> Bool {
    out.append(UnsafeBufferPointer(start: store.base + Int(from), count: Int(count)))
    return true
  }

  func insert(_ piece: UnsafeBufferPointer<UInt8>, _ tokens: UnsafeBufferPointer<UInt32>) {
    guard let base = piece.baseAddress, piece.count <= Self.longest else { return }
    if store.count + tokens.count > Self.room || keys.count + piece.count > Self.room { clear() }
    if piece.count > 15 { return insertLong(piece, tokens) }
    let key = Key(lastBytes: base, piece.count)
    var slot = Slot(low: key.low, high: key.high, ids: (0, 0, 0), count: UInt32(tokens.count))
    if tokens.count <= 3 {
      slot.ids = (
        tokens.count > 0 ? tokens[0] : 0, tokens.count > 1 ? tokens[1] : 0, tokens.count > 2 ? tokens[2] : 0
      )
    } else {
      slot.ids.0 = UInt32(store.count)
      store.append(tokens)
    }
    let bucket = slots.base + 2 * key.bucket
    bucket[1] = bucket[0]
    bucket[0] = slot
  }

  private func appendLong(_ piece: UnsafeBufferPointer<UInt8>, to out: inout TokenBuffer) -> Bool {
    guard piece.count <= Self.longest else { return false }
    let hash = TokenTable.hash(piece)
    let slot = longSlots.base[Int(truncatingIfNeeded: hash >> (64 - Self.longBits))]
    guard slot.hash == hash, Int(slot.length) == piece.count else { return false }
    let key = keys.base + Int(slot.key)
    for place in 0..<piece.count where key[place] != piece[place] { return false }
    out.append(UnsafeBufferPointer(start: store.base + Int(slot.tokens), count: Int(slot.count)))
    return true
  }

  private func insertLong(_ piece: UnsafeBufferPointer<UInt8>, _ tokens: UnsafeBufferPointer<UInt32>) {
    let hash = TokenTable.hash(piece)
    longSlots.base[Int(truncatingIfNeeded: hash >> (64 - Self.longBits))] = LongSlot(
      hash: hash, key: UInt32(keys.count), length: UInt32(piece.count), tokens: UInt32(store.count),
      count: UInt32(tokens.count))
    keys.append(piece)
    store.append(tokens)
  }
}
