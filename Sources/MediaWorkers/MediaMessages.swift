import Media

/// What a worker is asked to do with the medium that follows.
package struct MediaRequest: WireValue, Equatable {
  package enum Work: String {
    case facts, normalise, soundTrack, check, decode
  }
  package var work: Work
  package var limits: MediaLimits
  package var normalisation: Normalisation
  /// Of `decode`: what the bytes must be, and the seconds to keep.
  package var kind: MediaKind
  package var from: Double?
  package var to: Double?

  package init(
    _ work: Work, limits: MediaLimits = MediaLimits(), normalisation: Normalisation = Normalisation(),
    kind: MediaKind = .image, span: ClosedRange<Double>? = nil
  ) {
    self.work = work
    self.limits = limits
    self.normalisation = normalisation
    self.kind = kind
    from = span?.lowerBound
    to = span?.upperBound
  }

  package mutating func code(_ coder: inout WireCoder) throws(WireError) {
    try coder.field(&work)
    try coder.field(&limits)
    try coder.field(&normalisation)
    try coder.field(&kind)
    try coder.field(&from)
    try coder.field(&to)
  }

  package var span: ClosedRange<Double>? {
    guard let from, let to, from <= to else { return nil }
    return from...to
  }
}

/// What a worker answers; bytes may follow: the normalised file, pixels, samples.
package struct MediaAnswer: WireValue, Equatable {
  /// The medium cannot be used; then there is nothing else.
  package var error: MediaError?
  package var facts: MediaFacts?
  /// Of `soundTrack`: the clip has none.
  package var isAbsent: Bool
  /// Of `check`: it decodes to its end.
  package var isSound: Bool
  package var shape: DecodedShape?

  package init(
    error: MediaError? = nil, facts: MediaFacts? = nil, isAbsent: Bool = false, isSound: Bool = false,
    shape: DecodedShape? = nil
  ) {
    self.error = error
    self.facts = facts
    self.isAbsent = isAbsent
    self.isSound = isSound
    self.shape = shape
  }

  package mutating func code(_ coder: inout WireCoder) throws(WireError) {
    try coder.field(&error, empty: .empty)
    try coder.field(&facts, empty: .empty)
    try coder.field(&isAbsent)
    try coder.field(&isSound)
    try coder.field(&shape, empty: DecodedShape())
  }
}
