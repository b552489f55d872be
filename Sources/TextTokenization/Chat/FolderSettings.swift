import JSON

/// What the small files of a tokenizer folder say, put together as transformers does.
struct FolderSettings {
  var changes = AddedTokenChanges()
  /// `bos_token` and the like, with what a model's own names stand for.
  var variables = JSONObject()
  /// By name; the unnamed one is `default`.
  var templates = JSONObject()
  var templateFile = ""
  var endTokens: [UInt32] = []
  /// What stands for a medium in text, by kind: contents, and ids of tokens.
  var placeholders: [MediumKind: [String]] = [:]
  var placeholderTokens: [MediumKind: [UInt32]] = [:]
  var notes: [String] = []

  private static let names = [
    "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
  ]

  init(_ files: TokenizerFiles) throws {
    var config = try Self.document(files, "tokenizer_config.json")
    let generation = try Self.document(files, "generation_config.json")
    let model = try Self.document(files, "config.json")
    readAddedTokens(files, &config, try Self.document(files, "added_tokens.json"))
    let special = try Self.document(files, "special_tokens_map.json")
    if config["added_tokens_decoder"] == nil {
      for member in special.members { config[member.key] = member.value }
    } else {
      compare(special, config)
    }
    readNamed(config)
    try readTemplates(files, config)
    readEndTokens(generation, model)
    let processors = try ["processor_config.json", "preprocessor_config.json"].map {
      try Self.document(files, $0)
    }
    readPlaceholders(processors, model)
    readUndone(config, files)
  }

  private static func document(_ files: TokenizerFiles, _ name: String) throws -> JSONObject {
    guard let bytes = files[name] else { return JSONObject() }
    do throws(JSONError) {
      // Python's reader takes the last of equal names.
      var limits = JSONLimits()
      limits.duplicateKeys = .keepLast
      if let object = try JSONValue(parsing: bytes, limits: limits).objectValue { return object }
    } catch { throw ChatError.file(name, "\(error)") }
    throw ChatError.file(name, "no JSON object")
  }

  private mutating func readAddedTokens(
    _ files: TokenizerFiles, _ config: inout JSONObject, _ legacy: JSONObject
  ) {
    if let decoder = config["added_tokens_decoder"]?.objectValue {
      for member in decoder.members {
        guard let id = UInt32(member.key), let token = AddedToken(object: member.value, id: id) else {
          notes.append(
            "tokenizer_config.json: the added token '\(member.key)' is not understood and left out")
          continue
        }
        changes.stated.append(token)
      }
    } else {
      for member in legacy.members {
        guard let id = member.value.intValue.flatMap({ UInt32(exactly: $0) }) else { continue }
        changes.old.append(AddedToken(content: member.key, id: id))
      }
      changes.old.sort { $0.id < $1.id }
    }
    changes.stated.sort { $0.id < $1.id }
  }

  private mutating func compare(_ special: JSONObject, _ config: JSONObject) {
    for name in Self.names {
      guard let theirs = special[name].flatMap(AddedToken.init(special:)),
        let ours = config[name].flatMap(AddedToken.init(special:)), theirs.content != ours.content
      else { continue }
      notes.append(
        "special_tokens_map.json has '\(theirs.content)' as \(name), tokenizer_config.json '\(ours.content)', which counts"
      )
    }
  }

  private mutating func readNamed(_ config: JSONObject) {
    func add(_ name: String, _ value: JSONValue) {
      guard let token = AddedToken(special: value) else { return }
      variables[name] = .string(token.content)
      changes.named.append(token)
    }
    for name in Self.names { if let value = config[name] { add(name, value) } }
    for member in config.members
    where member.key.hasSuffix("_token") && !Self.names.contains(member.key) {
      add(member.key, member.value)
    }
    var extra = config["extra_special_tokens"]
    if extra?.isNull != false || extra?.arrayValue?.isEmpty == true || extra?.objectValue?.isEmpty == true {
      extra = config["additional_special_tokens"]
    }
    for member in extra?.objectValue?.members ?? [] { add(member.key, member.value) }
    for value in extra?.arrayValue ?? [] {
      if let token = AddedToken(special: value) { changes.named.append(token) }
    }
    for member in config["model_specific_special_tokens"]?.objectValue?.members ?? [] {
      add(member.key, member.value)
    }
  }

