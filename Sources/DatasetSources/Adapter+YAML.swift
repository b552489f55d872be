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
    if let node = try top.take("language"), try node.integer() != Adapter.language {
      throw node.error("this program reads version \(Adapter.language) of the language")
    }
    about = try top.take("about")?.text() ?? ""
    hub = try top.take("hub")?.texts() ?? []
    licence = try top.take("licence")?.text()
    licenceNote = try top.take("licence_note")?.text()
    givenModality = try top.take("modality")?.text()
    if let node = try top.take("recognise") { recognition = try Recognition(node) }
    json = try top.take("json")?.fields() ?? []
    group = try top.take("group").map { (node) throws(AdapterError) in Field(try node.text()) }
    expected = try top.take("expect").map(Adapter.expectations) ?? []
    id = try top.take("id")?.fields() ?? []
    split = try top.take("split")?.fields() ?? []
    if let node = try top.take("candidates") { candidates = try CandidatesRule(node) }
    if let node = try top.take("prompt") {
      prompt = try PromptRule(node)
    } else if candidates.rules.contains(where: { $0.hasParts }) {
      throw AdapterError(
        file: file, line: 1, what: "'prompt' is missing; only candidates that are conversations hold it")
    }
    let reader = JudgementReader(candidates: candidates)
    if let node = try top.take("labels") { labels = try reader.labels(node) }
    noRating = try top.take("no_rating")?.texts() ?? []
    scale = try top.take("scale").map { (node) throws(AdapterError) in try node.range() }
    for (criterion, node) in try top.take("judgements")?.pairs() ?? [] {
      judgements.append(try reader.rule(criterion, node, labels: labels))
    }
    for node in try top.take("critiques")?.list() ?? [] { critiques.append(try reader.critique(node)) }
    for node in try top.take("refinements")?.list() ?? [] { refinements.append(try reader.refinement(node)) }
    try top.finish()
    guard !candidates.rules.isEmpty else { throw AdapterError(file: file, what: "names no candidates") }
  }

  /// `{FIELD: VALUE…, …}`
  static func expectations(_ node: AdapterNode) throws(AdapterError) -> [Expectation] {
    var all: [Expectation] = []
    for (field, value) in try node.pairs() {
      all.append(Expectation(fields: [Field(field)], values: try value.texts()))
    }
    return all
  }
}

extension Recognition {
  init(_ node: AdapterNode) throws(AdapterError) {
    self.init()
    var map = try node.map()
    with = try map.take("with")?.texts() ?? []
    any = try map.take("any")?.texts() ?? []
    without = try map.take("without")?.texts() ?? []
    for (column, kind) in try map.take("types")?.pairs() ?? [] {
      guard let known = ColumnKind(rawValue: try kind.text()) else {
        let kinds = ColumnKind.allCases.map(\.rawValue).joined(separator: ", ")
        throw kind.error("'\(try kind.text())' is none of \(kinds)")
      }
      types.append((column, known))
    }
    try map.finish()
  }
}

extension Adapter.ListRule {
  /// Takes `each` or `entries` out of a map: a list, lists side by side (`{NAME: LIST, …}`), or an object.
  init?(_ map: inout AdapterNode.Map) throws(AdapterError) {
    if let node = try map.take("each") {
      guard node.isMap else {
        self.init(fields: try node.fields())
        return
      }
      var lists: [(name: String, fields: Fields)] = []
      for (name, list) in try node.pairs() { lists.append((name, try list.fields())) }
      self.init(fields: lists.first?.fields ?? [], lists: lists)
    } else if let node = try map.take("entries") {
      self.init(fields: try node.fields(), entries: true)
    } else {
      return nil
    }
  }
}
