import Media

/// Media work in this process: what a worker does, and tests. A medium that crashes a library takes the process along.
public struct LocalMedia: MediaProcessing {
  public init() {}

  public func facts(of bytes: [UInt8], limits: MediaLimits) throws -> MediaFacts {
    try MediaProbe.facts(of: bytes, limits: limits)
  }

  public func normalised(
    _ bytes: [UInt8], _ options: Normalisation, limits: MediaLimits
  ) throws -> (bytes: [UInt8], facts: MediaFacts) {
    try MediaNormaliser.normalise(bytes, options, limits: limits)
  }

  public func soundTrack(
    of bytes: [UInt8], _ options: Normalisation, limits: MediaLimits
  ) throws -> (bytes: [UInt8], facts: MediaFacts)? {
    try MediaNormaliser.soundTrack(of: bytes, options, limits: limits)
  }

  public func inspected(_ bytes: [UInt8], decoding: Bool, limits: MediaLimits) throws -> MediaInspection {
    guard let found = MediaType.of(bytes) else { return MediaInspection() }
    var inspection = MediaInspection(kind: found.kind, type: found.type)
    if decoding {
      do { inspection.picture = try MediaDecoder.check(bytes, limits: limits).picture } catch {
        inspection.error = error
      }
    }
    return inspection
  }

  public func decoded(
    _ bytes: [UInt8], kind: MediaKind, span: ClosedRange<Double>?, _ options: Normalisation,
    limits: MediaLimits
  ) throws -> DecodedMedia {
    try MediaNormaliser.decoded(bytes, kind: kind, span: span, options, limits: limits)
  }
}
