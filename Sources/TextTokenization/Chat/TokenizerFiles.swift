/// The files of a model's tokenizer folder, by name: those that say how text and conversations become tokens.
public struct TokenizerFiles: Sendable, Equatable {
  public var files: [String: [UInt8]]

  public init(files: [String: [UInt8]]) { self.files = files }

  /// - Parameters:
  ///   - names: the names that exist in the folder, where they are known; only they can tell a vocabulary of a name that
  ///     is not a usual one, such as `qwen.tiktoken`.
  ///   - read: gives the bytes of a file, or nil when there is none of that name.
  public init(names: [String] = [], read: (String) throws -> [UInt8]?) rethrows {
    files = [:]
    let tables = names.filter { $0.hasSuffix(".tiktoken") }.sorted()
    for name in Self.vocabularies + tables {
      guard let bytes = try read(name) else { continue }
      files[name] = bytes
      break
    }
    for name in Self.settings {
      if let bytes = try read(name) { files[name] = bytes }
    }
  }

  public subscript(name: String) -> [UInt8]? { files[name] }

  /// The name of the file that the vocabulary is in.
  public var vocabulary: String? {
    Self.vocabularies.first { files[$0] != nil }
      ?? files.keys.filter { name in Self.endings.contains { name.hasSuffix($0) } }.min()
  }

  /// Whether a tokenizer's folder may have a file of that name, which is a name and no path.
  public static func mayHave(_ name: String) -> Bool {
    if vocabularies.contains(name) || settings.contains(name) { return true }
    return endings.contains { name.hasSuffix($0) } && !name.hasPrefix(".")
      && !name.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "/") }
  }

  /// Of files that hold a vocabulary under another name.
  private static let endings = [".tiktoken", ".model"]

  /// Where a vocabulary may be, the first that is there counts.
  static let vocabularies = ["tokenizer.json", "tokenizer.model", "spiece.model", "tokenizer.tiktoken"]

  static let settings = [
    "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "generation_config.json",
    "config.json", "chat_template.jinja", "chat_template.json", "processor_config.json",
    "preprocessor_config.json",
  ]
}
