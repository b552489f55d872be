import Glibc

/// The logistic function and its logarithm without overflow or cancellation at any finite argument.
public enum Logistic {
  /// 1 / (1 + e^-x).
  public static func sigmoid(_ x: Double) -> Double {
    if x >= 0 { return 1 / (1 + exp(-x)) }
    let e = exp(x)
    return e / (1 + e)
  }

  /// log(1 / (1 + e^-x)): -log1p(e^-x) for x >= 0, x - log1p(e^x) below.
  public static func logSigmoid(_ x: Double) -> Double {
    x >= 0 ? -log1p(exp(-x)) : x - log1p(exp(x))
  }
}
