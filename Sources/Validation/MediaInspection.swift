import Media
import MediaCodecs
import ShardFormat

/// One look at a medium's bytes: what they are, and whether they decode.
enum MediaInspection {
  static func verdict(_ blob: Blob, decode: Bool, limits: MediaLimits) -> MediaVerdict {
    let found = MediaProbe.type(of: blob.bytes)
    var verdict = MediaVerdict(
      kind: found?.kind.rawValue, type: found?.type, declaredKind: blob.facts?["kind"]?.textValue,
      declaredType: blob.facts?["type"]?.textValue)
    guard decode, found != nil else { return verdict }
    do {
      _ = try MediaDecoder.check(blob.bytes, limits: limits)
    } catch {
      verdict.decodeError = "\(error)"
    }
    return verdict
  }
}
