import ByteStreams
import ShardFormat

/// Where the bytes of a medium that is to be prepared come from.
enum MediumOrigin {
  case file(MediaLocator.Found)
  case row([UInt8], words: String)

  var words: String {
    switch self {
    case .file(let found): found.words
    case .row(_, let words): words
    }
  }

  /// Names it, and what becomes of it.
  func key(_ what: String) -> Digest {
    switch self {
    case .file(let found): SHA256.hash(Array("\(what) file \(found.key)".utf8))
    case .row(let bytes, _): SHA256.hash(Array("\(what) bytes ".utf8) + SHA256.hash(bytes).bytes)
    }
  }
}
