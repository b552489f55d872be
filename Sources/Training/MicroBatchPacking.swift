/// Splits a batch's groups into micro-batches of at most `capacity` tokens: first-fit by decreasing size, ties in order,
/// so the same batch is always cut the same way.
public enum MicroBatchPacking {
  /// - Parameter sizes: tokens of each group.
  /// - Returns: indices into `sizes`, each list ascending; nil when a group alone is larger than `capacity`.
  public static func pack(sizes: [Int], capacity: Int) -> [[Int]]? {
    let order = sizes.indices.sorted { sizes[$0] != sizes[$1] ? sizes[$0] > sizes[$1] : $0 < $1 }
    var bins: [[Int]] = []
    var room: [Int] = []
    for i in order {
      if sizes[i] > capacity { return nil }
      if let bin = room.firstIndex(where: { $0 >= sizes[i] }) {
        bins[bin].append(i)
        room[bin] -= sizes[i]
      } else {
        bins.append([i])
        room.append(capacity - sizes[i])
      }
    }
    return bins.map { $0.sorted() }
  }
}
