import CAV
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
    let orientation = Orientation(Int(found.orientation))
    let (width, height) = orientation.size(
      Int(kind == .video ? found.square_width : found.width), Int(found.height))
    return MediaFacts(
      kind: kind, type: kind == .audio && signature == .mp4 ? "audio/mp4" : signature.type,
      width: width > 0 ? width : nil, height: height > 0 ? height : nil,
      duration: kind != .image && found.duration >= 0 ? found.duration : nil,
      rate: found.rate > 0 ? Int(found.rate) : nil, channels: found.channels > 0 ? Int(found.channels) : nil,
      frames: kind == .video && found.frames > 0 ? Int(clamping: found.frames) : nil,
      picture: kind == .video ? orientation.facts : nil)
  }
}

/// Sound through libavformat and libavcodec: what libsndfile does not read, and the tracks of clips.
enum AVSound {
  /// - Throws: `empty` when there is no sound in the file.
  static func decode(
    _ bytes: [UInt8], _ signature: MediaSignature, limits: MediaLimits, into sink: some SoundSink
  ) throws(MediaError) {
    AVCall.ready
    let why = Why()
    var failure: MediaError?
    bytes.withUnsafeBufferPointer { bytes in
      do throws(MediaError) {
        var opened: OpaquePointer?
        try AVCall.check(
          aa_av_sound_open(bytes.baseAddress, bytes.count, &opened, why.text, Why.size), why, signature)
        defer { aa_av_sound_close(opened) }
        var budget = SampleBudget(limits)
        var begun = false
        var piece = aa_av_piece()
        while true {
          try AVCall.check(aa_av_sound_next(opened, &piece, why.text, Why.size), why, signature)
          guard piece.frames > 0, let samples = piece.samples else { break }
          let channels = Int(piece.channels)
          if !begun {
            try budget.begin(rate: Int(piece.rate), channels: channels, frames: nil)
            try sink.begin(rate: Int(piece.rate), channels: channels, frames: nil)
            begun = true
          }
          let count = Int(piece.frames) * channels
          try budget.add(count)
          try sink.take(UnsafeBufferPointer(start: samples, count: count))
        }
        if !begun { throw MediaError(.empty, "\(signature.type): a sound without samples") }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}
