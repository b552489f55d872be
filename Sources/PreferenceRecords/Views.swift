/// One candidate preferred to another, by index from 0.
public struct PreferencePair: Sendable, Equatable {
  public var winner: Int
  public var loser: Int
  public var strength: Double?
  public init(winner: Int, loser: Int, strength: Double? = nil) {
    self.winner = winner
    self.loser = loser
    self.strength = strength
  }
}

extension PreferenceRecord {
  /// Every pair that the judgements under `criterion` state: pairs as they are, ranks as all their ordered pairs.
  /// Ties give none.
  public func pairs(criterion: String = "overall") -> [PreferencePair] {
    var pairs: [PreferencePair] = []
    for judgement in judgements where judgement.criterion == criterion {
      switch judgement.verdict {
      case .pair(let winner, let loser, let strength):
        pairs.append(PreferencePair(winner: winner, loser: loser, strength: strength))
      case .rank(let ranks):
        for (i, better) in ranks.enumerated() {
          for worse in ranks[(i + 1)...] {
            for w in better { for l in worse { pairs.append(PreferencePair(winner: w, loser: l)) } }
          }
        }
      case .tie, .rating, .label: break
      }
    }
    return pairs
  }

  /// The modality key: input letters, "2", output letters, such as `ti2t`; letters in the order t, i, a, v.
  public var modality: String {
    let order: [UInt8] = [0x74, 0x69, 0x61, 0x76]
    var key = ""
    func add(_ lists: some Sequence<[Part]>) {
      var seen = 0
      for parts in lists {
        for part in parts {
          var letter: UInt8?
          switch part {
          case .text(let text): letter = text.isEmpty ? nil : 0x74
          case .media(let reference): letter = reference.kind.utf8.first
          }
          if let letter, let place = order.firstIndex(of: letter) { seen |= 1 << place }
        }
      }
      for (place, letter) in order.enumerated() where seen & 1 << place != 0 {
        key.unicodeScalars.append(Unicode.Scalar(letter))
      }
    }
    add(prompt.lazy.map(\.parts))
    key += "2"
    add(candidates.lazy.map(\.parts))
    return key
  }

  /// Replaces every media reference, in the order of `media`.
  public mutating func replaceMedia<E: Error>(_ replacement: (MediaReference) throws(E) -> MediaReference)
    throws(E)
  {
    func replace(_ parts: inout [Part]) throws(E) {
      for i in parts.indices {
        if case .media(let reference) = parts[i] { parts[i] = .media(try replacement(reference)) }
      }
    }
    for i in prompt.indices { try replace(&prompt[i].parts) }
    for i in candidates.indices { try replace(&candidates[i].parts) }
  }

  /// Every media reference, prompt first, then the candidates in order.
  public var media: [MediaReference] {
    (prompt.flatMap(\.parts) + candidates.flatMap(\.parts)).compactMap {
      if case .media(let reference) = $0 { return reference }
      return nil
    }
  }
}
