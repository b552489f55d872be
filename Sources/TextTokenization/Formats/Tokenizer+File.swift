extension Tokenizer {
  /// Reads a vocabulary in whichever form it is: `tokenizer.json`, tiktoken's lines, or a
  /// SentencePiece model. The form is seen from the bytes;
  /// some folders have tiktoken's lines in a `tokenizer.model`.
  ///
  /// - Parameters:
  ///   - name: the file's name, also with a path before it: names the encoding of tiktoken's own files.
  ///   - bytes: what is in it.
  ///   - tiktoken: how a file of tiktoken's form is to be read when its name does not say so, or says something else.
  /// - Throws: ``TokenizerFileError``, which says what the file is not.
  public init(file name: String, _ bytes: [UInt8], tiktoken: TiktokenEncoding? = nil) throws {
    let file = name.split(separator: "/").last.map(String.init) ?? name
    switch Self.form(bytes) {
    case .json: try self.init(json: bytes)
    case .tiktoken:
      guard let encoding = tiktoken ?? TiktokenEncoding(named: file) else {
        throw TokenizerFileError(
          "'\(file)' is a vocabulary of tiktoken's form, and its name is none of "
            + TiktokenEncoding.names.joined(separator: ", ") + ": say which encoding it is of")
      }
      try self.init(tiktoken: bytes, encoding: encoding)
    case nil:
      do {
        try self.init(sentencePiece: bytes)
      } catch let error as TokenizerFileError {
        throw TokenizerFileError(
          "'\(file)' is no tokenizer.json (it does not begin with {), no vocabulary of tiktoken's form (no first line of "
            + "base64 and a number), and no SentencePiece model that can be used: \(error)")
      }
    }
  }

  /// As a folder's chat template needs it: special tokens are found in text, and other files of the folder say more of
  /// them.
  init(file name: String, _ bytes: [UInt8], changes: AddedTokenChanges) throws {
    if Self.form(bytes) == .json {
      try self.init(json: bytes, changes: changes)
      return
    }
    let parts = try Tokenizer(file: name, bytes).parts
    let tokens = try changes.applied(to: parts.added.tokens, parts.model.table)
    self.init(
      TokenizerParts(
        model: parts.model, normalizer: parts.normalizer, preTokenizer: parts.preTokenizer,
        processors: parts.processors, decoder: parts.decoder,
        added: try AddedTokens(tokens, parts.normalizer), notes: parts.notes))
  }

  private enum Form {
    case json, tiktoken
  }

  private static func form(_ bytes: [UInt8]) -> Form? {
    let spaces: [UInt8] = [0x09, 0x0A, 0x0D, 0x20]
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    if let first = bytes[start...].first(where: { !spaces.contains($0) }), first == 0x7B { return .json }
    if TiktokenFile.begins(bytes) { return .tiktoken }
    return nil
  }
}
