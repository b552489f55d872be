import ByteStreams
import Foundation
import Testing

import Generation

private func distribution(
  _ logits: [Float], allowed: [Range<Int>]? = nil, temperature: Double = 1, topK: Int = 0, topP: Double = 1
) throws -> TokenDistribution {
  try logits.withUnsafeBufferPointer {
    try TokenDistribution(
      $0, allowed: allowed ?? [0..<logits.count], temperature: temperature, topK: topK, topP: topP)
  }
}

private func mostProbable(_ logits: [Float], allowed: [Range<Int>]? = nil) throws -> Int {
  try logits.withUnsafeBufferPointer {
    try TokenDistribution.mostProbable($0, allowed: allowed ?? [0..<logits.count])
  }
}

/// Pearson's statistic of draws from a distribution at the places of a fixed seed.
private func chiSquare(_ distribution: TokenDistribution, expected: [Int: Double], draws: Int) -> Double {
  var counts: [Int: Int] = [:]
  let record = SHA256.hash([1])
  for draw in 0..<draws {
    let place = ResponseRandom(seed: 11, record: record, candidate: draw % 100).uniform(draw / 100)
    counts[distribution.id(at: place), default: 0] += 1
  }
  #expect(Set(counts.keys).isSubset(of: expected.keys))
  return expected.reduce(0.0) { sum, item in
    let wanted = item.value * Double(draws)
    let difference = Double(counts[item.key] ?? 0) - wanted
    return sum + difference * difference / wanted
  }
}

