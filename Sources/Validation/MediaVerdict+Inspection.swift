import Media
import ShardFormat

extension MediaVerdict {
  /// One look at a medium's bytes: what they are, and with `decode` whether they decode.
  init(_ blob: Blob, decode: Bool, by processing: any MediaProcessing, limits: MediaLimits) throws {
    let found = try processing.inspected(blob.bytes, decoding: decode, limits: limits)
    self.init(
      kind: found.kind?.rawValue, type: found.type, declaredKind: blob.facts?["kind"]?.textValue,
      declaredType: blob.facts?["type"]?.textValue, decodeError: found.error.map { "\($0)" })
  }
}
