import JSON

/// The model of a `tokenizer.json`, read as a stream: a vocabulary has up to a million entries.
struct ModelSection {
  private var type: String?
  private var fields: [String: JSONValue] = [:]
  private var table = TokenTable()
  private var scored: [(token: [UInt8], score: Double)] = []
  private var vocabularyIsList = false
  private var hasVocabulary = false
  private var hasMerges = false
  /// The two parts of each merge, while the vocabulary has not been read.
  private var mergeBytes: [UInt8] = []
  private var mergeParts: [(left: Int, middle: Int, end: Int)] = []
  private var merges: [(left: UInt32, right: UInt32)] = []
  /// What is wrong with a merge, should the model be one that merges.
  private var badMerge: TokenizerFileError?

  /// The other sections of the file by name, and the model.
  static func read(_ json: UnsafeBufferPointer<UInt8>) throws -> ([String: JSONValue], ModelSection) {
    var limits = JSONLimits()
    limits.bytes = 1 << 30
    limits.duplicateKeys = .keepLast
    guard UTF8Check.isValid(json) else { throw TokenizerFileError("the file is not UTF-8") }
    var scanner = try JSONScanner(json, limits: limits)
    var sections: [String: JSONValue] = [:]
    var model: ModelSection?
    guard try scanner.next() == .beginObject else { throw TokenizerFileError("the file is no object") }
    while case .key(let text) = try scanner.next() {
      let key = try scanner.string(text)
      if key == "model" {
        var section = ModelSection()
        try section.read(json, &scanner, limits)
        model = section
      } else {
        sections[key] = try value(json, &scanner, limits)
      }
    }
    _ = try scanner.next()
    guard let model else { throw TokenizerFileError("the file has no model") }
    return (sections, model)
  }

  /// The value that comes next, as a tree.
  private static func value(
    _ json: UnsafeBufferPointer<UInt8>, _ scanner: inout JSONScanner, _ limits: JSONLimits
  ) throws -> JSONValue {
    let start = scanner.offset
    var depth = 0
    repeat {
      switch try scanner.next() {
      case .beginObject, .beginArray: depth += 1
      case .endObject, .endArray: depth -= 1
      default: break
      }
    } while depth > 0
    return try JSONValue(parsing: UnsafeBufferPointer(rebasing: json[start..<scanner.offset]), limits: limits)
  }

  private mutating func read(
    _ json: UnsafeBufferPointer<UInt8>, _ scanner: inout JSONScanner, _ limits: JSONLimits
  ) throws {
    guard try scanner.next() == .beginObject else { throw TokenizerFileError("the model is no object") }
    while case .key(let text) = try scanner.next() {
      let key = try scanner.string(text)
      switch key {
      case "vocab": try readVocabulary(json, &scanner)
      case "merges": try readMerges(json, &scanner)
      default: fields[key] = try Self.value(json, &scanner, limits)
      }
    }
    type = fields["type"]?.stringValue
  }

  private mutating func readVocabulary(_ json: UnsafeBufferPointer<UInt8>, _ scanner: inout JSONScanner)
    throws
  {
    guard !hasVocabulary else { throw TokenizerFileError("the model has two vocabularies") }
    hasVocabulary = true
    defer {
      let parts = mergeParts
      mergeParts = []
      let bytes = mergeBytes
      mergeBytes = []
      bytes.withUnsafeBufferPointer { bytes in
        for part in parts { addMerge(bytes[part.left..<part.middle], bytes[part.middle..<part.end]) }
      }
    }
    switch try scanner.next() {
    case .beginObject:
      // An entry of a vocabulary and its merge take some seventy bytes.
      table = TokenTable(expecting: min(json.count / 64, 1 << 18))
      while case .key(let text) = try scanner.next() {
        guard case .integer(let number) = try scanner.next(), number >= 0, number < 1 << 24 else {
          throw TokenizerFileError("the id of a token is no number, or too large")
        }
        let id = UInt32(number)
        if text.hasEscapes {
          table.add(Array(try scanner.string(text).utf8), id: id)
        } else {
          table.add(UnsafeBufferPointer(rebasing: json[text.range]), id: id)
        }
      }
    case .beginArray:
      vocabularyIsList = true
      while try scanner.next() == .beginArray {
        guard case .string(let text) = try scanner.next() else {
          throw TokenizerFileError("a token of the vocabulary is no string")
        }
        let token = Array(try scanner.string(text).utf8)
        switch try scanner.next() {
        case .double:
          let end = scanner.offset
          var start = end
          while start > 0, Self.isOfNumber(json[start - 1]) { start -= 1 }
          scored.append((token, DecimalScore.value(json[start..<end])))
        case .integer(let score): scored.append((token, Double(score)))
        default: throw TokenizerFileError("the score of a token is no number")
        }
        guard try scanner.next() == .endArray else {
          throw TokenizerFileError("an entry of the vocabulary is not a token and its score")
        }
      }
    default: throw TokenizerFileError("the vocabulary is neither an object nor a list")
    }
  }

