import Glibc

/// Finite scalar quantization of one number: a fixed list of levels on [-scale, scale], no codebook to train
/// (Mentzer et al., "Finite Scalar Quantization", 2023).
///
/// Cells are found by comparing with boundaries that are rounded to 1/1024, never by calling `tanh` on the data, so
/// that two machines whose mathematics libraries differ in the last bit give the same code.
public struct ScalarQuantizer: Sendable, Equatable {
  /// How the levels lie: evenly, or closer together around zero (where coefficients of real pictures gather).
  public enum Curve: String, Sendable { case linear, tanh }

  public let levels: Int
  public let scale: Float
  public let curve: Curve
  private let boundaries: [Float]
  private let values: [Float]

  /// - Precondition: `levels >= 2`, `scale > 0`; both are constants of a codec, never data.
  public init(levels: Int, scale: Float, curve: Curve) {
    precondition(levels >= 2 && scale > 0)
    self.levels = levels
    self.scale = scale
    self.curve = curve
    let top = Double(levels - 1)
    func place(_ t: Double) -> Float {
      let x = Double(scale) * (curve == .linear ? t : Glibc.atanh(t))
      return Float((x * 1024).rounded() / 1024)
    }
    boundaries = (1..<levels).map { place((2 * Double($0) - 1) / top - 1) }
    values = (0..<levels).map { level in
      let t = 2 * Double(level) / top - 1
      // The outermost cells of the curve have no end; they stand at the middle of their half cell.
      let edge = 1 - 0.5 / top
      return place(curve == .linear ? t : min(max(t, -edge), edge))
    }
  }

  /// The cell that `x` lies in, 0 ..< levels, for any `x`: beyond the ends it is the end, for NaN it is 0.
  public func code(_ x: Float) -> Int {
    var code = 0
    for boundary in boundaries {
      if x >= boundary { code += 1 } else { break }
    }
    return code
  }

  /// The number that stands for a cell. A code out of range is taken for the nearest one.
  public func value(_ code: Int) -> Float { values[min(max(code, 0), levels - 1)] }
}
