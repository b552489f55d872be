import Foundation
import TextTokenization

/// What `tools/golden/tokenizer_results.py` has written.
struct TokenizerGolden: Decodable {
  struct Results: Decodable {
    var added: [String]
    /// What mixtures of the family are made of besides.
    var alphabet: [String]
    /// Of ids, of offsets in characters, of decoded text.
    var texts: [[UInt32]]
    var blocks: [[UInt32]]
    var mixtures: [[UInt32]]
    var ids: [UInt32]
    var withoutSpecial: [UInt32]
    var skipped: String
  }
  var texts: [String]
  var template: String
  var blockStarts: [UInt32]
  var alphabet: [String]
  var mixtures: Int
  var group: Int
  var results: [String: Results]

  static let shared = Result { () throws -> TokenizerGolden in try SplitGolden.read("tokenizers/results") }

  static let families = [
    "gpt2", "roberta", "prefixed", "llama3", "qwen2", "o200k", "deepseek", "smollm", "falcon", "bloom",
    "converted",
    "few_bytes", "lost_bytes", "llama2", "mistral", "phi3", "gemma", "t5", "xlm_roberta", "albert",
    "unigram_bytes",
    "bert", "bert_cased", "clip", "subword_prefix", "flags", "behaviours",
  ]

  static func file(_ family: String) throws -> [UInt8] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(
        "fixtures/golden/tokenizers")
    let text = try String(contentsOf: folder.appendingPathComponent("\(family).json"), encoding: .utf8)
    guard text.contains("@nmt_nfkc") else { return Array(text.utf8) }
    let map = try String(contentsOf: folder.appendingPathComponent("nmt_nfkc.b64"), encoding: .utf8)
    return Array(text.replacingOccurrences(of: "@nmt_nfkc", with: map).utf8)
  }

  static func tokenizer(_ family: String) throws -> Tokenizer { try Tokenizer(json: file(family)) }

  /// The template for each code point of a block of 1024, one behind the other.
  func block(_ start: UInt32) -> String {
    let parts = template.split(separator: "@", omittingEmptySubsequences: false)
    var text = ""
    for code in start..<start + 1024 {
      guard let scalar = Unicode.Scalar(code) else { continue }
      for (number, part) in parts.enumerated() {
        if number > 0 { text.unicodeScalars.append(scalar) }
        text.unicodeScalars.append(contentsOf: part.unicodeScalars)
      }
    }
    return text
  }

  /// The mixtures of a family.
  func mixed(_ results: Results) -> [String] {
    var random = SplitMix(state: 21)
    let alphabet = alphabet + results.alphabet
    return (0..<mixtures).map { _ in
      let count = 1 + random.below(30)
      return (0..<count).map { _ in alphabet[random.below(alphabet.count)] }.joined()
    }
  }
}

extension Tokenizer {
  /// Checksums of ids, of offsets in characters, and of decoded text.
  func checksums(_ text: String) throws -> [UInt32] {
    let encoding = try encoding(text, unit: .characters)
    var offsets: [UInt32] = []
    for range in encoding.offsets { offsets += [UInt32(range.lowerBound), UInt32(range.upperBound)] }
    let decoded = try decode(encoding.ids, skipsSpecialTokens: false)
    return [crc(words: encoding.ids), crc(words: offsets), crc(Array(decoded.utf8))]
  }
}

private func crc(words: [UInt32]) -> UInt32 {
  crc(words.flatMap { word in [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) } })
}

private func crc(_ bytes: [UInt8]) -> UInt32 {
  var crc = ~UInt32(0)
  for byte in bytes { crc = table[Int((crc ^ UInt32(byte)) & 0xFF)] ^ crc >> 8 }
  return ~crc
}

private let table: [UInt32] = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
}
