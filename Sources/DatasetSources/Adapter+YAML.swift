import Yams

extension Adapter {
  /// Reads an adapter file (schemas/adapter.schema.json). Unknown keys are refused: a misspelt one would lose data.
  /// - Parameter file: what a message calls it.
  public init(yaml: String, file: String) throws(AdapterError) {
    let root: Node?
    do { root = try compose(yaml: yaml) } catch {
      // Yams describes its errors over several lines; a message has one.
      let lines = "\(error)".split(separator: "\n").map { $0.drop { $0 == " " } }
      throw AdapterError(file: file, what: "is no YAML: " + lines.joined(separator: " "))
    }
    guard let root else { throw AdapterError(file: file, what: "is empty") }
    var top = try AdapterNode(root, file: file).map()
    name = try top.require("adapter").text()
    about = try top.take("about")?.text() ?? ""
    licence = try top.take("licence")?.text()
    with = try top.take("with")?.texts() ?? []
    without = try top.take("without")?.texts() ?? []
    id = try top.take("id")?.texts() ?? []
    split = try top.take("split")?.texts() ?? []
    prompt = []
    for part in try top.require("prompt").list() { prompt.append(try PartRule(part)) }
    candidates = []
    for candidate in try top.require("candidates").list() {
      var map = try candidate.map()
      var parts: [PartRule] = []
      for part in try map.require("parts").list() { parts.append(try PartRule(part)) }
      candidates.append(CandidateRule(parts: parts, author: try map.take("author")?.texts() ?? []))
      try map.finish()
    }
    if let labels = try top.take("labels") {
      var map = try labels.map()
      firstLabel = try map.require("first").integer()
      ties = try map.take("tie")?.texts() ?? []
      bothBad = try map.take("both_bad")?.texts() ?? []
      try map.finish()
    }
    if let node = try top.take("scale") {
      let bounds = try node.list()
      guard bounds.count == 2, let low = try Double(bounds[0].text()),
        let high = try Double(bounds[1].text()),
        low < high
      else { throw node.error("must be two numbers, the smaller one first") }
      scale = low...high
    }
    let count = candidates.count
    overall = try top.take("overall").map { (node) throws(AdapterError) in
      try CriterionRule(criterion: "overall", node, candidates: count)
    }
    if let node = try top.take("criteria") {
      for (key, value) in try node.pairs() {
        criteria.append(try CriterionRule(criterion: key, value, candidates: count))
      }
    }
    for node in try top.take("critiques")?.list() ?? [] {
      var map = try node.map()
      let number = try map.require("candidate").integer()
      guard (1...max(1, count)).contains(number) else { throw node.error("there is no candidate \(number)") }
      critiques.append(
        CritiqueRule(
          candidate: number - 1, fields: try map.require("field").texts(),
          aspect: try map.take("aspect")?.text()))
      try map.finish()
    }
    try top.finish()
    guard count > 0 else { throw AdapterError(file: file, what: "names no candidates") }
  }
}

extension Adapter.PartRule {
  /// `{text: FIELD…, remove: [WORD…]}` or `{image | audio | video: FIELD…, optional: true}`.
  init(_ node: AdapterNode) throws(AdapterError) {
    var map = try node.map()
    var found: (Kind, AdapterNode)?
    for kind in Kind.allCases {
      if let field = try map.take(kind.rawValue) {
        if found != nil { throw node.error("names more than one of text, image, audio, video") }
        found = (kind, field)
      }
    }
    guard let (kind, field) = found else { throw node.error("names none of text, image, audio, video") }
    self.init(
      kind: kind, fields: try field.texts(), remove: try map.take("remove")?.texts() ?? [],
      optional: try map.take("optional")?.boolean() ?? false)
    try map.finish()
  }
}

extension Adapter.CriterionRule {
  init(criterion: String, _ node: AdapterNode, candidates: Int) throws(AdapterError) {
    var map = try node.map()
    func each(_ key: String, _ node: AdapterNode?) throws(AdapterError) -> [Adapter.Fields] {
      guard let node else { return [] }
      var fields: [Adapter.Fields] = []
      for item in try node.list() { fields.append(try item.texts()) }
      guard fields.count == candidates else {
        throw node.error("'\(key)' must name \(candidates) fields, one for each candidate")
      }
      return fields
    }
    self.init(
      criterion: criterion, choice: try map.take("choice")?.texts() ?? [],
      reason: try map.take("reason")?.texts() ?? [], rates: try each("rates", try map.take("rates")),
      rationales: try each("rationales", try map.take("rationales")))
    try map.finish()
  }
}
