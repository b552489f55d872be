/// All distinct pieces as one row of cells, a cell for every byte, with an end mark before, between and behind pieces.
///
/// A token that covers some bytes stands in the first and in the last of their cells; the number of its bytes is known, so
/// its neighbours on both sides are found without links. The cells inside hold `inside`.
struct PieceCells: ~Copyable {
  static let endMark = UInt32.max
  static let inside = UInt32.max - 1

  var cells: GrowingBuffer<UInt32>
  /// How often each piece occurs.
  private var weights = GrowingBuffer<Int64>()
  /// The first cell of each piece.
  private var starts = GrowingBuffer<UInt32>()
  /// For every block of cells the piece that its first cell belongs to.
  private var pieceOfBlock = GrowingBuffer<UInt32>()
  private static let blockBits = 5

  /// - Throws: ``TrainingError/tooManyPieces``
  init(_ counts: borrowing PieceCounts, byteTokens: [UInt32]) throws(TrainingError) {
    var total = 1
    var pieces = 0
    counts.forEach { piece, _ in
      guard piece.count > 1 else { return }
      total += piece.count + 1
      pieces += 1
    }
    guard total < 1 << 31 else { throw .tooManyPieces(bytes: total) }
    cells = GrowingBuffer()
    cells.reserve(total)
    weights.reserve(pieces)
    starts.reserve(pieces)
    cells.append(Self.endMark)
    fill(counts, byteTokens)
    // A weight of nothing for the end, so that the search for a piece needs no bound.
    starts.append(UInt32(cells.count))
    pieceOfBlock.reserve(cells.count >> Self.blockBits + 1)
    var piece = 0
    for block in 0...cells.count >> Self.blockBits {
      while piece + 1 < pieces, Int(starts[piece + 1]) <= block << Self.blockBits { piece += 1 }
      pieceOfBlock.append(UInt32(piece))
    }
  }

  private mutating func fill(_ counts: borrowing PieceCounts, _ byteTokens: [UInt32]) {
    counts.forEach { piece, count in
      guard piece.count > 1 else { return }
      starts.append(UInt32(cells.count))
      weights.append(Int64(clamping: count))
      for byte in piece { cells.append(byteTokens[Int(byte)]) }
      cells.append(Self.endMark)
    }
  }

  /// How often the piece that a cell belongs to occurs.
  @inline(__always) func weight(of cell: Int) -> Int64 {
    var piece = Int(pieceOfBlock[cell >> Self.blockBits])
    while Int(starts[piece &+ 1]) <= cell { piece &+= 1 }
    return weights[piece]
  }

  /// Calls `body` with the first of each two cells that stand side by side in a piece, and how often the piece occurs.
  /// Only before tokens have been merged.
  func forEachPair(_ body: (Int, Int64) -> Void) {
    for piece in 0..<weights.count {
      let weight = weights[piece]
      for cell in Int(starts[piece])..<Int(starts[piece + 1]) - 2 { body(cell, weight) }
    }
  }
}
