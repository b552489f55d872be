import ByteStreams
import PreferenceRecords

/// What records with the same prompt share.
enum PromptCluster {
  /// The first eight bytes, big-endian, of SHA-256 over the prompt's roles, texts (with their lengths) and media.
  static func of(_ record: PreferenceRecord) -> UInt64 {
    let hash = SHA256()
    for message in record.prompt {
      hash.update(Array("\(message.role.rawValue):".utf8))
      for part in message.parts {
        switch part {
        case .text(let text):
          let bytes = Array(text.utf8)
          hash.update(Array("t\(bytes.count):".utf8))
          hash.update(bytes)
        case .media(let reference): hash.update(Array("m".utf8) + reference.digest.bytes)
        }
      }
    }
    return hash.finish().a
  }
}
