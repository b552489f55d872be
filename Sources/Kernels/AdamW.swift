import CKernels

/// AdamW (Loshchilov and Hutter 2019), in the order of operations of `torch.optim.AdamW`.
public struct AdamW: Sendable {
  public var beta1: Float
  public var beta2: Float
  public var epsilon: Float
  /// Decoupled weight decay λ: values shrink by learningRate · λ before the step.
  public var weightDecay: Float

  public init(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8, weightDecay: Float = 0) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// One step over `range` of the flat arrays: value, gradient and both moments are read and written once.
  ///
  /// - Parameters:
  ///   - step: number of this step, from 1.
  ///   - gradientScale: multiplied into every gradient first (for clipping or averaging).
  ///   - decays: whether weight decay applies to this range.
  public func step(
    _ step: Int, learningRate: Float, gradientScale: Float = 1, decays: Bool, range: Range<Int>,
    values: UnsafeMutableBufferPointer<Float>, gradients: UnsafeMutableBufferPointer<Float>,
    firstMoments: UnsafeMutableBufferPointer<Float>, secondMoments: UnsafeMutableBufferPointer<Float>
  ) {
    guard let v = values.baseAddress, let g = gradients.baseAddress, let m = firstMoments.baseAddress,
      let s = secondMoments.baseAddress, !range.isEmpty
    else { return }
    precondition(
      range.upperBound <= min(values.count, gradients.count, firstMoments.count, secondMoments.count))
    aa_adamw(
      v + range.lowerBound, g + range.lowerBound, m + range.lowerBound, s + range.lowerBound, range.count,
      aa_adamw_step(
        learning_rate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
        weight_decay: decays ? weightDecay : 0, gradient_scale: gradientScale, step: Int64(step)))
  }
}

/// Sums over the gradient arena.
public enum GradientNorm {
  /// Σ g², in blocks of fixed size and order, so that the result never depends on threads.
  public static func sumOfSquares(_ gradients: UnsafeMutableBufferPointer<Float>) -> Double {
    guard let base = gradients.baseAddress else { return 0 }
    return aa_sum_of_squares(base, gradients.count)
  }
}
