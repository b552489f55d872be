import ByteStreams
import TokenTrees

/// Small preference groups with a rule that can be learned: the better candidate repeats the prompt's token.
enum ToyGroups {
  static let vocabulary = 24

  static func make(_ count: Int, seed: UInt64 = 1, candidates: Int = 2) -> [TokenGroup] {
    var state = seed
    func random(_ n: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(n))
    }
    return (0..<count).map { index in
      let topic = UInt32(4 + random(8))
      var group = TokenGroup(
        record: SHA256.hash(Array("toy \(seed) \(index)".utf8)), modality: "t2t", cluster: UInt64(index),
        tokens: [1, topic, topic], segments: [.init(start: 0, count: 3, parent: nil, role: .prompt)],
        lossMask: [0, 0, 0], pairs: [], mediaSpans: [])
      let best = random(candidates)
      for k in 0..<candidates {
        let length = 1 + random(3)
        let other = UInt32(12 + random(8))
        let start = group.tokens.count
        group.tokens += [UInt32](repeating: k == best ? topic : other, count: length) + [2]
        group.lossMask += [UInt8](repeating: 1, count: length + 1)
        group.segments.append(.init(start: start, count: length + 1, parent: 0, role: .candidate))
        if k != best { group.pairs.append(.init(winner: best + 1, loser: k + 1)) }
      }
      return group
    }
  }
}
