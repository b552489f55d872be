import CAV
import Glibc
import Media

/// What every call into libav shares.
enum AVCall {
  /// Runs once, before the first call.
  static let ready: Void = aa_av_quiet()

  static func check(_ code: Int32, _ why: borrowing Why, _ signature: MediaSignature) throws(MediaError) {
    if code == 0 { return }
    let reasons: [MediaError.Reason] = [
      .corrupt, .unrecognised, .truncated, .corrupt, .empty, .tooLarge, .unsupported, .noFrames,
    ]
    let index = Int(code)
    throw why.error(reasons.indices.contains(index) ? reasons[index] : .corrupt, signature.type)
  }
}

enum AVProbe {
  static func facts(
    _ bytes: [UInt8], _ signature: MediaSignature, limits: MediaLimits
  ) throws(MediaError) -> MediaFacts {
    AVCall.ready
    let why = Why()
    var found = aa_av_facts()
    let code = bytes.withUnsafeBufferPointer {
      aa_av_probe($0.baseAddress, $0.count, &found, why.text, Why.size)
    }
    try AVCall.check(code, why, signature)
    if signature.kind == .video, found.width == 0, found.rate == 0 {
      throw MediaError(.noFrames, "\(signature.type): no streams")
    }
    // An MP4 may hold sound only; what it is, its streams say.
    let isSound = signature.kind == .audio || (signature.kind == .video && found.width == 0)
    let kind: MediaKind = isSound ? .audio : signature.kind
    return MediaFacts(
      kind: kind, type: kind == .audio && signature == .mp4 ? "audio/mp4" : signature.type,
      width: found.width > 0 ? Int(found.width) : nil, height: found.height > 0 ? Int(found.height) : nil,
      duration: kind != .image && found.duration >= 0 ? found.duration : nil,
      rate: found.rate > 0 ? Int(found.rate) : nil, channels: found.channels > 0 ? Int(found.channels) : nil,
      frames: kind == .video && found.frames > 0 ? Int(clamping: found.frames) : nil)
  }
}

enum AVSound {
  static func decode(
    _ bytes: [UInt8], _ signature: MediaSignature, limits: MediaLimits
  ) throws(MediaError) -> Sound {
    AVCall.ready
    let why = Why()
    var samples: UnsafeMutablePointer<Float>?
    var frames: Int64 = 0
    var rate: Int32 = 0
    var channels: Int32 = 0
    let code = bytes.withUnsafeBufferPointer {
      aa_av_audio(
        $0.baseAddress, $0.count, Int64(limits.samples), &samples, &frames, &rate, &channels, why.text,
        Why.size)
    }
    try AVCall.check(code, why, signature)
    defer { free(samples) }
    let count = Int(frames) * Int(channels)
    return Sound(
      rate: Int(rate), channels: Int(channels),
      samples: [Float](UnsafeBufferPointer(start: samples, count: count)))
  }
}

/// Rate and channel conversion through libswresample.
enum Resampler {
  static func convert(_ sound: Sound, rate: Int, channels: Int) throws(MediaError) -> Sound {
    guard rate > 0, rate <= 1 << 20, channels > 0, channels <= 64 else {
      throw MediaError(.unsupported, "\(channels) channels at \(rate) Hz")
    }
    guard sound.rate > 0, sound.rate <= 1 << 24, sound.channels > 0, sound.channels <= 64 else {
      throw MediaError(.unsupported, "a sound of \(sound.channels) channels at \(sound.rate) Hz")
    }
    if sound.rate == rate, sound.channels == channels { return sound }
    if sound.frames == 0 { return Sound(rate: rate, channels: channels, samples: []) }
    if Double(sound.frames) * Double(rate) / Double(sound.rate) * Double(channels) > 4e9 {
      throw MediaError(.tooLarge, "resampling \(sound.frames) frames to \(rate) Hz")
    }
    AVCall.ready
    let why = Why()
    var out: UnsafeMutablePointer<Float>?
    var frames: Int64 = 0
    let code = sound.samples.withUnsafeBufferPointer {
      aa_av_resample(
        $0.baseAddress, Int64(sound.frames), Int32(sound.rate), Int32(sound.channels), Int32(rate),
        Int32(channels),
        &out, &frames, why.text, Why.size)
    }
    if code != 0 { throw why.error(.unsupported, "sound") }
    defer { free(out) }
    let count = Int(frames) * channels
    return Sound(
      rate: rate, channels: channels, samples: [Float](UnsafeBufferPointer(start: out, count: count)))
  }
}
