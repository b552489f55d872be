import Kernels
import Models

/// Clipping and AdamW over the flat arena; weight decay spares norms.
public struct Optimizer: Sendable {
  public var adam: AdamW
  /// Largest norm of the whole gradient; nil leaves it.
  public var clip: Double?

  public init(adam: AdamW, clip: Double?) {
    self.adam = adam
    self.clip = clip
  }

  /// One step; afterwards the gradients are zero.
  /// - Parameter step: from 1.
  /// - Returns: the gradient's norm before clipping.
  public func apply(step: Int, learningRate: Double, to parameters: ParameterArena) -> Double {
    let gradients = parameters.gradients
    let norm = GradientNorm.sumOfSquares(gradients).squareRoot()
    var scale = 1.0
    // The same guard as torch.nn.utils.clip_grad_norm_.
    if let clip, norm > clip { scale = clip / (norm + 1e-6) }
    guard norm.isFinite else { return norm }
    var i = 0
    while i < parameters.tensors.count {
      let first = parameters.tensors[i]
      var end = first.range.upperBound
      i += 1
      while i < parameters.tensors.count, parameters.tensors[i].decays == first.decays {
        end = parameters.tensors[i].range.upperBound
        i += 1
      }
      adam.step(
        step, learningRate: Float(learningRate), gradientScale: Float(scale), decays: first.decays,
        range: first.offset..<end, values: parameters.values, gradients: gradients,
        firstMoments: parameters.firstMoments, secondMoments: parameters.secondMoments)
    }
    gradients.update(repeating: 0)
    return norm
  }
}
