import CKernels

/// Small vector operations.
public enum Vectors {
  /// y += a · x
  public static func add(_ a: Float, _ x: ConstFloats, to y: Floats, count: Int) { aa_axpy(y, x, a, count) }
  public static func dot(_ x: ConstFloats, _ y: ConstFloats, count: Int) -> Float { aa_dot(x, y, count) }
  /// x *= a
  public static func scale(_ x: Floats, by a: Float, count: Int) { aa_scale(x, a, count) }
  /// y = exp(x), relative error below 2e-7 for x in -87...88.
  public static func exp(_ x: ConstFloats, into y: Floats, count: Int) { aa_exp(x, y, count) }
  public static func fromBFloat16(_ x: UnsafePointer<UInt16>, into y: Floats, count: Int) {
    aa_from_bfloat16(x, y, count)
  }
  public static func fromFloat16(_ x: UnsafePointer<UInt16>, into y: Floats, count: Int) {
    aa_from_float16(x, y, count)
  }
}