  private static func isOfNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"),
      UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  private mutating func readMerges(_ json: UnsafeBufferPointer<UInt8>, _ scanner: inout JSONScanner) throws {
    hasMerges = true
    let bad = TokenizerFileError("a merge is not of two tokens")
    guard try scanner.next() == .beginArray else { throw TokenizerFileError("the merges are no list") }
    while true {
      let left = mergeBytes.count
      switch try scanner.next() {
      case .endArray: return
      case .beginArray:
        guard case .string(let first) = try scanner.next(), case .string(let second) = try scanner.next()
        else { throw bad }
        if hasVocabulary, !first.hasEscapes, !second.hasEscapes {
          addMerge(json[first.range], json[second.range])
        } else {
          try append(first, json, scanner)
          let middle = mergeBytes.count
          try append(second, json, scanner)
          addMerge(left, middle)
        }
        guard try scanner.next() == .endArray else { throw bad }
      case .string(let text):
        try append(text, json, scanner)
        if mergeBytes[left...].starts(with: "#version".utf8) {
          mergeBytes.removeLast(mergeBytes.count - left)
          continue
        }
        // Older files: two tokens with a space between them.
        let spaces = mergeBytes[left...].indices.filter { mergeBytes[$0] == 0x20 }
        guard spaces.count == 1 else { throw bad }
        mergeBytes.remove(at: spaces[0])
        addMerge(left, spaces[0])
      default: throw bad
      }
    }
  }

  /// A merge of what stands in `mergeBytes` from `left` on; it is looked up when there is a vocabulary.
  private mutating func addMerge(_ left: Int, _ middle: Int) {
    guard hasVocabulary else { return mergeParts.append((left, middle, mergeBytes.count)) }
    let bytes = mergeBytes
    bytes.withUnsafeBufferPointer { addMerge($0[left..<middle], $0[middle...]) }
    mergeBytes.removeLast(mergeBytes.count - left)
  }

  private mutating func addMerge(
    _ left: Slice<UnsafeBufferPointer<UInt8>>, _ right: Slice<UnsafeBufferPointer<UInt8>>
  ) {
    guard let first = table[UnsafeBufferPointer(rebasing: left)],
      let second = table[UnsafeBufferPointer(rebasing: right)]
    else {
      badMerge =
        badMerge
        ?? TokenizerFileError(
          "the merge '\(String(decoding: left, as: UTF8.self)) \(String(decoding: right, as: UTF8.self))' is of a "
            + "token that the vocabulary does not have")
      return
    }
    merges.append((first, second))
  }

  private mutating func append(
    _ text: JSONText, _ json: UnsafeBufferPointer<UInt8>, _ scanner: JSONScanner
  ) throws {
    if text.hasEscapes {
      mergeBytes += try scanner.string(text).utf8
    } else {
      mergeBytes.append(contentsOf: UnsafeBufferPointer(rebasing: json[text.range]))
    }
  }

  func model() throws -> TextModel {
    guard hasVocabulary else { throw TokenizerFileError("the model has no vocabulary") }
    switch type ?? guess {
    case "BPE": return .bytePairs(try bytePairs())
    case "Unigram": return .unigram(try unigram())
    case "WordPiece": return .wordPiece(try wordPiece())
    case let other?: throw TokenizerFileError("the model '\(other)' is not supported", unsupported: other)
    case nil: throw TokenizerFileError("the model has no type")
    }
  }

  /// Files of old do not say it.
  private var guess: String? {
    if fields["type"] != nil { return nil }
    if vocabularyIsList { return "Unigram" }
    return hasMerges ? "BPE" : fields["max_input_chars_per_word"] != nil ? "WordPiece" : nil
  }

  private func string(_ name: String) throws -> [UInt8]? {
    guard let value = fields[name], !value.isNull else { return nil }
    guard let string = value.stringValue else { throw TokenizerFileError("the model's \(name) is no string") }
    return Array(string.utf8)
  }

  private func flag(_ name: String) throws -> Bool {
    guard let value = fields[name], !value.isNull else { return false }
    guard let flag = value.boolValue else {
      throw TokenizerFileError("the model's \(name) is not true or false")
    }
    return flag
  }

  private func bytePairs() throws -> BytePairs {
    guard !vocabularyIsList, hasMerges else {
      throw TokenizerFileError("the model has no vocab or no merges")
    }
    if let dropout = fields["dropout"], !dropout.isNull, dropout.doubleValue != 0 {
      throw TokenizerFileError(
        "the model's dropout is \(dropout.text()): the same text would have other tokens each time",
        unsupported: "dropout")
    }
    var options = BytePairs.Options()
    options.unknown = try string("unk_token")
    options.fusesUnknown = try flag("fuse_unk")
    options.fallsBackToBytes = try flag("byte_fallback")
    options.ignoresMerges = try flag("ignore_merges")
    options.prefix = try string("continuing_subword_prefix") ?? []
    options.suffix = try string("end_of_word_suffix") ?? []
    if let badMerge { throw badMerge }
    return try BytePairs(table, merges: merges, options)
  }

  private func unigram() throws -> Unigram {
    guard vocabularyIsList else { throw TokenizerFileError("the vocabulary of the Unigram model is no list") }
    var unknown: Int?
    if let value = fields["unk_id"], !value.isNull {
      guard let id = value.intValue else { throw TokenizerFileError("the model's unk_id is no number") }
      unknown = id
    }
    return try Unigram(scored, unknown: unknown, fallsBackToBytes: try flag("byte_fallback"))
  }

  private func wordPiece() throws -> WordPiece {
    guard !vocabularyIsList else {
      throw TokenizerFileError("the vocabulary of the WordPiece model is a list")
    }
    let longest = fields["max_input_chars_per_word"]?.intValue ?? 100
    return WordPiece(
      table: table, unknown: try string("unk_token") ?? Array("[UNK]".utf8),
      prefix: try string("continuing_subword_prefix") ?? Array("##".utf8), longestWord: longest)
  }
}
