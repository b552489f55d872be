import CKernels
import Glibc

/// Rotary positions (Su et al. 2021) in the layout of transformers' Llama: element i of a head turns with element
/// i + dim/2 by position · theta^(-2i/dim).
public final class RotaryPositions {
  public let dim: Int
  public let positions: Int
  private let table: FloatArena

  /// Floats that the tables of this size take.
  public static func floats(dim: Int, positions: Int) -> Int { dim * positions }

  /// Nil when memory does not suffice.
  public init?(dim: Int, positions: Int, theta: Float) {
    guard let arena = FloatArena(count: Self.floats(dim: dim, positions: positions)) else { return nil }
    self.dim = dim
    self.positions = positions
    table = arena
    let half = dim / 2
    for i in 0..<half {
      // Single precision where transformers uses it, so that angles agree at far positions too.
      let frequency = 1 / Float(pow(Double(theta), Double(Float(2 * i) / Float(dim))))
      for p in 0..<positions {
        let angle = Double(Float(p) * frequency)
        arena.buffer[p * half + i] = Float(cos(angle))
        arena.buffer[(positions + p) * half + i] = Float(sin(angle))
      }
    }
  }

  /// Turns the first `heads` heads of each row in place.
  public func turn(_ x: Floats, stride: Int, rows: Int, heads: Int, positions at: UnsafePointer<Int32>) {
    apply(x, stride, rows, heads, at, 1)
  }

  /// The backward pass: turns gradients the other way.
  public func turnBack(_ x: Floats, stride: Int, rows: Int, heads: Int, positions at: UnsafePointer<Int32>) {
    apply(x, stride, rows, heads, at, -1)
  }

  private func apply(
    _ x: Floats, _ stride: Int, _ rows: Int, _ heads: Int, _ at: UnsafePointer<Int32>, _ direction: Float
  ) {
    guard let base = table.buffer.baseAddress else { return }
    aa_rope(x, stride, rows, heads, dim, at, base, base + positions * (dim / 2), direction)
  }
}
