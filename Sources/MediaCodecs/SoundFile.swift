import CSndFile
import Glibc
import Media

/// WAV, FLAC, Ogg, AIFF, AU, CAF, W64 and MP3 through libsndfile.
enum SoundFile {
  static func facts(_ bytes: [UInt8], _ signature: MediaSignature) throws(MediaError) -> MediaFacts {
    try open(bytes) { (handle, info) throws(MediaError) in
      MediaFacts(
        kind: .audio, type: signature.type,
        duration: known(info) ? Double(info.frames) / Double(max(1, info.samplerate)) : nil,
        rate: Int(info.samplerate), channels: Int(info.channels))
    }
  }

  static func decode(_ bytes: [UInt8], limits: MediaLimits) throws(MediaError) -> Sound {
    try open(bytes) { (handle, info) throws(MediaError) in
      let channels = Int(info.channels)
      let rate = Int(info.samplerate)
      guard channels > 0, rate > 0 else {
        throw MediaError(.corrupt, "sound of \(channels) channels at \(rate) Hz")
      }
      if known(info) {
        let (total, overflow) = Int(info.frames).multipliedReportingOverflow(by: channels)
        if overflow || total > limits.samples {
          throw MediaError(
            .tooLarge, "declares \(info.frames) frames of sound, the limit is \(limits.samples) samples")
        }
      }
      // Grows as samples really come, so a lying header costs nothing.
      var samples: [Float] = []
      let chunk = max(1, 65536 / channels)
      while true {
        var got = 0
        let block = [Float](unsafeUninitializedCapacity: chunk * channels) { out, filled in
          got = Int(sf_readf_float(handle, out.baseAddress, sf_count_t(chunk)))
          filled = max(0, got) * channels
        }
        if got <= 0 { break }
        samples.append(contentsOf: block)
        if samples.count > limits.samples {
          throw MediaError(.tooLarge, "more than \(limits.samples) samples of sound")
        }
      }
      let code = sf_error(handle)
      if code != 0 { throw MediaError(.corrupt, "sound: \(text(sf_error_number(code)))") }
      let frames = samples.count / channels
      if known(info), frames < Int(info.frames) {
        throw MediaError(
          .truncated, "sound: the header promises \(info.frames) frames, \(frames) could be decoded")
      }
      if frames == 0 { throw MediaError(.empty, "a sound without samples") }
      return Sound(rate: rate, channels: channels, samples: samples)
    }
  }

  /// libsndfile gives the largest count it has when the header leaves the length open.
  private static func known(_ info: SF_INFO) -> Bool {
    info.frames >= 0 && info.frames < 0x7FFF_FFFF_FFFF_0000
  }

  private static func open<T>(
    _ bytes: [UInt8], _ body: (OpaquePointer, SF_INFO) throws(MediaError) -> T
  ) throws(MediaError) -> T {
    let file = VirtualFile(bytes)
    var callbacks = VirtualFile.callbacks()
    var info = SF_INFO()
    guard
      let handle = sf_open_virtual(
        &callbacks, Int32(SFM_READ), &info, Unmanaged.passUnretained(file).toOpaque())
    else { throw MediaError(.corrupt, "sound: \(text(sf_strerror(nil)))") }
    defer {
      sf_close(handle)
      // libsndfile holds no reference of its own.
      withExtendedLifetime(file) {}
    }
    return try body(handle, info)
  }

  static func text(_ pointer: UnsafePointer<CChar>?) -> String {
    pointer.map { String(cString: $0) } ?? "unknown error"
  }
}
