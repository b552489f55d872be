/// What a `.tiktoken` file leaves out: how text is cut into pieces, and the special tokens.
public struct TiktokenEncoding: Sendable, Equatable {
  /// The regular expression of which every match is a piece; what is between matches is dropped, as in tiktoken.
  public var pattern: String
  /// Tokens with ids that the file has not.
  public var specialTokens: [String: UInt32]
  /// Whether text is brought into normal form C first, as Qwen does around tiktoken.
  public var composes = false
  /// Whether special tokens are found in text, as with `encode(text, allowed_special="all")`; else their text is like any
  /// other, as with `encode(text, disallowed_special=())`. They are decoded in either case.
  public var findsSpecialTokens = true

  public init(pattern: String, specialTokens: [String: UInt32] = [:]) {
    self.pattern = pattern
    self.specialTokens = specialTokens
  }

  /// GPT-2 and GPT-3; in tiktoken also by the name of gpt2.
  public static let r50kBase = TiktokenEncoding(
    pattern: SplitPatterns.tiktokenR50k, specialTokens: ["<|endoftext|>": 50256])
  public static let p50kBase = r50kBase
  public static let p50kEdit = TiktokenEncoding(
    pattern: SplitPatterns.tiktokenR50k,
    specialTokens: [
      "<|endoftext|>": 50256, "<|fim_prefix|>": 50281, "<|fim_middle|>": 50282, "<|fim_suffix|>": 50283,
    ])
  /// GPT-3.5 and GPT-4.
  public static let cl100kBase = TiktokenEncoding(
    pattern: SplitPatterns.tiktokenCL100k,
    specialTokens: [
      "<|endoftext|>": 100257, "<|fim_prefix|>": 100258, "<|fim_middle|>": 100259, "<|fim_suffix|>": 100260,
      "<|endofprompt|>": 100276,
    ])
  /// GPT-4o.
  public static let o200kBase = TiktokenEncoding(
    pattern: SplitPatterns.o200k, specialTokens: ["<|endoftext|>": 199999, "<|endofprompt|>": 200018])

  /// gpt-oss.
  public static let o200kHarmony: TiktokenEncoding = {
    let named: [(String, UInt32)] = [
      ("startoftext", 199998), ("endoftext", 199999), ("return", 200002), ("constrain", 200003),
      ("channel", 200005), ("start", 200006), ("end", 200007), ("message", 200008), ("call", 200012),
      // Of the encoding that this one extends; 200018 has a second name below.
      ("endofprompt", 200018),
    ]
    let taken = Set(named.dropLast().map(\.1))
    var tokens = Dictionary(named.map { ("<|\($0.0)|>", $0.1) }, uniquingKeysWith: { $1 })
    for id in UInt32(200000)..<201088 where !taken.contains(id) { tokens["<|reserved_\(id)|>"] = id }
    return TiktokenEncoding(pattern: SplitPatterns.o200k, specialTokens: tokens)
  }()

  /// Llama 3, whose `tokenizer.model` is of this form.
  public static let llama3 = llama3([
    "begin_of_text", "end_of_text", nil, nil, nil, nil, "start_header_id", "end_header_id", nil, "eot_id",
  ])
  /// Llama 3.1 to 3.3.
  public static let llama31 = llama3([
    "begin_of_text", "end_of_text", nil, nil, "finetune_right_pad_id", nil, "start_header_id",
    "end_header_id", "eom_id", "eot_id", "python_tag",
  ])

  private static func llama3(_ names: [String?]) -> TiktokenEncoding {
    var tokens: [String: UInt32] = [:]
    var reserved = 0
    for place in 0..<256 {
      if place < names.count, let name = names[place] {
        tokens["<|\(name)|>"] = UInt32(128_000 + place)
      } else {
        tokens["<|reserved_special_token_\(reserved)|>"] = UInt32(128_000 + place)
        reserved += 1
      }
    }
    return TiktokenEncoding(pattern: SplitPatterns.llama3, specialTokens: tokens)
  }

  /// Qwen and Qwen-VL of the first generation, whose file is `qwen.tiktoken`.
  public static let qwen: TiktokenEncoding = {
    let names = ["endoftext", "im_start", "im_end"] + (0..<205).map { "extra_\($0)" }
    var encoding = TiktokenEncoding(
      pattern: SplitPatterns.qwen2,
      specialTokens: Dictionary(
        names.enumerated().map { ("<|\($1)|>", UInt32(151_643 + $0)) }, uniquingKeysWith: { $1 }))
    encoding.composes = true
    return encoding
  }()

  /// The names by which encodings are known.
  public static let names = [
    "gpt2", "r50k_base", "p50k_base", "p50k_edit", "cl100k_base", "o200k_base", "o200k_harmony", "qwen",
    "llama3", "llama3.1",
  ]

  /// The encoding of a name as tiktoken has it, or of a file of that name, `cl100k_base.tiktoken`; nil for others.
  public init?(named name: String) {
    let file = name.split(separator: "/").last.map(String.init) ?? name
    switch file.hasSuffix(".tiktoken") ? String(file.dropLast(9)) : file {
    case "gpt2", "r50k_base": self = .r50kBase
    case "p50k_base": self = .p50kBase
    case "p50k_edit": self = .p50kEdit
    case "cl100k_base": self = .cl100kBase
    case "o200k_base": self = .o200kBase
    case "o200k_harmony": self = .o200kHarmony
    case "qwen": self = .qwen
    case "llama3": self = .llama3
    case "llama3.1": self = .llama31
    default: return nil
    }
  }
}
