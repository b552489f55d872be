import Glibc

/// The merges of a vocabulary that ranks its tokens, and not their pairs: any two tokens beside each other are merged
/// into the token that is both of them in a row, as early as that token's rank says.
enum RankedMerges {
  /// - Parameters:
  ///   - tokens: all strings that may stand beside each other.
  ///   - rank: of the token that a merge makes; nil for one that nothing is merged into.
  static func table(_ tokens: TokenTable, rank: (UInt32) -> UInt32?) -> PairTable {
    var rows: [PairTable.Row] = []
    tokens.withStrings { bytes, places, ids in
      guard let base = bytes.baseAddress else { return }
      let index = StringIndex(base, places, ids)
      var before: [UInt64] = []
      for (place, id) in zip(places, ids) where place.to - place.from > 1 {
        guard let rank = rank(id) else { continue }
        let (from, count) = (Int(place.from), Int(place.to - place.from))
        before.removeAll(keepingCapacity: true)
        var hash: UInt64 = 0
        for byte in UnsafeBufferPointer(start: base + from, count: count) {
          before.append(hash)
          hash = StringIndex.next(hash, byte)
        }
        for cut in 1..<count {
          let behind = index.hash(before[cut], hash, count - cut)
          guard index.mayHave(before[cut]), index.mayHave(behind),
            let left = index.find(base + from, cut, before[cut]),
            let right = index.find(base + from + cut, count - cut, behind)
          else { continue }
          rows.append((left, right, id, rank))
        }
      }
    }
    return PairTable(ranked: rows)
  }
}

/// Strings by a hash that is known for every part of a string once it is known for its beginnings.
private struct StringIndex {
  private let base: UnsafePointer<UInt8>
  private let places: [(from: UInt32, to: UInt32)]
  private let ids: [UInt32]
  /// A part of the hash, and the entry plus 1; open addressing.
  private var slots: [(tag: UInt32, entry: UInt32)]
  private let shift: UInt64
  /// A bit for the hash of every string, among sixteen times as many, which is quicker asked than the slots.
  private var bits: [UInt64]
  /// What a byte counts that this many others stand behind.
  private var weights: [UInt64] = [1]

  init(_ base: UnsafePointer<UInt8>, _ places: [(from: UInt32, to: UInt32)], _ ids: [UInt32]) {
    self.base = base
    self.places = places
    self.ids = ids
    var bits: UInt64 = 4
    while 1 << bits < 2 * places.count + 2 { bits += 1 }
    shift = 64 - bits
    slots = [(tag: UInt32, entry: UInt32)](repeating: (0, 0), count: 1 << bits)
    self.bits = [UInt64](repeating: 0, count: max(1, (8 << bits) / 64))
    for (entry, place) in places.enumerated() {
      let string = UnsafeBufferPointer(start: base + Int(place.from), count: Int(place.to - place.from))
      while weights.count <= string.count { weights.append(weights[weights.count - 1] &* Self.factor) }
      let hash = string.reduce(0, Self.next)
      var slot = slot(hash)
      while slots[slot].entry != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = (UInt32(truncatingIfNeeded: hash), UInt32(entry + 1))
      let bit = bit(hash)
      self.bits[bit >> 6] |= 1 << UInt64(bit & 63)
    }
  }

  private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15 | 1

  @inline(__always) static func next(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
    hash &* factor &+ UInt64(byte) &+ 1
  }

  /// The hash of the last `count` bytes of a string, from those of what is before them and of the whole.
  @inline(__always) func hash(_ before: UInt64, _ whole: UInt64, _ count: Int) -> UInt64 {
    whole &- before &* weights[count]
  }

  @inline(__always) private func bit(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: ((hash ^ hash >> 29) &* 0xC4CE_B9FE_1A85_EC53) >> (shift &- 3))
  }

  /// Whether a string may be there; most that are not are known not to be.
  @inline(__always) func mayHave(_ hash: UInt64) -> Bool {
    let bit = bit(hash)
    return bits.withUnsafeBufferPointer { $0[bit >> 6] >> UInt64(bit & 63) & 1 == 1 }
  }

  @inline(__always) private func slot(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: ((hash ^ hash >> 32) &* 0xFF51_AFD7_ED55_8CCD) >> shift)
  }

  @inline(__always) func find(_ string: UnsafePointer<UInt8>, _ count: Int, _ hash: UInt64) -> UInt32? {
    let tag = UInt32(truncatingIfNeeded: hash)
    return slots.withUnsafeBufferPointer { slots in
      var slot = slot(hash)
      while slots[slot].entry != 0 {
        if slots[slot].tag == tag {
          let entry = Int(slots[slot].entry - 1)
          let place = places[entry]
          if Int(place.to - place.from) == count, memcmp(base + Int(place.from), string, count) == 0 {
            return ids[entry]
          }
        }
        slot = (slot &+ 1) & (slots.count &- 1)
      }
      return nil
    }
  }
}
