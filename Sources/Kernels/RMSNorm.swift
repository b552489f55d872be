import CKernels

/// Root mean square normalisation (Zhang and Sennrich 2019), y = x · weight / √(mean(x²) + ε), with the residual
/// addition in front of it.
public enum RMSNorm {
  /// sum = x + delta, normalised = norm(sum), inverse[row] = 1/√(mean + ε). `delta` may be nil; `sum` may be `x`.
  public static func forward(
    _ x: ConstFloats, adding delta: ConstFloats?, weight: ConstFloats, sum: Floats, normalised: Floats,
    inverse: Floats, rows: Int, width: Int, epsilon: Float
  ) {
    aa_rmsnorm(x, delta, weight, sum, normalised, inverse, rows, width, epsilon)
  }

  /// The normalised rows again from what the forward pass kept.
  public static func again(
    _ x: ConstFloats, inverse: ConstFloats, weight: ConstFloats, normalised: Floats, rows: Int, width: Int
  ) {
    aa_rmsnorm_apply(x, inverse, weight, normalised, rows, width)
  }

  /// dx = residual + gradient of the normalised rows carried back; dweight grows by the sum over rows.
  public static func backward(
    _ gradient: ConstFloats, x: ConstFloats, inverse: ConstFloats, weight: ConstFloats,
    residual: ConstFloats?,
    dx: Floats, dweight: Floats, rows: Int, width: Int
  ) {
    aa_rmsnorm_backward(gradient, x, inverse, weight, residual, dx, dweight, rows, width)
  }
}
