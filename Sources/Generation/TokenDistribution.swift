import Glibc

/// The tokens that may come next and how probable each is.
///
/// Logits of the allowed ids only, by temperature, then top-k, then top-p of what top-k left. Equal logits rank by id,
/// the lower one first, so that a cut between them is always the same. Ids stand in ascending order, whatever was cut:
/// a cut that leaves everything changes no draw.
public struct TokenDistribution: Sendable, Equatable {
  /// Ascending.
  public private(set) var ids: [Int] = []
  /// One for each id, positive, not normalised.
  public private(set) var weights: [Double] = []

  /// - Parameters:
  ///   - logits: one for each id of the vocabulary.
  ///   - allowed: ascending, not overlapping, within the vocabulary.
  /// - Precondition: `temperature > 0`, `topK >= 0`, `0 < topP <= 1`.
  /// - Throws: badLogits.
  public init(
    _ logits: UnsafeBufferPointer<Float>, allowed: [Range<Int>], temperature: Double, topK: Int = 0,
    topP: Double = 1
  ) throws(GenerationError) {
    let highest = Double(logits[try Self.mostProbable(logits, allowed: allowed)])
    for range in allowed {
      for id in range {
        let weight = exp((Double(logits[id]) - highest) / temperature)
        if weight > 0 {
          ids.append(id)
          weights.append(weight)
        }
      }
    }
    guard topK > 0 && topK < ids.count || topP < 1 else { return }
    var ranked = ranking(logits)
    if topK > 0 { ranked.removeLast(max(0, ranked.count - topK)) }
    if topP < 1 { cut(&ranked, topP) }
    ranked.sort()
    ids = ranked.map { ids[$0] }
    weights = ranked.map { weights[$0] }
  }

  /// Indexes into `ids`, the most probable first.
  private func ranking(_ logits: UnsafeBufferPointer<Float>) -> [Int] {
    // One integer a token sorts fast: the logit's bits in order of its value, then the index turned round.
    var keys = ids.enumerated().map { index, id in
      let bits = (logits[id] + 0).bitPattern
      let ordered = bits >> 31 == 0 ? bits | 1 << 31 : ~bits
      return UInt64(ordered) << 32 | UInt64(~UInt32(index))
    }
    keys.sort(by: >)
    return keys.map { Int(~UInt32(truncatingIfNeeded: $0)) }
  }

  private func cut(_ ranked: inout [Int], _ topP: Double) {
    let enough = topP * ranked.reduce(0) { $0 + weights[$1] }
    var sum = 0.0
    for (rank, index) in ranked.enumerated() {
      sum += weights[index]
      if sum >= enough {
        ranked.removeLast(ranked.count - rank - 1)
        return
      }
    }
  }

  /// One for each id; they sum to 1.
  public var probabilities: [Double] {
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// The id at `place` in [0, 1) of the summed probabilities.
  public func id(at place: Double) -> Int {
    let target = place * weights.reduce(0, +)
    var sum = 0.0
    for (index, weight) in weights.enumerated() {
      sum += weight
      if sum > target { return ids[index] }
    }
    return ids[ids.count - 1]
  }

  /// The allowed id with the highest logit, the lowest one among equals.
  /// - Throws: badLogits when an allowed logit is NaN or +∞, or all are -∞.
  public static func mostProbable(
    _ logits: UnsafeBufferPointer<Float>, allowed: [Range<Int>]
  ) throws(GenerationError) -> Int {
    var best = -1
    var highest = -Float.infinity
    for range in allowed {
      for id in range {
        let logit = logits[id]
        guard logit < .infinity else {
          throw GenerationError(
            .badLogits, "the model's logit of token \(id) is \(logit): its weights are broken or diverged")
        }
        if logit > highest { (best, highest) = (id, logit) }
      }
    }
    guard best >= 0 else {
      throw GenerationError(.badLogits, "the model gives every token that may come next the probability 0")
    }
    return best
  }
}

extension SamplingOptions {
  /// The next token.
  /// - Parameter place: a random number in [0, 1).
  /// - Throws: badLogits.
  public func choose(
    _ logits: UnsafeBufferPointer<Float>, allowed: [Range<Int>], place: Double
  ) throws(GenerationError) -> Int {
    if temperature == 0 { return try TokenDistribution.mostProbable(logits, allowed: allowed) }
    return try TokenDistribution(
      logits, allowed: allowed, temperature: temperature, topK: topK, topP: topP
    ).id(at: place)
  }
}
