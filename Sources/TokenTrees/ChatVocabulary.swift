import TextTokenization

/// The tokenizer files of a model and how its chat template is used: with them a record becomes the same tokens anywhere.
public struct ChatVocabulary: Sendable, Equatable {
  public var files: TokenizerFiles
  /// The template's text, or the name of a built-in one, when it is not the folder's own.
  public var template: String?
  /// What `strftime_now` tells the template, as `ChatDate` reads it.
  public var date: String?
  /// What stands for media in text, by kind, besides what the folder says.
  public var placeholders: [String: [String]]
  /// Whether special tokens in the texts of messages are an error.
  public var refusesSpecialTokens: Bool
  /// Number of text tokens: the greatest id plus 1.
  public private(set) var size = 0
  /// Ids that the files give to what every vocabulary needs.
  public private(set) var own: [VocabularyLayout.Special: UInt32] = [:]

  /// - Throws: what is wrong with the files, or with what was chosen.
  public init(
    files: TokenizerFiles, template: String? = nil, date: String? = nil,
    placeholders: [String: [String]] = [:], refusesSpecialTokens: Bool = false
  ) throws {
    self.files = files
    self.template = template
    self.date = date
    self.placeholders = placeholders
    self.refusesSpecialTokens = refusesSpecialTokens
    let tokenizer = try tokenizer()
    size = tokenizer.tokenizer.size
    own = Self.own(tokenizer)
  }

  /// As a description has it: nothing is read, and what it says of ids is believed until a tokenizer is made.
  init(
    described files: TokenizerFiles, size: Int, own: [VocabularyLayout.Special: UInt32], template: String?,
    date: String?, placeholders: [String: [String]], refusesSpecialTokens: Bool
  ) {
    self.files = files
    self.size = size
    self.own = own
    self.template = template
    self.date = date
    self.placeholders = placeholders
    self.refusesSpecialTokens = refusesSpecialTokens
  }

  /// - Throws: what is wrong with the files; `TokenizerFileError` when they give other ids than were described.
  func checkedTokenizer() throws -> ChatTokenizer {
    let made = try tokenizer()
    guard made.tokenizer.size == size, Self.own(made) == own else {
      throw TokenizerFileError(
        "the tokenizer's files have \(made.tokenizer.size) tokens, \(size) were declared, or other special ones"
      )
    }
    return made
  }

  private func tokenizer() throws -> ChatTokenizer {
    var options = ChatTokenizer.Options()
    options.template = template.map { text in
      ChatTemplate.BuiltIn(rawValue: text).map { .builtIn($0) } ?? .text(text)
    }
    if let date {
      guard let date = ChatDate(date) else { throw TokenizerFileError("'\(date)' is no date") }
      options.date = date
    }
    for (name, texts) in placeholders {
      guard let kind = MediumKind(rawValue: name) else {
        throw TokenizerFileError("there are no media of the kind '\(name)'")
      }
      options.placeholders[kind] = texts
    }
    options.refusesSpecialTokens = refusesSpecialTokens
    let made = try ChatTokenizer(files: files, options: options)
    guard made.template != nil else { throw ChatError.noTemplate }
    return made
  }

  private static func own(_ tokenizer: ChatTokenizer) -> [VocabularyLayout.Special: UInt32] {
    var own: [VocabularyLayout.Special: UInt32] = [:]
    own[.pad] = tokenizer.padToken
    own[.bos] = tokenizer.bosToken
    own[.eos] = tokenizer.eosToken ?? tokenizer.endTokens.first
    return own
  }
}
