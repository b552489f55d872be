import JSON

extension TrainedVocabulary {
  /// The vocabulary as Hugging Face's `tokenizer.json`: `tokenizers` gives the same ids from it.
  /// - Parameter rule: what cut the text into pieces.
  public func tokenizerFile(splitBy rule: SplitRule) -> [UInt8] {
    let added = specialTokens.map { id in
      JSONValue.object(
        JSONObject([
          ("id", JSONValue(Int(id))), ("content", .string(names[Int(id)])), ("single_word", false),
          ("lstrip", false), ("rstrip", false), ("normalized", false), ("special", true),
        ]))
    }
    let pairs = merges.map {
      JSONValue.array([.string(names[Int($0.left)]), .string(names[Int($0.right)])])
    }
    let model = JSONValue.object(
      JSONObject([
        ("type", "BPE"), ("dropout", .null), ("unk_token", .null), ("continuing_subword_prefix", .null),
        ("end_of_word_suffix", .null), ("fuse_unk", false), ("byte_fallback", false),
        ("ignore_merges", false),
        ("vocab", .object(JSONObject(names.enumerated().map { ($0.element, JSONValue($0.offset)) }))),
        ("merges", .array(pairs)),
      ]))
    let file = JSONValue.object(
      JSONObject([
        ("version", "1.0"), ("truncation", .null), ("padding", .null), ("added_tokens", .array(added)),
        ("normalizer", .null), ("pre_tokenizer", rule.preTokenizer), ("post_processor", .null),
        ("decoder", SplitRule.byteLevel(splits: true)), ("model", model),
      ]))
    return file.serialised(JSONValue.Style(indent: 2)) + [10]
  }
}
