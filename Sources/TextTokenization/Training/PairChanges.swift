/// What merging one pair changes for the pairs that the new token is part of, and where these stand.
///
/// Each such pair is known by its other token, so that no table of pairs is searched while cells are merged.
struct PairChanges: ~Copyable {
  struct Change: BitwiseCopyable {
    var left: UInt32
    var right: UInt32
    /// By how much the pair's count changes.
    var count: Int64
    /// How many cells it was found at, and the first of them.
    var cells: UInt32
    var firstCell: UInt32
  }
  /// A further cell of a change.
  struct Place: BitwiseCopyable {
    var change: UInt32
    var cell: UInt32
  }
  private var token: UInt32 = 0
  private(set) var changes = GrowingBuffer<Change>()
  private(set) var places = GrowingBuffer<Place>()
  /// For every token the number of the change with it on this side, plus one; 0 where there is none.
  private var onLeft = GrowingBuffer<UInt32>()
  private var onRight = GrowingBuffer<UInt32>()

  init() {}

  /// Begins with nothing for a token, of so many that there are.
  mutating func begin(_ token: UInt32, tokens: Int) {
    for index in 0..<changes.count {
      onLeft[Int(changes[index].left)] = 0
      onRight[Int(changes[index].right)] = 0
    }
    changes.truncate(0)
    places.truncate(0)
    while onLeft.count < tokens {
      onLeft.append(0)
      onRight.append(0)
    }
    self.token = token
  }

  /// Whether a pair is one of those that are kept here.
  @inline(__always) func concerns(_ left: UInt32, _ right: UInt32) -> Bool { left == token || right == token }

  @inline(__always) mutating func remove(_ left: UInt32, _ right: UInt32, _ weight: Int64) {
    let index = number(left, right)
    var change = changes[index]
    change.count &-= weight
    changes[index] = change
  }

  /// A pair has come up at a cell.
  @inline(__always) mutating func add(_ left: UInt32, _ right: UInt32, _ weight: Int64, at cell: Int) {
    let index = number(left, right)
    let cell = UInt32(truncatingIfNeeded: cell)
    var change = changes[index]
    change.count &+= weight
    if change.cells == 0 {
      change.firstCell = cell
    } else {
      places.append(Place(change: UInt32(truncatingIfNeeded: index), cell: cell))
    }
    change.cells &+= 1
    changes[index] = change
  }

  @inline(__always) private mutating func number(_ left: UInt32, _ right: UInt32) -> Int {
    let known = left == token ? onRight[Int(right)] : onLeft[Int(left)]
    if known > 0 { return Int(known) &- 1 }
    changes.append(Change(left: left, right: right, count: 0, cells: 0, firstCell: 0))
    let number = UInt32(truncatingIfNeeded: changes.count)
    if left == token { onRight[Int(right)] = number } else { onLeft[Int(left)] = number }
    return changes.count &- 1
  }

  /// Says where the further cells of a change go from now on: the field of the first cell, which is written, is used for it.
  mutating func setList(_ index: Int, _ list: Int?) {
    changes[index].firstCell = list.map { UInt32(truncatingIfNeeded: $0) } ?? .max
  }

  /// Where the next of them goes, nil when they are not kept.
  @inline(__always) mutating func nextInList(_ index: Int) -> Int? {
    var change = changes[index]
    let place = change.firstCell
    guard place != .max else { return nil }
    change.firstCell &+= 1
    changes[index] = change
    return Int(place)
  }
}
