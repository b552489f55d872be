/// Reads the rules that name candidates.
struct JudgementReader {
  let candidates: CandidatesRule

  func rule(
    _ criterion: String, _ node: AdapterNode, labels: LabelEncoding
  ) throws(AdapterError) -> JudgementRule {
    var map = try node.map()
    var rule = JudgementRule(criterion: criterion)
    rule.named = try map.take("named")?.fields() ?? []
    rule.each = try Adapter.ListRule(&map)
    rule.when = try map.take("when").map(Adapter.expectations) ?? []
    rule.choice = try map.take("choice").map { (node) throws(AdapterError) in try choice(node, labels) }
    rule.reason = try map.take("reason")?.fields() ?? []
    rule.annotator = try map.take("annotator")?.fields() ?? []
    rule.rates = try map.take("rates").map { (node) throws(AdapterError) in try each(node, "rates") }
    rule.rationales = try map.take("rationales").map { (node) throws(AdapterError) in
      try each(node, "rationales")
    }
    rule.scale = try map.take("scale").map { (node) throws(AdapterError) in try node.range() }
    rule.label = try map.take("label").map { (node) throws(AdapterError) in try each(node, "label") }
    if let words = try map.take("words") {
      for (word, values) in try words.pairs() {
        rule.words.append(JudgementRule.Word(word: word, values: try values.texts()))
      }
    }
    if rule.label != nil, rule.words.isEmpty {
      throw node.error("'label' needs 'words': {WORD: [VALUE…], …}")
    }
    try map.finish()
    return rule
  }

  /// A field, or a list of its names, under `labels`; or a map with the name of an encoding.
  private func choice(_ node: AdapterNode, _ labels: LabelEncoding) throws(AdapterError) -> ChoiceEncoding {
    guard node.isMap else { return .label(try node.fields(), labels) }
    var map = try node.map()
    let choice: ChoiceEncoding
    if let winner = try map.take("always") {
      choice = .always(try candidate(winner))
    } else if let values = try map.take("one_hot") {
      var tie = OneHotTie.never
      if let value = try map.take("tie") {
        tie = .value(try value.number())
      } else if let field = try map.take("tie_field") {
        tie = .field(try field.fields())
      }
      choice = .oneHot(try each(values, "one_hot"), tie: tie)
    } else if let field = try map.take("signed") {
      let limit = try map.require("limit")
      guard let bound = Double(try limit.text()), bound > 0, bound.isFinite else {
        throw limit.error("must be a number above 0")
      }
      var bothBad: [Double] = []
      if let node = try map.take("both_bad") {
        for item in node.isList ? try node.list() : [node] { bothBad.append(try item.number()) }
      }
      choice = .signed(
        try field.fields(), negative: try candidate(try map.require("negative")), limit: bound,
        bothBad: bothBad)
    } else if let ranks = try map.take("ranks") {
      choice = .ranks(try each(ranks, "ranks"))
    } else if let scores = try map.take("scores") {
      choice = .scores([try each(scores, "scores")])
    } else if let mean = try map.take("mean") {
      var all: [FieldForEach] = []
      for item in try mean.list() { all.append(try each(item, "mean")) }
      choice = .scores(all)
    } else if let even = try map.take("even") {
      guard case .listed(let fields) = try each(even, "even") else {
        throw even.error("'even' needs candidates that are listed")
      }
      choice = .even(fields)
    } else if let text = try map.take("text_of") {
      choice = .textOf(try text.fields())
    } else {
      throw node.error(
        "names no encoding: always, one_hot, signed, ranks, scores, mean, even, text_of, or a field alone")
    }
    try map.finish()
    return choice
  }

  /// One field for each candidate.
  func each(_ node: AdapterNode, _ key: String) throws(AdapterError) -> FieldForEach {
    if node.isMap {
      var map = try node.map()
      let list = FieldForEach.list(try map.require("list").fields())
      try map.finish()
      return list
    }
    guard let count = candidates.count else { return .inside(try node.fields()) }
    guard node.isList else {
      throw node.error("must name \(count) fields, one for each candidate, or be {list: FIELD}")
    }
    var fields: [Fields] = []
    for item in try node.list() { fields.append(try item.fields()) }
    guard fields.count == count else {
      throw node.error("must name \(count) fields, one for each candidate")
    }
    return .listed(fields)
  }

  /// `{first: 1 | words: [[WORD…]…], tie: [WORD…], both_bad: [WORD…]}`
  func labels(_ node: AdapterNode) throws(AdapterError) -> LabelEncoding {
    var map = try node.map()
    var labels = LabelEncoding()
    if let words = try map.take("words") {
      var all: [[String]] = []
      for item in try words.list() { all.append(try item.texts()) }
      if all.count != candidates.count {
        throw words.error("must name one word for each candidate that is listed")
      }
      labels.winners = .words(all)
    } else {
      labels.winners = .numbers(first: try map.require("first").integer())
    }
    labels.ties = try map.take("tie")?.texts() ?? []
    labels.bothBad = try map.take("both_bad")?.texts() ?? []
    labels.none = try map.take("none")?.texts() ?? []
    labels.strength = try map.take("strength")?.text()
    try map.finish()
    return labels
  }

  func critique(_ node: AdapterNode) throws(AdapterError) -> Adapter.CritiqueRule {
    var map = try node.map()
    let each = try Adapter.ListRule(&map)
    var number: Int?
    if candidates.count != nil || each != nil { number = try candidate(try map.require("candidate")) }
    let rule = Adapter.CritiqueRule(
      candidate: number, each: each, fields: try map.require("field").fields(),
      aspect: try map.take("aspect")?.text())
    try map.finish()
    return rule
  }

  func refinement(_ node: AdapterNode) throws(AdapterError) -> Adapter.RefinementRule {
    var map = try node.map()
    let rule = Adapter.RefinementRule(
      from: try candidate(try map.require("from")), to: try candidate(try map.require("to")))
    try map.finish()
    return rule
  }

  /// Files count candidates from 1.
  private func candidate(_ node: AdapterNode) throws(AdapterError) -> Int {
    let number = try node.integer()
    guard number >= 1, number <= candidates.count ?? number else {
      throw node.error("there is no candidate \(number)")
    }
    return number - 1
  }
}
