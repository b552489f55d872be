import Foundation
import Testing
import TextTokenization

/// What `tools/golden/format_results.py` has written.
struct FormatGolden: Decodable {
  struct Results: Decodable {
    var file: String
    /// The model's table of characters lies in another file.
    var hasTable: Bool
    /// What mixtures of the family are made of besides.
    var alphabet: [String]
    /// Of ids and of decoded text.
    var texts: [[UInt32]]
    var blocks: [[UInt32]]
    var mixtures: [[UInt32]]
  }
  var texts: [String]
  var template: String
  var blockStarts: [UInt32]
  var alphabet: [String]
  var mixtures: Int
  var group: Int
  var results: [String: Results]

  static let shared = Result { () throws -> FormatGolden in try SplitGolden.read("formats/results") }

  static let tiktoken = ["r50k_base", "cl100k_base", "o200k_harmony", "llama3", "qwen", "plain:cl100k_base"]
  static let sentencePiece = [
    "llama2", "gemma", "t5", "xlm_roberta", "bpe_unknown", "suffix", "characters", "words", "unused_bpe",
    "ties", "ties_unigram", "across_words",
  ]

  static func file(_ name: String) throws -> [UInt8] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("fixtures/golden")
    return Array(try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  static func bytes(_ family: String) throws -> [UInt8] {
    let results = try #require(try shared.get().results[family])
    var bytes = try file("formats/\(results.file)")
    if results.hasTable {
      let text = String(decoding: try file("tokenizers/nmt_nfkc.b64"), as: UTF8.self)
      let table = try #require(Data(base64Encoded: text, options: .ignoreUnknownCharacters))
      // A field that is there twice is put together of both.
      bytes += Protobuf.field(3, Protobuf.field(2, Array(table)))
    }
    return bytes
  }

  static func tokenizer(_ family: String) throws -> Tokenizer {
    let bytes = try bytes(family)
    let name = try #require(try shared.get().results[family]).file
    guard family.hasPrefix("plain:") else { return try Tokenizer(file: "folder/" + name, bytes) }
    var encoding = try #require(TiktokenEncoding(named: name))
    encoding.findsSpecialTokens = false
    return try Tokenizer(tiktoken: bytes, encoding: encoding)
  }

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
    var random = SplitMix(state: 22)
    let alphabet = alphabet + results.alphabet
    return (0..<mixtures).map { _ in
      let count = 1 + random.below(30)
      return (0..<count).map { _ in alphabet[random.below(alphabet.count)] }.joined()
    }
  }
}

/// Writes messages.
enum Protobuf {
  static func varint(_ number: Int) -> [UInt8] {
    number < 0x80 ? [UInt8(number)] : [UInt8(number & 0x7F | 0x80)] + varint(number >> 7)
  }
  static func field(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(bytes.count) + bytes
  }
  static func field(_ number: Int, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }
  static func field(_ number: Int, _ value: Int) -> [UInt8] { varint(number << 3) + varint(value) }
  static func field(_ number: Int, _ value: Float) -> [UInt8] {
    varint(number << 3 | 5) + (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
  }
  static func piece(_ text: String, _ score: Float = 0, _ kind: Int = 1) -> [UInt8] {
    field(1, field(1, text) + field(2, score) + field(3, kind))
  }
}
