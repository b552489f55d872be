import Glibc

/// The two-dimensional DCT-II of square blocks: orthonormal pictures, one for each pair of frequencies.
public struct CosineBasis: Sendable {
  /// Pixels of a block's side.
  public let side: Int
  /// `side` rows of `side`: row k is the k-th cosine.
  private let rows: [Float]

  /// - Precondition: `side >= 1`.
  public init(side: Int) {
    precondition(side >= 1)
    self.side = side
    let n = Double(side)
    rows = (0..<side * side).map { index in
      let (k, i) = (index / side, index % side)
      let norm = k == 0 ? (1 / n).squareRoot() : (2 / n).squareRoot()
      return Float(norm * Glibc.cos(Double.pi * Double(2 * i + 1) * Double(k) / (2 * n)))
    }
  }

  /// The basis picture with `vertical` and `horizontal` half waves, row by row, `side * side` values of unit norm.
  public func picture(vertical: Int, horizontal: Int) -> [Float] {
    (0..<side * side).map { rows[vertical * side + $0 / side] * rows[horizontal * side + $0 % side] }
  }
}
