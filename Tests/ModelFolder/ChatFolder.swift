import TextTokenization

/// A model's folder whose text tokens are bytes, so that tests can spell what they expect.
public enum ChatFolder {
  public static let specials = ["<|end|>", "<|im_start|>", "<|im_end|>", "<|image_pad|>", "<|vision_start|>"]
  /// Ids 0 to 255 are the bytes.
  public static func id(_ special: String) -> UInt32 {
    UInt32(256 + (specials.firstIndex(of: special) ?? -256))
  }

  /// ChatML, with pictures as Qwen has them.
  public static let template = """
    {% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' }}{% if message['content'] is string %}\
    {{ message['content'] }}{% else %}{% for part in message['content'] %}{% if part['type'] == 'image' %}\
    <|vision_start|><|image_pad|>{% else %}{{ part['text'] }}{% endif %}{% endfor %}{% endif %}{{ '<|im_end|>\\n' }}{% endfor %}\
    {% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}
    """

  public static func files(template: String? = template, bos: String? = nil) -> TokenizerFiles {
    let vocabulary = TrainedVocabulary(
      names: (UInt8.min...UInt8.max).map { ByteAlphabet.text([$0]) } + specials, merges: [],
      specialTokens: specials.map(id))
    var settings = [#""eos_token":"<|im_end|>""#, #""pad_token":"<|end|>""#]
    if let bos { settings.append("\"bos_token\":\"\(bos)\"") }
    var files = [
      "tokenizer.json": vocabulary.tokenizerFile(splitBy: .gpt2),
      "tokenizer_config.json": Array("{\(settings.joined(separator: ","))}".utf8),
    ]
    if let template { files["chat_template.jinja"] = Array(template.utf8) }
    return TokenizerFiles(files: files)
  }
}
