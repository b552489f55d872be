import ShardFormat
import TextTokenization

extension ChatVocabulary {
  /// What META's `tokenizer.text` says of it.
  var cbor: CBOR {
    var map: [String: CBOR] = [
      "kind": "chat", "size": .integer(size),
      "files": .object(files.files.mapValues { CBOR.bytes($0) }),
    ]
    if let template { map["template"] = .text(template) }
    if let date { map["date"] = .text(date) }
    if !placeholders.isEmpty {
      map["placeholders"] = .object(placeholders.mapValues { .array($0.map { CBOR.text($0) }) })
    }
    if refusesSpecialTokens { map["refuses_special"] = true }
    return .object(map)
  }

  /// - Parameter cbor: the whole description.
  /// - Throws: `TokenStreamError` badLayout.
  init(cbor: CBOR) throws(TokenStreamError) {
    let reader = DescriptionReader(cbor)
    let text = cbor["text"]
    var files: [String: [UInt8]] = [:]
    for (name, bytes) in text?["files"]?.fields ?? [:] {
      guard let bytes = bytes.bytesValue else { throw DescriptionReader.bad("has a file that is no bytes") }
      guard TokenizerFiles.mayHave(name) else { throw DescriptionReader.badFile(name) }
      files[name] = bytes
    }
    guard !files.isEmpty else { throw DescriptionReader.bad("has no tokenizer files") }
    let size = try reader.integer(in: 1...1 << 24, "text", "size")
    var own: [VocabularyLayout.Special: UInt32] = [:]
    for special in [VocabularyLayout.Special.pad, .bos, .eos] {
      let id = try reader.integer(in: 0...1 << 25, "special", special.rawValue)
      if id < size { own[special] = UInt32(id) }
    }
    var placeholders: [String: [String]] = [:]
    for (kind, texts) in text?["placeholders"]?.fields ?? [:] {
      guard let texts = texts.arrayValue?.compactMap(\.textValue), !texts.isEmpty else {
        throw DescriptionReader.bad("has placeholders that are no texts")
      }
      placeholders[kind] = texts
    }
    self.init(
      described: TokenizerFiles(files: files), size: size, own: own,
      template: text?["template"]?.textValue, date: text?["date"]?.textValue, placeholders: placeholders,
      refusesSpecialTokens: text?["refuses_special"]?.boolValue ?? false)
  }
}
