/// Splitters one after another, each on the pieces of the one before.
struct SplitterSequence: TextSplitter {
  let splitters: [any TextSplitter]

  func split(
    _ text: UnsafeBufferPointer<UInt8>, from: Int, to: Int, _ piece: (Int, Int) throws -> Void
  ) throws {
    try split(text, from, to, splitters[...], piece)
  }

  /// Marks every piece as a match.
  func splitMarked(
    _ text: UnsafeBufferPointer<UInt8>, from: Int, to: Int, _ piece: (Int, Int, Bool) throws -> Void
  ) throws {
    try split(text, from: from, to: to) { try piece($0, $1, true) }
  }

  private func split(
    _ text: UnsafeBufferPointer<UInt8>, _ from: Int, _ to: Int, _ splitters: ArraySlice<any TextSplitter>,
    _ piece: (Int, Int) throws -> Void
  ) throws {
    guard let first = splitters.first else { return from < to ? try piece(from, to) : () }
    if splitters.count == 1 { return try first.split(text, from: from, to: to, piece) }
    try first.split(text, from: from, to: to) { start, end in
      try split(text, start, end, splitters.dropFirst(), piece)
    }
  }
}
