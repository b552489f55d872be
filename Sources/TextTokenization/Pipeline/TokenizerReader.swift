import JSON

/// Reads `tokenizer.json`.
enum TokenizerReader {
  static func read(_ json: [UInt8], changes: AddedTokenChanges? = nil) throws -> TokenizerParts {
    let (sections, model) = try json.withUnsafeBufferPointer { try ModelSection.read($0) }
    if let version = sections["version"], version.stringValue != "1.0" {
      throw TokenizerFileError("the version \(version.text()) is not 1.0")
    }
    let normalizer = try sections.part("normalizer").map(NormalizerSection.read)
    let preTokenizer = try sections.part("pre_tokenizer").map(PreTokenizerSection.read)
    let textModel = try model.model()
    var tokens = try AddedTokenSection.read(sections.part("added_tokens"), textModel.table)
    if let changes { tokens.tokens = try changes.applied(to: tokens.tokens, textModel.table) }
    let processors = try sections.part("post_processor").map(PostProcessorSection.read)?.parts ?? []
    if processors.filter(\.isTemplate).count > 1 {
      throw TokenizerFileError("a post-processor that adds special tokens follows another one")
    }
    var notes = tokens.notes
    for name in ["truncation", "padding"] where sections.part(name) != nil {
      notes.append("the file's \(name) is not applied")
    }
    return TokenizerParts(
      model: textModel, normalizer: normalizer, preTokenizer: preTokenizer, processors: processors,
      decoder: try sections.part("decoder").map(DecoderSection.read),
      added: try AddedTokens(tokens.tokens, normalizer), notes: notes)
  }
}

extension PostProcessor {
  var isTemplate: Bool {
    if case .template = self { return true }
    return false
  }
}

extension [String: JSONValue] {
  /// A section that is there and not null.
  fileprivate func part(_ name: String) -> JSONValue? {
    guard let value = self[name], !value.isNull else { return Optional<JSONValue>.none }
    return value
  }
}

/// A component with its type's name, and what it says of itself.
struct Component {
  let section: String
  let type: String
  let value: JSONValue

  init(_ value: JSONValue, in section: String) throws {
    guard let type = value["type"]?.stringValue else {
      throw TokenizerFileError("a part of the \(section) has no type")
    }
    self.section = section
    self.type = type
    self.value = value
  }

  var unsupported: TokenizerFileError {
    TokenizerFileError("the \(section) '\(type)' is not supported", unsupported: type)
  }

  func bad(_ member: String) -> TokenizerFileError {
    TokenizerFileError("'\(member)' of the \(section) '\(type)' is missing or wrong")
  }

  func bool(_ member: String, or fallback: Bool? = nil) throws -> Bool {
    guard let value = value[member], !value.isNull else {
      guard let fallback else { throw bad(member) }
      return fallback
    }
    guard let value = value.boolValue else { throw bad(member) }
    return value
  }

  func string(_ member: String, or fallback: String? = nil) throws -> String {
    guard let value = value[member] ?? fallback.map(JSONValue.string), let string = value.stringValue else {
      throw bad(member)
    }
    return string
  }

  func int(_ member: String) throws -> Int {
    guard let int = value[member]?.intValue, int >= 0 else { throw bad(member) }
    return int
  }

  func character(_ member: String) throws -> UInt32 {
    let scalars = Array(try string(member).unicodeScalars)
    guard scalars.count == 1 else { throw bad(member) }
    return scalars[0].value
  }

  func parts(_ member: String) throws -> [JSONValue] {
    guard let parts = value[member]?.arrayValue else { throw bad(member) }
    return parts
  }

  /// A pattern as it is written: a string as it stands, or a regular expression.
  func pattern(_ member: String = "pattern") throws -> (
    splitter: any TextSplitter, regex: String?, literal: String?
  ) {
    do {
      if let regex = value[member]?["Regex"]?.stringValue {
        return (try SplitPatterns.splitter(for: regex), regex, nil)
      }
      if let literal = value[member]?["String"]?.stringValue {
        return (try SplitPatterns.splitter(forLiteral: literal), nil, literal)
      }
    } catch let error as SplitError {
      throw TokenizerFileError("the \(section) '\(type)': \(error)")
    }
    throw bad(member)
  }
}

