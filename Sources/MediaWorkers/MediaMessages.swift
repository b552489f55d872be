import Media

/// What a worker is asked to do with the medium that follows.
package struct MediaRequest: WireValue, Equatable {
  package enum Work: String {
    case facts, normalise, check, decode
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
  /// Of `check`: it decodes to its end.
  package var isSound: Bool
  package var shape: DecodedShape?

  package init(
    error: MediaError? = nil, facts: MediaFacts? = nil, isSound: Bool = false,
    shape: DecodedShape? = nil
  ) {
    self.error = error
    self.facts = facts
    self.isSound = isSound
    self.shape = shape
  }

  package mutating func code(_ coder: inout WireCoder) throws(WireError) {
    try coder.field(&error, empty: .empty)
    try coder.field(&facts, empty: .empty)
    try coder.field(&isSound)
    try coder.field(&shape, empty: DecodedShape())
  }
}

/// A worker's first message, when it has given up what it does not need and waits for work.
package struct MediaGreeting: WireValue, Equatable {
  /// Raised when a message changes.
  package static let currentProtocol = 1

  package var protocolVersion = MediaGreeting.currentProtocol
  package init() {}

  package mutating func code(_ coder: inout WireCoder) throws(WireError) { try coder.field(&protocolVersion) }
}

/// A message on the connection: counts of both parts (8 bytes each, little-endian), the fields, the bytes.
package enum MediaMessage {
  package static let prefix = 16
  /// Most bytes of fields.
  package static let fieldLimit = 1 << 16

  package static func prefix(fields: Int, bytes: Int) -> [UInt8] {
    var coder = WireCoder()
    var (fields, bytes) = (fields, bytes)
    try? coder.field(&fields)
    try? coder.field(&bytes)
    return coder.bytes
  }

  /// Nil for counts that no message has.
  package static func counts(_ prefix: [UInt8]) -> (fields: Int, bytes: Int)? {
    var coder = WireCoder(reading: prefix)
    var (fields, bytes) = (0, 0)
    guard (try? coder.field(&fields)) != nil, (try? coder.field(&bytes)) != nil,
      fields >= 0, fields <= fieldLimit, bytes >= 0
    else { return nil }
    return (fields, bytes)
  }

  package static func fields(of request: MediaRequest) -> [UInt8] { WireCoder.written(request) }
  package static func fields(of answer: MediaAnswer) -> [UInt8] { WireCoder.written(answer) }
  package static func fields(of greeting: MediaGreeting) -> [UInt8] { WireCoder.written(greeting) }

  /// Nil for fields that are no request.
  package static func request(_ fields: [UInt8]) -> MediaRequest? {
    var request = MediaRequest(.facts)
    return (try? WireCoder.read(&request, from: fields)) == nil ? nil : request
  }

  package static func answer(_ fields: [UInt8]) -> MediaAnswer? {
    var answer = MediaAnswer()
    return (try? WireCoder.read(&answer, from: fields)) == nil ? nil : answer
  }

  package static func greeting(_ fields: [UInt8]) -> MediaGreeting? {
    var greeting = MediaGreeting()
    return (try? WireCoder.read(&greeting, from: fields)) == nil ? nil : greeting
  }
}
