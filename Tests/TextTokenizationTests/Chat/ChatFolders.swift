import JSON
import TextTokenization

/// Small tokenizer folders, made for one test.
enum ChatFolders {
  static let chatmlTemplate = """
    {%- for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}{% endfor %}
    {%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}
    """

  /// A vocabulary of bytes, with special tokens behind it.
  static func tokenizer(special: [String]) -> JSONValue {
    var vocabulary: [(String, JSONValue)] = []
    for byte in 0..<256 {
      let isPrinted = (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || byte >= 0xAE
      vocabulary.append((isPrinted ? String(UnicodeScalar(UInt8(byte))) : "", JSONValue(byte)))
    }
    var next: UInt32 = 0x100
    for place in vocabulary.indices where vocabulary[place].0.isEmpty {
      vocabulary[place].0 = UnicodeScalar(next).map { String($0) } ?? ""
      next += 1
    }
    let level: JSONValue = [
      "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true,
    ]
    let added = special.enumerated().map { place, content -> JSONValue in
      [
        "id": JSONValue(256 + place), "content": .string(content), "single_word": false, "lstrip": false,
        "rstrip": false, "normalized": false, "special": true,
      ]
    }
    return [
      "version": "1.0", "truncation": nil, "padding": nil, "added_tokens": .array(added),
      "normalizer": nil,
      "pre_tokenizer": level, "post_processor": nil, "decoder": level,
      "model": [
        "type": "BPE", "dropout": nil, "unk_token": nil, "continuing_subword_prefix": nil,
        "end_of_word_suffix": nil, "fuse_unk": false, "byte_fallback": false,
        "vocab": .object(JSONObject(vocabulary)), "merges": [],
      ],
    ]
  }

  static func files(
    special: [String], config: JSONValue = [:], others: [String: JSONValue] = [:], template: String? = nil
  ) -> TokenizerFiles {
    var files = ["tokenizer.json": tokenizer(special: special), "tokenizer_config.json": config]
      .mapValues { $0.serialised() }
    for (name, value) in others { files[name] = value.serialised() }
    if let template { files["chat_template.jinja"] = Array(template.utf8) }
    return TokenizerFiles { files[$0] }
  }

  static func chatml() throws -> ChatTokenizer {
    try ChatTokenizer(
      files: files(
        special: ["<|im_start|>", "<|im_end|>"], config: ["eos_token": "<|im_end|>"],
        template: chatmlTemplate))
  }
}
