import Media
enum AVPicture {
  static func decode(_ b: [UInt8], _ s: MediaSignature, limits: MediaLimits) throws(MediaError) -> Image {
    throw MediaError(.unsupported, "not yet")
  }
}
enum AVSound {
  static func decode(_ b: [UInt8], _ s: MediaSignature, limits: MediaLimits) throws(MediaError) -> Sound {
    throw MediaError(.unsupported, "not yet")
  }
}
enum AVProbe {
  static func facts(_ b: [UInt8], _ s: MediaSignature, limits: MediaLimits) throws(MediaError) -> MediaFacts {
    throw MediaError(.unsupported, "not yet")
  }
}
enum AVClip {
  static func decode(
    _ b: [UInt8], _ s: MediaSignature, framesPerSecond: Double?, maxFrames: Int?, limits: MediaLimits,
    transform: (Image) throws(MediaError) -> Image
  ) throws(MediaError) -> Clip { throw MediaError(.unsupported, "not yet") }
}
enum Resampler {
  static func convert(_ s: Sound, rate: Int, channels: Int) throws(MediaError) -> Sound {
    if s.rate == rate && s.channels == channels { return s }; throw MediaError(.unsupported, "not yet")
  }
}
