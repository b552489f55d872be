import TextTokenization

extension VocabularyLayout {
  /// The files of the text tokenizer, as a model's folder has them beside its weights: with them `transformers` and
  /// `aa-tokenize` make the same text tokens. In the order of their names.
  public var tokenizerFiles: [(name: String, bytes: [UInt8])] {
    switch text {
    case .bytes: []
    case .tokenizerFile(let json, _): [("tokenizer.json", json)]
    case .file(let name, let bytes, _): [(name, bytes)]
    case .chat(let vocabulary): vocabulary.modelFiles
    }
  }
}

extension ChatVocabulary {
  /// Without what a model's own folder says of its weights and of its way to generate.
  fileprivate var modelFiles: [(name: String, bytes: [UInt8])] {
    var files = self.files.files.filter { !["config.json", "generation_config.json"].contains($0.key) }
    if let template {
      let text = ChatTemplate.BuiltIn(rawValue: template)?.text ?? template
      // It comes before any other that the folder has.
      files["chat_template.jinja"] = Array(text.utf8)
    }
    return files.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
