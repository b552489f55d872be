import Media
import ShardFormat

extension MediaVerdict {
  /// How closely media are looked at.
  enum Look {
    /// Their first bytes.
    case glance
    /// The headers of pictures and clips too.
    case headers
    /// All of them are decoded.
    case decoding
  }

  /// One look at a medium's bytes.
  init(_ blob: Blob, _ look: Look, by processing: any MediaProcessing, limits: MediaLimits) throws {
    var found = try processing.inspected(blob.bytes, decoding: look == .decoding, limits: limits)
    if look == .headers, found.kind == .image || found.kind == .video {
      do { found.picture = try processing.facts(of: blob.bytes, limits: limits).picture } catch is MediaError
      {}
    }
    self.init(
      kind: found.kind?.rawValue, type: found.type, declaredKind: blob.facts?["kind"]?.textValue,
      declaredType: blob.facts?["type"]?.textValue, decodeError: found.error.map { "\($0)" },
      picture: found.picture)
  }
}
