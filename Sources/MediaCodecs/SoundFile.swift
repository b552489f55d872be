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

  static func decode(
    _ bytes: [UInt8], limits: MediaLimits, into sink: some SoundSink
  ) throws(MediaError) {
    try open(bytes) { (handle, info) throws(MediaError) in
      let channels = Int(info.channels)
      let promised = known(info) ? Int(info.frames) : nil
      var budget = SampleBudget(limits)
      try budget.begin(rate: Int(info.samplerate), channels: channels, frames: promised)
      try sink.begin(rate: Int(info.samplerate), channels: channels, frames: promised)
      let frames = max(1, 8192 / channels)
      let piece = UnsafeMutableBufferPointer<Float>.allocate(capacity: frames * channels)
      defer { piece.deallocate() }
      while true {
        let got = Int(sf_readf_float(handle, piece.baseAddress, sf_count_t(frames)))
        if got <= 0 { break }
        try budget.add(got * channels)
        try sink.take(UnsafeBufferPointer(rebasing: piece[..<(got * channels)]))
      }
      let code = sf_error(handle)
      if code != 0 { throw MediaError(.corrupt, "sound: \(text(sf_error_number(code)))") }
      let decoded = budget.samples / channels
      if let promised, decoded < promised {
        throw MediaError(
          .truncated, "sound: the header promises \(promised) frames, \(decoded) could be decoded")
      }
      if decoded == 0 { throw MediaError(.empty, "a sound without samples") }
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
