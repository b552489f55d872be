import ByteStreams
import ShardFormat

/// Where the bytes of a medium that is to be prepared come from.
enum MediumOrigin {
  case file(MediaLocator.Found)
  case row([UInt8], digest: Digest, words: String)

  /// - Parameter words: how messages call it.
  static func row(_ bytes: [UInt8], words: String) -> MediumOrigin {
    .row(bytes, digest: SHA256.hash(bytes), words: words)
  }

  /// Of the bytes, when that is known before they are read.
  var digest: Digest? {
    guard case .row(_, let digest, _) = self else { return nil }
    return digest
  }

  var words: String {
    switch self {
    case .file(let found): found.words
    case .row(_, _, let words): words
    }
  }

  /// Names it, and what becomes of it.
  func key(_ what: String) -> Digest {
    switch self {
    case .file(let found): SHA256.hash(Array("\(what) file \(found.key)".utf8))
    case .row(_, let digest, _): SHA256.hash(Array("\(what) bytes ".utf8) + digest.bytes)
    }
  }
}
