import CKernels

/// The gated unit of Llama's feed-forward block, silu(gate) · up (Shazeer 2020).
public enum SwiGLU {
  /// `gateUp` is rows × 2·width, gate first; `out` is rows × width.
  public static func forward(_ gateUp: ConstFloats, out: Floats, rows: Int, width: Int) {
    aa_swiglu(gateUp, out, rows, width)
  }

  /// Replaces `gateUp` by its gradient, and writes the forward pass's output again into `out`.
  public static func backward(_ gateUp: Floats, gradient: ConstFloats, out: Floats, rows: Int, width: Int) {
    aa_swiglu_backward(gateUp, gradient, out, rows, width)
  }
}
