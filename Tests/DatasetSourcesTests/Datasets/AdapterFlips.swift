import DatasetSources

extension Adapter {
  /// This adapter with one judgement read the wrong way round, for each way there is.
  var flips: [(what: String, adapter: Adapter)] {
    var flips: [(String, Adapter)] = []
    for (n, rule) in judgements.enumerated() {
      func add(_ what: String, _ change: (inout JudgementRule) -> Void) {
        var flipped = self
        change(&flipped.judgements[n])
        flips.append(("\(rule.criterion): \(what)", flipped))
      }
      for (what, choice) in rule.choice?.flips ?? [] { add(what) { $0.choice = choice } }
      if case .listed(let fields)? = rule.rates, fields.count > 1 {
        add("ratings") { $0.rates = .listed(fields.reversed()) }
      }
      if rule.words.count == 2 {
        add("words") {
          $0.words[0].values = rule.words[1].values
          $0.words[1].values = rule.words[0].values
        }
      }
    }
    return flips
  }
}

extension ChoiceEncoding {
  fileprivate var flips: [(what: String, choice: ChoiceEncoding)] {
    switch self {
    case .label(let fields, let encoding):
      var other = encoding
      switch encoding.winners {
      case .numbers(let first):
        other.winners = .numbers(first: 1 - first)
        return [("base", .label(fields, other))]
      case .words(let words):
        other.winners = .words(words.reversed())
        return [("words", .label(fields, other))]
      }
    case .always(let winner): return [("side", .always(1 - winner))]
    case .oneHot(.listed(let fields), let tie):
      return [("sides", .oneHot(.listed(fields.reversed()), tie: tie))]
    // 0 for the winner: as ranks, the smallest is best.
    case .oneHot(let each, _): return [("one and zero", .ranks(each))]
    case .signed(let fields, let negative, let limit, let bothBad):
      return [("sign", .signed(fields, negative: 1 - negative, limit: limit, bothBad: bothBad))]
    case .ranks(let each): return [("order", .scores([each]))]
    case .scores(let all): return all.prefix(1).map { ("order", .ranks($0)) }
    case .even(let fields): return [("parity", .even(fields.reversed()))]
    // A text is that of one candidate: there is no other way round.
    case .textOf: return []
    }
  }
}
