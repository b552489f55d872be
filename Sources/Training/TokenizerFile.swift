import ByteStreams
import ShardFormat
import TokenTrees

/// `aa_tokenizer.cbor` beside a model: the description of the vocabulary it was trained on, as META had it.
public enum TokenizerFile {
  public static let name = "aa_tokenizer.cbor"

  public static func bytes(_ description: CBOR?) -> [UInt8] { (description ?? .null).encode() }

  /// The vocabulary that a folder's model was trained on; nil when the folder does not say.
  /// - Throws: `TrainingError` for a description that cannot be read; `StreamError`.
  public static func layout(folder: String) throws -> VocabularyLayout? {
    let path = folder + "/" + name
    guard Files.exists(path) else { return nil }
    let bytes = try Files.read(path, limit: 1 << 28)
    do { return try VocabularyLayout(cbor: try CBOR.decode(bytes)) } catch {
      throw TrainingError("\(path): \(error)")
    }
  }

  /// Refuses data whose vocabulary is not the model's; a folder without a description is taken at its word.
  public static func check(folder: String, against description: CBOR) throws {
    let path = folder + "/" + name
    guard Files.exists(path) else { return }
    if try Files.read(path, limit: 1 << 28) != bytes(description) {
      throw TrainingError(
        "\(path): the model was trained with another tokenizer than the data's: tokenize the data with the options "
          + "and the tokenizer file that the model's data had")
    }
  }
}