enum NormalizerSection {
  static func read(_ value: JSONValue) throws -> Normalizer {
    let part = try Component(value, in: "normalizer")
    switch part.type {
    case "NFC": return .form(.nfc)
    case "NFD": return .form(.nfd)
    case "NFKC": return .form(.nfkc)
    case "NFKD": return .form(.nfkd)
    case "Lowercase": return .lowercase
    case "StripAccents": return .stripAccents
    case "Nmt": return .nmt
    case "ByteLevel": return .byteLevel
    case "Strip": return .strip(left: try part.bool("strip_left"), right: try part.bool("strip_right"))
    case "Prepend": return .prepend(Array(try part.string("prepend").utf8))
    case "Replace":
      let content = Array(try part.string("content").utf8)
      let (splitter, _, literal) = try part.pattern()
      if let literal, !literal.isEmpty, !content.isEmpty {
        return .replaceBytes(Array(literal.utf8), with: content)
      }
      return .replace(splitter, with: content)
    case "BertNormalizer", "Bert":
      let lowercases = try part.bool("lowercase")
      return .bert(
        cleans: try part.bool("clean_text"), spacesIdeographs: try part.bool("handle_chinese_chars"),
        stripsAccents: try part.bool("strip_accents", or: lowercases), lowercases: lowercases)
    case "Precompiled":
      guard let blob = Base64.decode(try part.string("precompiled_charsmap")), let map = PrecompiledMap(blob)
      else { throw part.bad("precompiled_charsmap") }
      return .precompiled(map)
    case "Sequence": return .sequence(try part.parts("normalizers").map(read))
    default: throw part.unsupported
    }
  }
}

enum PreTokenizerSection {
  static func read(_ value: JSONValue) throws -> PreTokenizer {
    let part = try Component(value, in: "pre-tokenizer")
    switch part.type {
    case "ByteLevel":
      _ = try part.bool("trim_offsets")
      return .byteLevel(
        addsPrefixSpace: try part.bool("add_prefix_space"), splits: try part.bool("use_regex", or: true))
    case "Split":
      let (splitter, regex, _) = try part.pattern()
      return .split(
        splitter, pattern: regex, try behavior(part), inverts: try part.bool("invert"))
    case "Punctuation": return .characters(.punctuation, try behavior(part, or: .isolated))
    case "Digits":
      return .characters(.numeric, try part.bool("individual_digits") ? .isolated : .contiguous)
    case "Whitespace": return .words
    case "WhitespaceSplit": return .characters(.whitespace, .removed)
    case "CharDelimiterSplit": return .characters(.one(try part.character("delimiter")), .removed)
    case "BertPreTokenizer": return .bert
    case "Metaspace": return try metaspace(part)
    case "Sequence": return .sequence(try part.parts("pretokenizers").map(read))
    default: throw part.unsupported
    }
  }

  private static func behavior(_ part: Component, or fallback: SplitBehavior? = nil) throws -> SplitBehavior {
    guard let behavior = SplitBehavior(rawValue: try part.string("behavior", or: fallback?.rawValue)) else {
      throw part.bad("behavior")
    }
    return behavior
  }

  /// Also of a decoder.
  static func metaspace(_ part: Component) throws -> PreTokenizer {
    guard var scheme = PreTokenizer.PrependScheme(rawValue: try part.string("prepend_scheme", or: "always"))
    else { throw part.bad("prepend_scheme") }
    if try part.bool("add_prefix_space", or: true) == false {
      // Older files know nothing but this; a scheme that contradicts it is an error there.
      guard scheme == .never else { throw part.bad("add_prefix_space") }
      scheme = .never
    }
    return .metaspace(try part.character("replacement"), scheme, splits: try part.bool("split", or: true))
  }
}

enum PostProcessorSection {
  static func read(_ value: JSONValue) throws -> PostProcessor {
    let part = try Component(value, in: "post-processor")
    switch part.type {
    case "ByteLevel":
      let trims = try part.bool("trim_offsets")
      return trims ? .trim(addsPrefixSpace: try part.bool("add_prefix_space")) : .sequence([])
    case "BertProcessing":
      return .template(
        [.special([try id(part, "cls")]), .text, .special([try id(part, "sep")])], joins: true)
    case "RobertaProcessing":
      let frame = PostProcessor.template(
        [.special([try id(part, "cls")]), .text, .special([try id(part, "sep")])], joins: true)
      guard try part.bool("trim_offsets") else { return frame }
      return .sequence([.trim(addsPrefixSpace: try part.bool("add_prefix_space")), frame])
    case "TemplateProcessing": return .template(try template(part), joins: false)
    case "Sequence": return .sequence(try part.parts("processors").map(read))
    default: throw part.unsupported
    }
  }

  private static func id(_ part: Component, _ member: String) throws -> UInt32 {
    guard let pair = part.value[member]?.arrayValue, pair.count == 2, pair[0].stringValue != nil,
      let id = pair[1].intValue.flatMap({ UInt32(exactly: $0) })
    else { throw part.bad(member) }
    return id
  }

