import CSoxr
import Media

/// Another sample rate through libsoxr's recipe HQ: linear phase, 20 bits, flat to 0.913 of the lower half rate. The
/// filter's delay is taken out: the first sample out is at the time of the first sample in.
final class RateConverter {
  private let handle: soxr_t
  private let channels: Int
  private var out: [Float]

  init(from: Int, to: Int, channels: Int) throws(MediaError) {
    var error: soxr_error_t?
    var io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I)
    var quality = soxr_quality_spec(UInt(SOXR_HQ), 0)
    var runtime = soxr_runtime_spec(1)
    guard
      let handle = soxr_create(
        Double(from), Double(to), UInt32(clamping: channels), &error, &io, &quality, &runtime),
      error == nil
    else { throw MediaError(.unsupported, "resampling \(from) Hz to \(to) Hz: \(Self.text(error))") }
    self.handle = handle
    self.channels = channels
    out = [Float](repeating: 0, count: 4096 * channels)
  }

  deinit { soxr_delete(handle) }

  /// - Parameters:
  ///   - samples: interleaved; nil says that nothing more comes.
  ///   - take: gets what became of them so far, interleaved.
  func convert(
    _ samples: UnsafePointer<Float>?, frames: Int, take: (UnsafeBufferPointer<Float>) -> Void
  ) throws(MediaError) {
    var fed = 0
    let room = out.count / channels
    while true {
      var (used, made) = (0, 0)
      let error = out.withUnsafeMutableBufferPointer {
        soxr_process(
          handle, samples.map { $0 + fed * channels }, samples == nil ? 0 : frames - fed, &used,
          $0.baseAddress,
          room, &made)
      }
      if error != nil { throw MediaError(.unsupported, "resampling: \(Self.text(error))") }
      fed += used
      if made > 0 {
        out.withUnsafeBufferPointer { take(UnsafeBufferPointer(rebasing: $0[..<(made * channels)])) }
      }
      // Room left over: everything fed is on its way.
      if made < room && (samples == nil || fed >= frames) { return }
      if made == 0 && used == 0 { return }
    }
  }

  private static func text(_ error: soxr_error_t?) -> String {
    error.map { String(cString: $0) } ?? "no memory"
  }
}
