import JSON

/// What cuts text into the pieces within which pairs are merged, as it is trained with and as it stands in the file.
public enum SplitRule: Sendable, Equatable {
  /// GPT-2's pattern, which `ByteLevel` has itself.
  case gpt2
  /// Regular expressions, of which each splits the pieces of the one before.
  case patterns([String])
  /// Every digit a piece, and GPT-2's pattern for what is between them.
  case singleDigitsAndGPT2

  /// The rules of model families, by the names that people give them.
  public static let named: [(name: String, rule: SplitRule)] = [
    ("gpt2", .gpt2),
    ("cl100k", .patterns([SplitPatterns.cl100k])),
    ("llama3", .patterns([SplitPatterns.llama3])),
    ("qwen2", .patterns([SplitPatterns.qwen2])),
    ("qwen3.5", .patterns([SplitPatterns.qwen35])),
    ("o200k", .patterns([SplitPatterns.o200k])),
    ("tekken", .patterns([SplitPatterns.tekken])),
    ("deepseek", .patterns(SplitPatterns.deepSeek)),
    ("smollm", .singleDigitsAndGPT2),
  ]

  /// - Throws: ``SplitError/badPattern(_:why:)``.
  public func splitter() throws -> any TextSplitter {
    switch self {
    case .gpt2: try SplitPatterns.splitter(for: SplitPatterns.gpt2)
    case .patterns(let patterns): try SplitPatterns.splitter(forSequence: patterns)
    case .singleDigitsAndGPT2: try SplitPatterns.splitter(singleDigitsThen: SplitPatterns.gpt2)
    }
  }

  /// The `pre_tokenizer` that cuts in the same way.
  var preTokenizer: JSONValue {
    switch self {
    case .gpt2: Self.byteLevel(splits: true)
    case .patterns(let patterns): Self.sequence(patterns.map(Self.split) + [Self.byteLevel(splits: false)])
    case .singleDigitsAndGPT2:
      Self.sequence([
        .object(JSONObject([("type", "Digits"), ("individual_digits", true)])), Self.byteLevel(splits: true),
      ])
    }
  }

  private static func sequence(_ parts: [JSONValue]) -> JSONValue {
    .object(JSONObject([("type", "Sequence"), ("pretokenizers", .array(parts))]))
  }

  private static func split(_ pattern: String) -> JSONValue {
    .object(
      JSONObject([
        ("type", "Split"), ("pattern", .object(JSONObject([("Regex", .string(pattern))]))),
        ("behavior", "Isolated"), ("invert", false),
      ]))
  }

  static func byteLevel(splits: Bool) -> JSONValue {
    .object(
      JSONObject([
        ("type", "ByteLevel"), ("add_prefix_space", false), ("trim_offsets", true),
        ("use_regex", .bool(splits)),
      ]))
  }
}