  /// What goes around one text; templates for two are not read.
  private static func template(_ part: Component) throws -> [PostProcessor.Piece] {
    try part.parts("single").map { piece in
      if let sequence = piece["Sequence"] {
        guard sequence["id"]?.stringValue == "A" else { throw part.bad("single") }
        return .text
      }
      guard let name = piece["SpecialToken"]?["id"]?.stringValue,
        let ids = part.value["special_tokens"]?[name]?["ids"]?.arrayValue
      else { throw part.bad("single") }
      return .special(
        try ids.map { id in
          guard let id = id.intValue.flatMap({ UInt32(exactly: $0) }) else {
            throw part.bad("special_tokens")
          }
          return id
        })
    }
  }
}

enum DecoderSection {
  static func read(_ value: JSONValue) throws -> Decoder {
    let part = try Component(value, in: "decoder")
    switch part.type {
    case "ByteLevel": return .byteLevel
    case "ByteFallback": return .byteFallback
    case "Fuse": return .fuse
    case "BPEDecoder": return .suffix(Array(try part.string("suffix").utf8))
    case "WordPiece":
      return .wordPiece(prefix: Array(try part.string("prefix").utf8), cleansUp: try part.bool("cleanup"))
    case "Strip":
      return .strip(try part.character("content"), start: try part.int("start"), stop: try part.int("stop"))
    case "Replace":
      return .replace(try part.pattern().splitter, with: Array(try part.string("content").utf8))
    case "Metaspace":
      guard case .metaspace(let mark, let scheme, _) = try PreTokenizerSection.metaspace(part) else {
        throw part.unsupported
      }
      return .metaspace(mark, dropsFirst: scheme != .never)
    case "Sequence": return .sequence(try part.parts("decoders").map(read))
    default: throw part.unsupported
    }
  }
}

enum AddedTokenSection {
  /// The tokens with the ids that `tokenizers` gives them: those of the vocabulary, and behind it in order.
  static func read(_ value: JSONValue?, _ table: TokenTable) throws -> (tokens: [AddedToken], notes: [String])
  {
    guard let value else { return ([], []) }
    guard let list = value.arrayValue else { throw TokenizerFileError("added_tokens is no list") }
    var tokens: [AddedToken] = []
    var places: [String: Int] = [:]
    var notes: [String] = []
    var next = UInt32(table.count)
    for item in list {
      guard let content = item["content"]?.stringValue,
        let stated = item["id"]?.intValue.flatMap({ UInt32(exactly: $0) })
      else { throw TokenizerFileError("an added token has no content or no id") }
      func flag(_ name: String) throws -> Bool {
        guard let flag = item[name]?.boolValue else {
          throw TokenizerFileError("'\(name)' of the added token '\(content)' is missing or wrong")
        }
        return flag
      }
      if content.isEmpty { continue }
      var token = AddedToken(content: content, id: stated)
      token.isSingleWord = try flag("single_word")
      token.takesSpaceBefore = try flag("lstrip")
      token.takesSpaceBehind = try flag("rstrip")
      token.isNormalized = try flag("normalized")
      token.isSpecial = try flag("special")
      if let place = places[content] {
        token.id = tokens[place].id
        tokens[place] = token
      } else {
        if let id = table[Array(content.utf8)] {
          token.id = id
        } else {
          token.id = next
          next += 1
        }
        places[content] = tokens.count
        tokens.append(token)
      }
      if token.id != stated {
        notes.append("the added token '\(content)' has the id \(token.id), not \(stated), as in tokenizers")
      }
    }
    return (tokens, notes)
  }
}

/// RFC 4648's base64.
enum Base64 {
  static func decode(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    return append(text.utf8, to: &bytes) ? bytes : nil
  }

  /// Appends the bytes that a text stands for.
  /// - Returns: whether it is one; something may be appended when it is not.
  static func append(_ text: some Sequence<UInt8>, to bytes: inout [UInt8]) -> Bool {
    var bits: UInt32 = 0
    var count = 0
    var padding = 0
    for character in text {
      let value: UInt32
      switch character {
      case 0x41...0x5A: value = UInt32(character) - 0x41
      case 0x61...0x7A: value = UInt32(character) - 0x61 + 26
      case 0x30...0x39: value = UInt32(character) - 0x30 + 52
      case 0x2B: value = 62
      case 0x2F: value = 63
      case 0x3D:
        padding += 1
        continue
      default: return false
      }
      guard padding == 0 else { return false }
      bits = bits << 6 | value
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return count != 6 && padding <= 2
  }
}