  private mutating func readTemplates(_ files: TokenizerFiles, _ config: JSONObject) throws {
    func read(_ value: JSONValue?, _ file: String) {
      guard templates.isEmpty, let value, !value.isNull else { return }
      if let text = value.stringValue {
        templates["default"] = .string(text)
      } else if let named = value.objectValue {
        for member in named.members where member.value.stringValue != nil {
          templates[member.key] = member.value
        }
      }
      for item in value.arrayValue ?? [] {
        if let name = item["name"]?.stringValue, let text = item["template"], text.stringValue != nil {
          templates[name] = text
        }
      }
      if templates.isEmpty { return notes.append("\(file): the chat_template is not understood") }
      templateFile = file
    }
    if let bytes = files["chat_template.jinja"] {
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw ChatError.file("chat_template.jinja", "it is not UTF-8")
      }
      read(.string(text), "chat_template.jinja")
    }
    for name in ["chat_template.json", "processor_config.json"] {
      read(try Self.document(files, name)["chat_template"], name)
    }
    let known = templates
    if known.isEmpty {
      read(config["chat_template"], "tokenizer_config.json")
    } else if let other = config["chat_template"]?.stringValue, known["default"]?.stringValue != other {
      notes.append("tokenizer_config.json has another chat template than \(templateFile), which counts")
    }
  }

  private mutating func readEndTokens(_ generation: JSONObject, _ model: JSONObject) {
    for stated in [generation["eos_token_id"], model["eos_token_id"]] {
      guard let stated, !stated.isNull, endTokens.isEmpty else { continue }
      for value in stated.arrayValue ?? [stated] {
        if let id = value.intValue.flatMap({ UInt32(exactly: $0) }), !endTokens.contains(id) {
          endTokens.append(id)
        }
      }
    }
  }

  private mutating func readPlaceholders(_ processors: [JSONObject], _ model: JSONObject) {
    for kind in MediumKind.allCases {
      let name = kind.rawValue + "_token"
      var contents: [String] = []
      for value in processors.map({ $0[name] }) + [variables[name]] {
        if let content = value.flatMap(AddedToken.init(special:))?.content, !contents.contains(content) {
          contents.append(content)
        }
      }
      placeholders[kind] = contents
      placeholderTokens[kind] = [name + "_id", name + "_index"].compactMap {
        model[$0]?.intValue.flatMap { UInt32(exactly: $0) }
      }
    }
  }

  /// Tokenizer classes that transformers builds from the vocabulary alone, in its own way.
  private static let rebuilt: Set<String> = [
    "AlbertTokenizer", "BarthezTokenizer", "BertTokenizer", "BigBirdTokenizer", "BlenderbotTokenizer",
    "CLIPTokenizer", "CamembertTokenizer", "CodeGenTokenizer", "CodeLlamaTokenizer", "CohereTokenizer",
    "DebertaTokenizer", "DebertaV2Tokenizer", "FunnelTokenizer", "GPT2Tokenizer", "GPTNeoXTokenizer",
    "GemmaTokenizer", "HerbertTokenizer", "LayoutLMv2Tokenizer", "LayoutLMv3Tokenizer", "LlamaTokenizer",
    "LukeTokenizer", "MBart50Tokenizer", "MBartTokenizer", "MPNetTokenizer", "NllbTokenizer",
    "NougatTokenizer", "OpenAIGPTTokenizer", "PegasusTokenizer", "Qwen2Tokenizer", "Qwen3_5Tokenizer",
    "ReformerTokenizer", "RemBertTokenizer", "RobertaTokenizer", "SeamlessM4TTokenizer", "Siglip2Tokenizer",
    "SplinterTokenizer", "T5Tokenizer", "UdopTokenizer", "WhisperTokenizer", "XGLMTokenizer",
    "XLMRobertaTokenizer", "XLNetTokenizer",
  ]

  private mutating func readUndone(_ config: JSONObject, _ files: TokenizerFiles) {
    if let name = config["tokenizer_class"]?.stringValue {
      let base = name.hasSuffix("Fast") ? String(name.dropLast(4)) : name
      if Self.rebuilt.contains(base) {
        notes.append(
          "tokenizer.json is followed as it is; transformers 5 builds \(base) from its vocabulary alone, with that class's "
            + "own normalizer and pre-tokenizer, and gives other ids where they differ")
      }
    }
    for name in ["add_bos_token", "add_eos_token"] where config[name]?.boolValue != nil {
      notes.append(
        "tokenizer_config.json's \(name) is not applied: beside a tokenizer.json transformers does not either"
      )
    }
    if config["clean_up_tokenization_spaces"]?.boolValue == true {
      notes.append(
        "tokenizer_config.json's clean_up_tokenization_spaces is not applied: decoding gives the tokens' own text"
      )
    }
    if config["split_special_tokens"]?.boolValue == true {
      notes.append("tokenizer_config.json's split_special_tokens is not applied")
    }
    if config["auto_map"] != nil {
      notes.append("tokenizer_config.json names a tokenizer class in a program of its own, which is not run")
    }
  }
}
