import JSON

/// What other files of a folder say of the added tokens of its `tokenizer.json`, applied as transformers does.
struct AddedTokenChanges: Sendable {
  /// Tokens with the ids that a file states, by id: they replace what `tokenizer.json` says of the same content.
  var stated: [AddedToken] = []
  /// Tokens of a file of old, by id: they are added where they are missing.
  var old: [AddedToken] = []
  /// Tokens that files give a name to, such as `eos_token`: they are special, and added where they are missing.
  var named: [AddedToken] = []

  func applied(to tokens: [AddedToken], _ table: TokenTable) throws -> [AddedToken] {
    var tokens = tokens
    var places = Dictionary(tokens.enumerated().map { ($1.content, $0) }, uniquingKeysWith: { $1 })
    /// A new token, with the id that it gets.
    func add(_ token: AddedToken, stated: UInt32?) throws {
      var token = token
      let behind = max(UInt32(clamping: table.count), tokens.map { $0.id &+ 1 }.max() ?? 0)
      token.id = table[Array(token.content.utf8)] ?? behind
      if let stated, stated != token.id {
        throw ChatError.file(
          "the folder",
          "the added token '\(token.content)' has the id \(stated), but tokenizer.json does not have it, and the next "
            + "free id is \(token.id)")
      }
      places[token.content] = tokens.count
      tokens.append(token)
    }
    for token in stated where !token.content.isEmpty {
      guard let place = places[token.content] else {
        try add(token, stated: token.id)
        continue
      }
      let id = tokens[place].id
      tokens[place] = token
      tokens[place].id = id
    }
    for token in old where !token.content.isEmpty && places[token.content] == nil {
      try add(token, stated: token.id)
    }
    for token in named where !token.content.isEmpty {
      if let place = places[token.content] {
        tokens[place].isSpecial = true
      } else {
        var token = token
        token.isSpecial = true
        try add(token, stated: nil)
      }
    }
    return tokens
  }
}

extension AddedToken {
  /// A special token by its content, or an object with the content and flags; nil for anything else.
  init?(special value: JSONValue) {
    if let content = value.stringValue {
      self.init(content: content, id: 0)
      isNormalized = false
    } else {
      self.init(object: value, id: 0)
    }
    isSpecial = true
  }

  /// From an object with the content and flags.
  init?(object value: JSONValue, id: UInt32) {
    guard let content = value["content"]?.stringValue else { return nil }
    self.init(content: content, id: id)
    func flag(_ name: String, or fallback: Bool = false) -> Bool { value[name]?.boolValue ?? fallback }
    isSingleWord = flag("single_word")
    takesSpaceBefore = flag("lstrip")
    takesSpaceBehind = flag("rstrip")
    isSpecial = flag("special")
    isNormalized = flag("normalized", or: !isSpecial)
  }
}
