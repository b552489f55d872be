/// Reads a `.tiktoken` file: on every line a token in base64, a space and its rank, which is its id.
enum TiktokenFile {
  /// Ranks are below this: a small file shall not make a large table.
  private static let ranks = 1 << 21

  /// - Throws: ``TokenizerFileError`` with the number of the line.
  static func read(_ file: [UInt8]) throws -> TokenTable {
    // A short line has some ten bytes.
    var table = TokenTable(expecting: min(file.count / 10, 1 << 18))
    var taken = [Bool]()
    var token: [UInt8] = []
    try file.withUnsafeBufferPointer { file in
      var start = 0
      var number = 0
      while start < file.count {
        number += 1
        let end = file[start...].firstIndex(of: 0x0A) ?? file.count
        var line = file[start..<end]
        start = end + 1
        if line.last == 0x0D { line.removeLast() }
        if line.isEmpty { continue }
        func bad(_ why: String) -> TokenizerFileError { TokenizerFileError("line \(number): \(why)") }
        guard let space = line.firstIndex(of: 0x20) else { throw bad("it has no rank") }
        let text = UnsafeBufferPointer(rebasing: line[..<space])
        token.removeAll(keepingCapacity: true)
        // Whisper's files have one token of no bytes, written so.
        let isEmptyToken = text.count == 1 && text[0] == 0x3D
        guard isEmptyToken || (!text.isEmpty && text.count % 4 == 0 && Base64.append(text, to: &token)) else {
          throw bad("the token is not base64")
        }
        guard let rank = Self.rank(line[(space + 1)...]) else {
          throw bad("the rank is no whole number below \(ranks)")
        }
        if taken.count <= rank {
          taken.append(contentsOf: repeatElement(false, count: rank + 1 - taken.count))
        }
        if taken[rank] { throw bad("the rank \(rank) has a token already") }
        taken[rank] = true
        let before = table.count
        table.add(token, id: UInt32(rank))
        if table.count == before { throw bad("the token has a rank already") }
      }
    }
    if table.count == 0 { throw TokenizerFileError("the file has no tokens") }
    return table
  }

  private static func rank(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
    guard !digits.isEmpty, digits.count <= 7 else { return nil }
    var rank = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      rank = rank * 10 + Int(digit - 0x30)
    }
    return rank < ranks ? rank : nil
  }

  /// Whether the first line is one of such a file.
  static func begins(_ file: [UInt8]) -> Bool {
    let line = file.prefix(while: { $0 != 0x0A && $0 != 0x0D })
    guard let space = line.firstIndex(of: 0x20), space > 0 else { return false }
    let digits = line[(space + 1)...]
    var token: [UInt8] = []
    return !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) } && space % 4 == 0
      && Base64.append(line[..<space], to: &token)
  }

  static func parts(_ file: [UInt8], _ encoding: TiktokenEncoding) throws -> TokenizerParts {
    let table = try read(file)
    let splitter: any TextSplitter
    do {
      splitter = try SplitPatterns.splitter(forTiktoken: encoding.pattern)
    } catch let error as SplitError { throw TokenizerFileError("\(error)") }
    // Where an id has two names, o200k_harmony's 200018, it is decoded as the first: the last here.
    let tokens = try encoding.specialTokens.sorted { ($0.value, $1.key) < ($1.value, $0.key) }.map {
      name, id in
      if name.isEmpty { throw TokenizerFileError("a special token has no text") }
      if table.string(id) != nil {
        throw TokenizerFileError(
          "the special token '\(name)' has the id \(id), which the file gives to another")
      }
      guard id < 1 << 24 else {
        throw TokenizerFileError("the special token '\(name)' has the id \(id), which is too large")
      }
      var token = AddedToken(content: name, id: id)
      token.isNormalized = encoding.composes
      token.isSpecial = true
      return token
    }
    let model = try BytePairs(rankedBytes: table)
    // These match all of a text.
    let matchesAll = splitter is GPT2Splitter || splitter is WordSplitter || splitter is CasedWordSplitter
    let normalizer: Normalizer? = encoding.composes ? .form(.nfc) : nil
    return TokenizerParts(
      model: .bytePairs(model), normalizer: normalizer,
      preTokenizer: .split(
        splitter, pattern: nil, matchesAll ? .isolated : .removed, inverts: !matchesAll),
      processors: [], decoder: .fuse,
      added: try AddedTokens(tokens, normalizer, areFound: encoding.findsSpecialTokens), notes: [],
      quick: QuickSplit(model, splitter, dropsGaps: !matchesAll))
  }
}

extension Tokenizer {
  /// Reads a vocabulary in the form of tiktoken's `.tiktoken` files. The tokens of a text are those of tiktoken.
  ///
  /// ``token(_:)`` shows tokens that are no whole characters with replacement characters; ``bytes(of:)`` gives what
  /// they are.
  ///
  /// - Parameters:
  ///   - tiktoken: the bytes of the file.
  ///   - encoding: what the file does not say; those of tiktoken have names.
  /// - Throws: ``TokenizerFileError``, with the number of the line that is wrong.
  public init(tiktoken: [UInt8], encoding: TiktokenEncoding) throws {
    self.init(try TiktokenFile.parts(tiktoken, encoding))
  }
}
