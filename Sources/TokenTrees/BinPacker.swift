/// Best-fit-decreasing: the longest item first, each into the fullest bin that still has room for it.
///
/// The fullest fitting bin is found through a bit set of the room that open bins have, so packing n items costs about
/// n log n for the sort and n · capacity / 64 at worst for the search, in practice a few steps each.
public enum BinPacker {
  /// Bins of item indexes. An item longer than `capacity` has a bin of its own. Every item is in exactly one bin; the
  /// result is a pure function of the arguments. Equal lengths go by index.
  /// - Precondition: `capacity >= 1`, lengths are not negative.
  public static func pack(_ lengths: [Int], capacity: Int) -> [[Int]] {
    let order = lengths.indices.sorted {
      lengths[$0] != lengths[$1] ? lengths[$0] > lengths[$1] : $0 < $1
    }
    var bins: [[Int]] = []
    /// Open bins by the room they have left, and which rooms have any.
    var open = [[Int]](repeating: [], count: capacity + 1)
    var rooms = BitSet(count: capacity + 1)
    for item in order {
      let length = lengths[item]
      guard length <= capacity else {
        bins.append([item])
        continue
      }
      let room: Int
      let bin: Int
      if let found = rooms.first(from: length), let last = open[found].popLast() {
        if open[found].isEmpty { rooms.remove(found) }
        (room, bin) = (found - length, last)
        bins[bin].append(item)
      } else {
        (room, bin) = (capacity - length, bins.count)
        bins.append([item])
      }
      if room > 0 {
        open[room].append(bin)
        rooms.insert(room)
      }
    }
    return bins
  }
}

private struct BitSet {
  private var words: [UInt64]
  init(count: Int) { words = [UInt64](repeating: 0, count: (count + 63) / 64) }
  mutating func insert(_ i: Int) { words[i >> 6] |= 1 << UInt64(i & 63) }
  mutating func remove(_ i: Int) { words[i >> 6] &= ~(1 << UInt64(i & 63)) }

  /// The smallest member that is at least `i`.
  func first(from i: Int) -> Int? {
    var word = i >> 6
    guard word < words.count else { return nil }
    var bits = words[word] & (UInt64.max << UInt64(i & 63))
    while bits == 0 {
      word += 1
      guard word < words.count else { return nil }
      bits = words[word]
    }
    return word << 6 | bits.trailingZeroBitCount
  }
}