@Suite struct TokenDistributionTests {
  @Test func temperatureIsTheSoftmaxOfDividedLogits() throws {
    // Computed by hand (Python's math.exp) for logits / 0.5.
    let expected = [
      0.06276769196658996, 0.46379399714153186, 0.46379399714153186, 0.00849468337040691,
      0.001149630379939363,
    ]
    let result = try distribution([1, 2, 2, 0, -1], temperature: 0.5)
    for (a, b) in zip(result.probabilities, expected) { #expect(abs(a - b) < 1e-12) }
    #expect(result.ids == [0, 1, 2, 3, 4])
  }

  @Test func onlyAllowedIdsAreThere() throws {
    let result = try distribution([9, 1, 9, 1, 9, 3], allowed: [1..<2, 3..<4, 5..<6])
    #expect(result.ids == [1, 3, 5])
    #expect(abs(result.probabilities.reduce(0, +) - 1) < 1e-12)
    #expect(result.probabilities[0] == result.probabilities[1])
    #expect(try mostProbable([9, 1, 9, 1, 9, 3], allowed: [1..<2, 3..<4, 5..<6]) == 5)
    // A logit of minus infinity is a token that never comes; it is no error.
    #expect(try distribution([0, -.infinity, 0]).ids == [0, 2])
  }

  @Test func topKTakesTheLowestIdsAmongEquals() throws {
    let logits: [Float] = [0, 2, 1, 2, 1, 2, -0.0]
    #expect(try distribution(logits, topK: 1).ids == [1])
    #expect(try distribution(logits, topK: 2).ids == [1, 3])
    #expect(try distribution(logits, topK: 4).ids == [1, 2, 3, 5])
    // Minus zero equals zero.
    #expect(try distribution(logits, topK: 6).ids == [0, 1, 2, 3, 4, 5])
    #expect(try distribution([-0.0, 0], topK: 1).ids == [0])
    #expect(try distribution([-3, -1, -2], topK: 2).ids == [1, 2])
  }

  @Test func topPTakesTheFewestThatAreEnough() throws {
    let logits = [0.5, 0.25, 0.125, 0.125].map { Float(Foundation.log($0)) }
    #expect(try distribution(logits, topP: 1e-9).ids == [0])
    #expect(try distribution(logits, topP: 0.49).ids == [0])
    #expect(try distribution(logits, topP: 0.51).ids == [0, 1])
    #expect(try distribution(logits, topP: 0.8).ids == [0, 1, 2])
    #expect(try distribution(logits, topP: 0.9).ids == [0, 1, 2, 3])
    // Of what top-k left: 0.5 and 0.25 are two thirds and one third then.
    #expect(try distribution(logits, topK: 2, topP: 0.6).ids == [0])
    #expect(try distribution(logits, topK: 2, topP: 0.7).ids == [0, 1])
    #expect(try distribution([1, 1, 1, 1], topP: 0.5).ids == [0, 1])
  }

  @Test func cutsThatLeaveEverythingChangeNothing() throws {
    let logits: [Float] = [0.3, -1, 2.5, 0.3, 1.1]
    let whole = try distribution(logits)
    #expect(try distribution(logits, topK: 5) == whole)
    #expect(try distribution(logits, topK: 99, topP: 1) == whole)
    #expect(try distribution(logits, topP: 0.999_999_999) == whole)
    #expect(whole.ids == [0, 1, 2, 3, 4])
  }

  @Test func aPlaceIsAPlaceInTheSumByIds() throws {
    let result = try distribution([0, 0, 0, 0])
    #expect([0, 0.2499, 0.25, 0.5, 0.75, 0.999_999].map { result.id(at: $0) } == [0, 0, 1, 2, 3, 3])
    #expect(try distribution([5]).id(at: 0.999_999_999) == 0)
  }

  @Test func greedyTakesTheLowestIdAmongEquals() throws {
    #expect(try mostProbable([1, 3, 3, 2]) == 1)
    #expect(try mostProbable([-.infinity, -7]) == 1)
    let options = SamplingOptions(temperature: 0, topK: 1, topP: 0.1)
    let logits: [Float] = [1, 3, 3, 2]
    let chosen = try logits.withUnsafeBufferPointer {
      try options.choose($0, allowed: [0..<1, 2..<4], place: 0.99)
    }
    #expect(chosen == 2)
  }

  @Test(arguments: [[Float.nan, 1], [1, .nan], [.infinity, 0], [-.infinity, -.infinity]])
  func brokenLogitsAreAnError(_ logits: [Float]) throws {
    #expect { try mostProbable(logits) } throws: { ($0 as? GenerationError)?.reason == .badLogits }
    #expect { try distribution(logits, topK: 1) } throws: { ($0 as? GenerationError)?.reason == .badLogits }
    // What is not allowed is not looked at.
    #expect(try mostProbable(logits + [0], allowed: [2..<3]) == 2)
  }

  /// 20,000 draws with a fixed seed; 16.27 is exceeded once in a thousand seeds with three degrees of freedom.
  @Test func drawsFollowTheDistribution() throws {
    let p = [0.5, 0.25, 0.15, 0.1]
    let logits = p.map { Float(Foundation.log($0)) }
    let plain = try distribution(logits)
    let expected = Dictionary(uniqueKeysWithValues: p.enumerated().map { ($0.offset, $0.element) })
    #expect(chiSquare(plain, expected: expected, draws: 20_000) < 16.27)
    // Temperature 2 is the square root of each, normalised; the statistic must tell it from temperature 1.
    let warm = try distribution(logits, temperature: 2)
    let roots = p.map { $0.squareRoot() }
    let sum = roots.reduce(0, +)
    let expectedWarm = Dictionary(
      uniqueKeysWithValues: roots.enumerated().map { ($0.offset, $0.element / sum) })
    #expect(chiSquare(warm, expected: expectedWarm, draws: 20_000) < 16.27)
    #expect(chiSquare(warm, expected: expected, draws: 20_000) > 1000)
    let cut = try distribution(logits, topK: 3, topP: 0.8)
    #expect(chiSquare(cut, expected: [0: 2.0 / 3, 1: 1.0 / 3], draws: 20_000) < 10.83)
  }
}

@Suite struct ResponseRandomTests {
  /// Numbers from an independent program (Python's hashlib and SplitMix64).
  @Test func numbersAreThoseOfTheDefinition() {
    let record = SHA256.hash(Array("record".utf8))
    func bits(_ seed: UInt64, _ candidate: Int, _ place: Int) -> UInt64 {
      UInt64(ResponseRandom(seed: seed, record: record, candidate: candidate).uniform(place) * 0x1p53)
    }
    #expect(bits(0, 0, 0) == 6_950_671_185_598_822)
    #expect(bits(7, 3, 41) == 4_417_762_393_692_052)
    #expect(bits(.max, 1, 511) == 2_894_213_028_604_215)
  }

  @Test func everyArgumentCounts() {
    let a = SHA256.hash([1])
    let base = ResponseRandom(seed: 1, record: a, candidate: 0).uniform(0)
    let others = [
      ResponseRandom(seed: 2, record: a, candidate: 0).uniform(0),
      ResponseRandom(seed: 1, record: SHA256.hash([2]), candidate: 0).uniform(0),
      ResponseRandom(seed: 1, record: a, candidate: 1).uniform(0),
      ResponseRandom(seed: 1, record: a, candidate: 0).uniform(1),
    ]
    #expect(Set(others + [base]).count == 5)
  }
}
