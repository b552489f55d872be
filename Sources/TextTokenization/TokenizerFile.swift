import JSON

/// Why a `tokenizer.json` cannot be used.
public struct TokenizerFileError: Error, Sendable, Equatable, CustomStringConvertible {
  public var description: String
  /// The component that is not supported, by the name that the file gives it.
  public var unsupported: String?
  public init(_ description: String, unsupported: String? = nil) {
    self.description = description
    self.unsupported = unsupported
  }
}

/// Hugging Face's `tokenizer.json`, of the kind that `aa-tokenize train` writes: byte-level byte pairs.
public enum TokenizerFile {
  /// The file of a model. Python's `tokenizers` gives the same ids from it.
  public static func write(_ model: BPEModel) -> [UInt8] {
    let names = model.vocabulary.map(ByteAlphabet.text)
    let merges = model.merges.map {
      JSONValue.array([.string(names[Int($0.left)]), .string(names[Int($0.right)])])
    }
    let level: JSONValue = .object(
      JSONObject([
        ("type", "ByteLevel"), ("add_prefix_space", false), ("trim_offsets", true), ("use_regex", true),
      ]))
    let bpe: JSONValue = .object(
      JSONObject([
        ("type", "BPE"), ("dropout", .null), ("unk_token", .null), ("continuing_subword_prefix", .null),
        ("end_of_word_suffix", .null), ("fuse_unk", false), ("byte_fallback", false),
        ("ignore_merges", false),
        ("vocab", .object(JSONObject(names.enumerated().map { ($0.element, JSONValue($0.offset)) }))),
        ("merges", .array(merges)),
      ]))
    let file: JSONValue = .object(
      JSONObject([
        ("version", "1.0"), ("truncation", .null), ("padding", .null), ("added_tokens", .array([])),
        ("normalizer", .null), ("pre_tokenizer", level), ("post_processor", .null), ("decoder", level),
        ("model", bpe),
      ]))
    return file.serialised(JSONValue.Style(indent: 2)) + [10]
  }

  /// - Throws: `TokenizerFileError` for what is not byte-level byte pairs, `JSONError` for what is no JSON.
  public static func read(_ bytes: [UInt8]) throws -> BPEModel {
    let file = try JSONValue(parsing: String(decoding: bytes, as: UTF8.self))
    guard file["model"]?["type"]?.stringValue == "BPE" else {
      throw TokenizerFileError("the model is not BPE")
    }
    guard file["pre_tokenizer"]?["type"]?.stringValue == "ByteLevel",
      file["pre_tokenizer"]?["add_prefix_space"]?.boolValue != true,
      file["pre_tokenizer"]?["use_regex"]?.boolValue != false, file["normalizer"]?.isNull != false
    else {
      throw TokenizerFileError("only ByteLevel text without normaliser and prefix space is supported yet")
    }
    guard file["added_tokens"]?.arrayValue?.isEmpty != false else {
      throw TokenizerFileError("added tokens are not supported yet")
    }
    guard let vocab = file["model"]?["vocab"]?.objectValue, let list = file["model"]?["merges"]?.arrayValue
    else {
      throw TokenizerFileError("the model has no vocab or no merges")
    }
    var vocabulary = [[UInt8]?](repeating: nil, count: vocab.members.count)
    var ids: [String: UInt32] = [:]
    for member in vocab.members {
      guard let id = member.value.intValue, vocabulary.indices.contains(id), vocabulary[id] == nil,
        let bytes = ByteAlphabet.bytes(member.key)
      else { throw TokenizerFileError("token '\(member.key)' has an id twice, out of range, or no bytes") }
      vocabulary[id] = bytes
      ids[member.key] = UInt32(id)
    }
    let merges = try list.map { item throws(TokenizerFileError) -> (left: UInt32, right: UInt32) in
      let parts =
        item.arrayValue?.compactMap(\.stringValue)
        ?? item.stringValue?.split(separator: " ").map(String.init) ?? []
      guard parts.count == 2, let left = ids[parts[0]], let right = ids[parts[1]] else {
        throw TokenizerFileError("a merge names a token that the vocabulary does not have")
      }
      return (left, right)
    }
    guard let model = BPEModel(vocabulary: vocabulary.compactMap { $0 }, merges: merges) else {
      throw TokenizerFileError(
        "a byte has no token, or a merge makes a token that the vocabulary does not have")
    }
    return model
  }
}

/// The printable characters that stand for bytes in a byte-level vocabulary (GPT-2's table).
enum ByteAlphabet {
  static let scalars: [Unicode.Scalar] = {
    var next: UInt32 = 256
    return (0..<256).compactMap { byte -> Unicode.Scalar? in
      if (33...126).contains(byte) || (161...172).contains(byte) || (174...255).contains(byte) {
        return Unicode.Scalar(UInt32(byte))
      }
      defer { next += 1 }
      return Unicode.Scalar(next)
    }
  }()

  /// The byte that each character stands for, -1 for none.
  private static let byteOf: [Int] = {
    var bytes = [Int](repeating: -1, count: 256 + 256)
    for (byte, scalar) in scalars.enumerated() where scalar.value < 512 { bytes[Int(scalar.value)] = byte }
    return bytes
  }()

  static func text(_ bytes: [UInt8]) -> String {
    var text = String.UnicodeScalarView()
    for byte in bytes { text.append(scalars[Int(byte)]) }
    return String(text)
  }

  /// nil when a character stands for no byte.
  static func bytes(_ text: String) -> [UInt8]? { bytes(Array(text.utf8)[...]) }

  static func bytes(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    text.withUnsafeBufferPointer { text in
      var bytes: [UInt8] = []
      bytes.reserveCapacity(text.count)
      var place = 0
      while place < text.count {
        let (codePoint, length) = UTF8Scalars.decode(text, place)
        guard codePoint < byteOf.count, byteOf[Int(codePoint)] >= 0 else { return nil }
        bytes.append(UInt8(byteOf[Int(codePoint)]))
        place += length
      }
      return bytes
    }
  }
}
