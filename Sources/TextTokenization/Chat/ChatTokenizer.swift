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

  /// - Throws: ``ChatError`` for a file that cannot be used; ``TokenizerFileError``, which names a component of
  ///   `tokenizer.json` that is not supported; `JSONError` for what is no JSON.
  public init(files: TokenizerFiles, options: Options = Options()) throws {
    tokenizer = try Self.tokenizer(files)
    let config = try Self.document(files, "tokenizer_config.json")
    let generation = try Self.document(files, "generation_config.json")
    template = try Self.template(files, config, options)
    self.options = options
    let names = ["bos_token", "eos_token", "pad_token", "unk_token"]
    var variables = JSONObject()
    for name in names {
      let value = config[name]
      if let content = value?.stringValue ?? value?["content"]?.stringValue {
        variables[name] = .string(content)
      }
    }
    for member in options.variables.members { variables[member.key] = member.value }
    self.variables = variables
    let tokenizer = tokenizer
    func id(_ name: String) -> UInt32? { variables[name]?.stringValue.flatMap { tokenizer.id(of: $0) } }
    bosToken = id("bos_token")
    eosToken = id("eos_token")
    padToken = id("pad_token")
    var ends: [UInt32] = []
    let stated = generation["eos_token_id"]
    for value in stated?.arrayValue ?? [stated].compactMap(\.self) {
      if let id = value.intValue.flatMap({ UInt32(exactly: $0) }), !ends.contains(id) { ends.append(id) }
    }
    if let eosToken, !ends.contains(eosToken) { ends.append(eosToken) }
    endTokens = ends
    notes = tokenizer.notes
  }

  private static func tokenizer(_ files: TokenizerFiles) throws -> Tokenizer {
    guard let name = files.vocabulary, let bytes = files[name] else {
      throw ChatError.noVocabulary(
        "the folder has no vocabulary: no " + TokenizerFiles.vocabularies.joined(separator: ", "))
    }
    guard name == "tokenizer.json" else {
      throw ChatError.noVocabulary("\(name): this kind of vocabulary is not read yet")
    }
    return try Tokenizer(json: bytes)
  }

  private static func document(_ files: TokenizerFiles, _ name: String) throws -> JSONObject {
    guard let bytes = files[name] else { return JSONObject() }
    do {
      guard let object = try JSONValue(parsing: bytes).objectValue else {
        throw ChatError.file(name, "no JSON object")
      }
      return object
    } catch let error as JSONError { throw ChatError.file(name, "\(error)") }
  }

  private static func template(
    _ files: TokenizerFiles, _ config: JSONObject, _ options: Options
  ) throws -> ChatTemplate? {
    let text: String
    switch options.template {
    case .builtIn(let name): text = name.text
    case .text(let given): text = given
    case nil:
      if let bytes = files["chat_template.jinja"] {
        text = String(decoding: bytes, as: UTF8.self)
      } else if let given = config["chat_template"]?.stringValue {
        text = given
      } else {
        return nil
      }
    }
    do throws(TemplateError) { return try ChatTemplate(text, limits: options.limits) } catch {
      throw ChatError.template(error)
    }
  }
}
