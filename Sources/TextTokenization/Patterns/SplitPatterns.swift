/// The split patterns that model families use, and a splitter for any pattern.
public enum SplitPatterns {
  /// GPT-2, GPT-NeoX, RoBERTa, OPT, StarCoder, SmolLM (behind single digits), and `ByteLevel` with its regular
  /// expression; tiktoken's r50k and p50k.
  public static let gpt2 = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

  /// GPT-4's cl100k, and Llama 3, which took it over.
  public static let cl100k = contractions + words + #"\p{N}{1,3}"# + tail
  public static let llama3 = cl100k

  /// Qwen2, Qwen2.5 and Qwen3: as cl100k with one number a piece.
  public static let qwen2 = contractions + words + #"\p{N}"# + tail

  /// Qwen3.5: combining marks belong to words.
  public static let qwen35 =
    contractions
    + #"[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#

  /// GPT-4o's o200k, gpt-oss, Llama 4.
  public static let o200k = casedWords("(?i:'s|'t|'re|'ve|'m|'ll|'d)?") + #"\p{N}{1,3}"# + casedTail

  /// Mistral's Tekken: as o200k without contractions, with one number a piece.
  public static let tekken = casedWords("") + #"\p{N}"# + casedTail

  /// DeepSeek V3 and R1: three patterns, each for the pieces of the one before.
  public static let deepSeek = [
    #"\p{N}{1,3}"#, "[一-龥\u{3040}-ゟ゠-ヿ]+",
    ##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+|"##
      + #" ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#,
  ]

  /// tiktoken's own texts of r50k (also p50k and GPT-2) and cl100k, for its engine: possessive, and the second leaves
  /// spaces at the end of a text whole. Its o200k is ``o200k``.
  public static let tiktokenR50k =
    #"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"#
  public static let tiktokenCL100k =
    #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|"#
    + #"\s++$|\s*[\r\n]|\s+(?!\S)|\s"#

  private static let contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|"
  private static let words = #"[^\r\n\p{L}\p{N}]?\p{L}+|"#
  private static let tail = #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  private static let casedTail = #"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"#

  private static func casedWords(_ contraction: String) -> String {
    let upper = #"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"#
    let lower = #"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"#
    let before = #"[^\r\n\p{L}\p{N}]?"#
    return before + upper + "*" + lower + "+" + contraction + "|" + before + upper + "+" + lower + "*"
      + contraction + "|"
  }

  /// The patterns that are written out by hand.
  static let scanned: [(pattern: String, splitter: any ScannedSplitter)] = [
    (gpt2, GPT2Splitter()),
    (cl100k, WordSplitter(numbers: 3)),
    (qwen2, WordSplitter(numbers: 1)),
    (qwen35, WordSplitter(numbers: 1, marks: true)),
    (o200k, CasedWordSplitter(numbers: 3, contractions: true)),
    (tekken, CasedWordSplitter(numbers: 1, contractions: false)),
    (#"\p{N}"#, NumberSplitter(group: 1)),
    (deepSeek[0], NumberSplitter(group: 3)),
    (deepSeek[1], HanSplitter()),
    (deepSeek[2], DeepSeekTextSplitter()),
  ]

  /// Whether two patterns are written the same; strings that only look the same are not.
  private static func same(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

  /// A splitter for a pattern: by hand when the pattern's text is a known one, else by Oniguruma.
  ///
  /// - Throws: ``SplitError/badPattern(_:why:)``.
  public static func splitter(for pattern: String) throws -> any TextSplitter {
    try scanned.first { same($0.pattern, pattern) }?.splitter ?? OnigurumaSplitter(pattern)
  }

  /// A splitter for a string as it stands, no pattern; one without a byte has the empty matches of an empty pattern.
  public static func splitter(forLiteral literal: String) throws -> any TextSplitter {
    literal.isEmpty ? try OnigurumaSplitter("") : LiteralSplitter(Array(literal.utf8))
  }

  /// A splitter for a pattern that tiktoken's engine would read, as vocabularies in its form have them: by hand when the
  /// pattern's text is a known one, else by Oniguruma in Java's syntax, which comes nearest.
  ///
  /// - Throws: ``SplitError/badPattern(_:why:)``.
  public static func splitter(forTiktoken pattern: String) throws -> any TextSplitter {
    if same(pattern, tiktokenR50k) { return GPT2Splitter() }
    if same(pattern, tiktokenCL100k) { return WordSplitter(numbers: 3, tail: true) }
    return try scanned.first { same($0.pattern, pattern) }?.splitter
      ?? OnigurumaSplitter(pattern, syntax: .java)
  }

  /// A splitter for patterns of which each splits the pieces of the one before. It does not tell matches from gaps.
  public static func splitter(forSequence patterns: [String]) throws -> any TextSplitter {
    if patterns.elementsEqual(deepSeek, by: same) { return deepSeekSplitter }
    if patterns.count == 1 { return try splitter(for: patterns[0]) }
    return SplitterSequence(splitters: try patterns.map { try splitter(for: $0) })
  }

  static let deepSeekSplitter = NumbersFirstSplitter(
    NumberSplitter(group: 3), cutsHan: true, then: DeepSeekTextSplitter())
  static let singleDigitsGPT2 = NumbersFirstSplitter(.digits, cutsHan: false, then: GPT2Splitter())

  /// A splitter for `Digits` with `individual_digits`, and then a pattern for what is between them, as SmolLM and
  /// StarCoder have it. It does not tell matches from gaps.
  public static func splitter(singleDigitsThen pattern: String) throws -> any TextSplitter {
    if same(pattern, gpt2) { return singleDigitsGPT2 }
    return SplitterSequence(splitters: [NumberSplitter.digits, try splitter(for: pattern)])
  }
}
