import JSON

/// A model's tokenizer with its chat template: conversations to tokens, with an exact boundary between what is given and
/// what is answered.
///
///     let files = try TokenizerFiles { name in try contents(of: folder + "/" + name) }
///     let chat = try ChatTokenizer(files: files)
///     let tokens = try chat.conversation(
///       prompt: [ChatTurn(role: "user", text: "Which is the largest planet?")],
///       responses: [[.text("Jupiter.")], [.text("Saturn.")]])
///
/// It may be used by many threads at once.
public struct ChatTokenizer: Sendable {
  /// What is chosen by whoever uses the folder.
  public struct Options: Sendable {
    /// Which template, when not the folder's own.
    public enum Template: Sendable, Equatable {
      case builtIn(ChatTemplate.BuiltIn)
      /// Of the folder's own the one of that name, such as `tool_use`.
      case named(String)
      case text(String)
    }

    public var template: Template?
    /// What `strftime_now` tells a template; without it a template that asks for the date is refused.
    public var date: ChatDate?
    /// What stands for a medium in text, by kind, before what the folder says and what is known of model families.
    public var placeholders: [MediumKind: [String]] = [:]
    /// Further variables for the template; they replace the folder's of the same name.
    public var variables = JSONObject()
    /// Whether a conversation is refused whose messages hold special tokens in their own texts.
    public var refusesSpecialTokens = false
    public var limits = TemplateLimits()

    public init() {}
  }

  public let tokenizer: Tokenizer
  public let template: ChatTemplate?
  /// What the template is given besides the messages: `bos_token`, `eos_token` and whatever the folder names.
  public let variables: JSONObject
  /// The tokens that end what a model writes, those of `generation_config.json` first.
  public let endTokens: [UInt32]
  public let bosToken: UInt32?
  public let eosToken: UInt32?
  public let padToken: UInt32?
  /// What of the folder is left undone, and where its files disagree, in sentences.
  public let notes: [String]
  let options: Options
  let rendering: ChatRendering?
  let endOfUsualClosing: Int?

  /// - Throws: ``ChatError`` for a file that cannot be used; ``TokenizerFileError``, which names a component of
  ///   `tokenizer.json` that is not supported; `JSONError` for what is no JSON.
  public init(files: TokenizerFiles, options: Options = Options()) throws {
    let settings = try FolderSettings(files)
    let tokenizer = try Self.tokenizer(files, settings)
    self.tokenizer = tokenizer
    self.options = options
    var notes = tokenizer.notes + settings.notes
    var variables = settings.variables
    for member in options.variables.members { variables[member.key] = member.value }
    self.variables = variables
    func id(_ name: String) -> UInt32? { variables[name]?.stringValue.flatMap { tokenizer.id(of: $0) } }
    bosToken = id("bos_token")
    eosToken = id("eos_token")
    padToken = id("pad_token")
    endTokens = settings.endTokens + [eosToken].compactMap(\.self).filter { !settings.endTokens.contains($0) }
    for id in settings.endTokens where tokenizer.token(id) == nil {
      notes.append("the end token \(id) is not in the vocabulary")
    }
    for token in settings.changes.stated {
      if let id = tokenizer.id(of: token.content), id != token.id {
        notes.append(
          "the added token '\(token.content)' has the id \(id) in tokenizer.json, which counts, and \(token.id) in "
            + "tokenizer_config.json")
      }
    }
    template = try Self.template(settings, options, &notes)
    self.notes = notes
    rendering = template.map {
      ChatRendering($0, variables, options.date, Placeholders(tokenizer, settings, options))
    }
    endOfUsualClosing = rendering?.forms.closing.map { [endTokens] in
      Self.endOfLearning($0, tokenizer, endTokens)
    }
  }

  private static func tokenizer(_ files: TokenizerFiles, _ settings: FolderSettings) throws -> Tokenizer {
    guard let name = files.vocabulary, let bytes = files[name] else {
      throw ChatError.noVocabulary(
        "the folder has no vocabulary: no " + TokenizerFiles.vocabularies.joined(separator: ", ")
          + " or other .tiktoken")
    }
    do {
      return try Tokenizer(file: name, bytes, changes: settings.changes)
    } catch let error as TokenizerFileError {
      throw ChatError.file(name, error.description)
    }
  }

  private static func template(
    _ settings: FolderSettings, _ options: Options, _ notes: inout [String]
  ) throws -> ChatTemplate? {
    let text: String
    switch options.template {
    case .builtIn(let name): text = name.text
    case .text(let given): text = given
    case .named(let name):
      guard let named = settings.templates[name]?.stringValue else {
        let names = settings.templates.keys.sorted().joined(separator: ", ")
        throw ChatError.file(
          settings.templateFile.isEmpty ? "tokenizer_config.json" : settings.templateFile,
          "it has no chat template '\(name)'" + (names.isEmpty ? "" : ", but \(names)"))
      }
      text = named
    case nil:
      if settings.templates.isEmpty { return nil }
      guard let given = settings.templates["default"]?.stringValue else {
        let names = settings.templates.keys.sorted().joined(separator: ", ")
        throw ChatError.file(
          settings.templateFile, "none of its chat templates is the default one; choose one by name: \(names)"
        )
      }
      let others = settings.templates.keys.filter { $0 != "default" }.sorted()
      if !others.isEmpty {
        notes.append("chat templates that are not used: " + others.joined(separator: ", "))
      }
      text = given
    }
    do throws(TemplateError) { return try ChatTemplate(text, limits: options.limits) } catch {
      throw ChatError.template(error)
    }
  }
}
