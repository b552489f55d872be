import Media

// Every stored property has a line here; a test counts them.

extension Normalisation: WireValue {
  package mutating func code(_ coder: inout WireCoder) throws(WireError) {
    try coder.field(&imageSize)
    try coder.field(&imageMode)
    try coder.field(&imageFilter)
    try coder.field(&imageFormat)
    try coder.field(&imageQuality)
    try coder.field(&imageFullChroma)
    try coder.field(&imageBackground)
    try coder.field(&audioRate)
    try coder.field(&audioChannels)
    try coder.field(&audioFormat)
    try coder.field(&audioBitrate)
    try coder.field(&videoRate)
    try coder.field(&videoFrames)
    try coder.field(&videoSize)
    try coder.field(&videoFormat)
  }
}

extension Background: WireValue {
  package mutating func code(_ coder: inout WireCoder) throws(WireError) {
    try coder.field(&red)
    try coder.field(&green)
    try coder.field(&blue)
  }
}

extension MediaLimits: WireValue {
  package mutating func code(_ coder: inout WireCoder) throws(WireError) {
    try coder.field(&bytes)
    try coder.field(&pixels)
    try coder.field(&samples)
    try coder.field(&frames)
    try coder.field(&seconds)
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
    try coder.field(&picture, empty: PictureFacts())
    try coder.field(&source, empty: PictureFacts())
  }

  /// What reading begins with.
  package static let empty = MediaFacts(kind: .image, type: "")
}

extension PictureFacts: WireValue {
  package mutating func code(_ coder: inout WireCoder) throws(WireError) {
    try coder.field(&orientation)
    try coder.field(&profile)
    try coder.field(&colours, empty: .grey) { (coder, value) throws(WireError) in try coder.field(&value) }
    try coder.field(&bits)
    try coder.field(&alpha)
    try coder.field(&animated)
  }
}

extension MediaError: WireValue {
  package mutating func code(_ coder: inout WireCoder) throws(WireError) {
    try coder.field(&reason)
    try coder.field(&detail)
  }

  package static let empty = MediaError(.corrupt, "")
}
