extension PromptRule {
  /// A list of parts, or `{messages | transcript | rounds | turns: …, then: [PART…]}`.
  init(_ node: AdapterNode) throws(AdapterError) {
    if node.isList {
      self = .parts(try [PartRule](node))
      return
    }
    var map = try node.map()
    guard let conversation = try ConversationRule(&map) else {
      throw node.error("must be a list of parts, or one of \(ConversationRule.kinds)")
    }
    self = .conversation(conversation, then: try map.take("then").map([PartRule].init) ?? [])
    try map.finish()
  }
}

extension CandidatesRule {
  /// A list of candidates, or `{each | entries: FIELD, …}`.
  init(_ node: AdapterNode) throws(AdapterError) {
    if node.isList {
      var rules: [CandidateRule] = []
      for item in try node.list() {
        var map = try item.map()
        rules.append(try CandidateRule(&map, item))
        try map.finish()
      }
      if let first = rules.first, rules.contains(where: { $0.hasParts != first.hasParts }) {
        throw node.error("candidates must all have parts or all be conversations")
      }
      self = .listed(rules)
      return
    }
    var map = try node.map()
    guard let list = try ListRule(&map) else {
      throw node.error("must be a list, or have 'each' or 'entries'")
    }
    self = .each(list, try CandidateRule(&map, node))
    try map.finish()
  }
}

extension CandidateRule {
  init(_ map: inout AdapterNode.Map, _ node: AdapterNode) throws(AdapterError) {
    let author = try map.take("author")?.fields() ?? []
    if let parts = try map.take("parts") {
      self.init(content: .parts(try [PartRule](parts)), author: author)
    } else if let conversation = try ConversationRule(&map) {
      self.init(content: .conversation(conversation), author: author)
    } else {
      throw node.error("has none of parts, \(ConversationRule.kinds)")
    }
  }

  var hasParts: Bool {
    if case .parts = content { return true }
    return false
  }
}

extension ConversationRule {
  static let kinds = "messages, transcript, rounds, turns"

  /// Takes the key of a conversation out of a map; nil when there is none.
  init?(_ map: inout AdapterNode.Map) throws(AdapterError) {
    if let node = try map.take("messages") {
      self = .messages(try node.fields())
    } else if let node = try map.take("transcript") {
      self = .transcript(try node.fields())
    } else if let node = try map.take("rounds") {
      var inner = try node.map()
      guard let list = try Adapter.ListRule(&inner) else { throw node.error("'each' is missing") }
      self = .rounds(
        list, user: try [PartRule](try inner.require("user")),
        assistant: try [PartRule](try inner.require("assistant")))
      try inner.finish()
    } else if let node = try map.take("turns") {
      var inner = try node.map()
      self = .lists(
        user: try inner.require("user").fields(), assistant: try inner.require("assistant").fields())
      try inner.finish()
    } else {
      return nil
    }
  }
}

extension [PartRule] {
  init(_ node: AdapterNode) throws(AdapterError) {
    self = []
    for part in try node.list() { append(try PartRule(part)) }
  }
}

extension PartRule {
  /// `{text: FIELD…, remove: [WORD…]}` or `{image | audio | video | medium: FIELD…, path: …}`, each with `optional`.
  init(_ node: AdapterNode) throws(AdapterError) {
    var map = try node.map()
    var found: (Kind, AdapterNode)?
    for kind in Kind.allCases {
      if let field = try map.take(kind.rawValue) {
        if found != nil { throw node.error("names more than one of \(Kind.words)") }
        found = (kind, field)
      }
    }
    guard let (kind, field) = found else { throw node.error("names none of \(Kind.words)") }
    self.init(kind: kind, fields: try field.fields(), optional: try map.take("optional")?.boolean() ?? false)
    if kind == .text {
      remove = try map.take("remove")?.texts() ?? []
    } else {
      let strip = try map.take("strip")?.texts() ?? []
      if let node = try map.take("path") {
        path = PathTemplate(strip: strip, form: try PathTemplate.form(node))
      } else if !strip.isEmpty {
        path = PathTemplate(strip: strip)
      }
    }
    try map.finish()
  }
}

extension PartRule.Kind {
  static let words = allCases.map(\.rawValue).joined(separator: ", ")
}

extension PathTemplate {
  static func form(_ node: AdapterNode) throws(AdapterError) -> Form {
    func checked(_ node: AdapterNode) throws(AdapterError) -> String {
      let template = try node.text()
      if let fault = fault(template) { throw node.error(fault) }
      return template
    }
    guard node.isMap else { return .one(try checked(node)) }
    var map = try node.map()
    let form = Form.byParity(
      even: try checked(try map.require("even")), odd: try checked(try map.require("odd")))
    try map.finish()
    return form
  }
}
