import Media

// Every stored property has a line here; a test counts them.

extension Normalisation: WireValue {
  package mutating func code(_ coder: inout WireCoder) throws(WireError) {
    try coder.field(&imageSize)
    try coder.field(&imageMode)
    try coder.field(&audioRate)
    try coder.field(&audioChannels)
    try coder.field(&videoRate)
    try coder.field(&videoFrames)
    try coder.field(&videoSize)
  }
}

extension MediaLimits: WireValue {
  package mutating func code(_ coder: inout WireCoder) throws(WireError) {
    try coder.field(&bytes)
    try coder.field(&pixels)
    try coder.field(&samples)
    try coder.field(&frames)
  }
}

extension MediaFacts: WireValue {
  package mutating func code(_ coder: inout WireCoder) throws(WireError) {
    try coder.field(&kind)
    try coder.field(&type)
    try coder.field(&width)
    try coder.field(&height)
    try coder.field(&duration)
    try coder.field(&rate)
    try coder.field(&channels)
    try coder.field(&frames)
  }

  /// What reading begins with.
  package static let empty = MediaFacts(kind: .image, type: "")
}

extension MediaError: WireValue {
  package mutating func code(_ coder: inout WireCoder) throws(WireError) {
    try coder.field(&reason)
    try coder.field(&detail)
  }

  package static let empty = MediaError(.corrupt, "")
}
