import Media

/// The control experiment: every medium is exchanged for another record's medium of the same kind in the same place.
///
/// Records of one modality key whose media lie in the same places (kind, and prompt or which candidate) form a class;
/// for each place the media go round the class by a random cycle (Sattolo, 1986), independently of the other places, so
/// no record keeps a medium of its own. A class of one record has nothing to exchange with and is counted.
public enum MediaShuffle {
  /// Where a medium stands in its record.
  public struct Place: Hashable, Sendable, Comparable {
    public var kind: String
    /// 0 the prompt, 1 the first candidate, …
    public var branch: Int
    public init(kind: String, branch: Int) {
      self.kind = kind
      self.branch = branch
    }
    public static func < (a: Place, b: Place) -> Bool { (a.branch, a.kind) < (b.branch, b.kind) }
  }

  public struct Record: Sendable {
    public var modality: String
    public var places: [Place]
    public init(modality: String, places: [Place]) {
      self.modality = modality
      self.places = places
    }
  }

  /// For each record and each of its media: the record whose medium of the same index stands there now.
  /// - Returns: donors, and the number of records with media that found no partner.
  public static func donors(_ records: [Record], seed: UInt64) -> (donors: [[Int]], alone: Int) {
    var donors = records.enumerated().map { [Int](repeating: $0.offset, count: $0.element.places.count) }
    var classes: [String: [Int]] = [:]
    for (index, record) in records.enumerated() where !record.places.isEmpty {
      let key = record.modality + record.places.map { ",\($0.branch)\($0.kind)" }.joined()
      classes[key, default: []].append(index)
    }
    var random = SplitMix64(state: seed)
    var alone = 0
    for (_, members) in classes.sorted(by: { $0.key < $1.key }) {
      if members.count == 1 { alone += 1 }
      for medium in records[members[0]].places.indices {
        var order = members
        var i = order.count - 1
        while i > 0 {
          order.swapAt(i, random.below(i))
          i -= 1
        }
        for (to, from) in zip(members, order) { donors[to][medium] = from }
      }
    }
    return (donors, alone)
  }
}
