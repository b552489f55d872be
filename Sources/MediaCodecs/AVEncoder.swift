import CAV
import Media

/// MP4 and WebM through libav.
enum AVEncoder {
  static func encode(
    _ frames: [Image], rate: (Int, Int), format: String, encoder: String, options: String
  ) throws(MediaError) -> [UInt8] {
    guard let first = frames.first, first.width > 0, first.height > 0 else {
      throw MediaError(.noFrames, "nothing to encode")
    }
    for frame in frames where frame.width != first.width || frame.height != first.height {
      throw MediaError(.unsupported, "pictures of different sizes in one clip")
    }
    AVCall.ready
    let why = Why()
    var out: UnsafeMutablePointer<UInt8>?
    var count = 0
    // All pictures side by side in memory that stays in place during the call.
    let size = first.pixels.count
    var all: [UInt8] = []
    all.reserveCapacity(size * frames.count)
    for frame in frames { all.append(contentsOf: frame.pixels) }
    let code = all.withUnsafeBufferPointer { pixels in
      format.withCString { format in
        encoder.withCString { encoder in
          options.withCString { options in
            let pictures = frames.indices.map { index in pixels.baseAddress.map { $0 + index * size } }
            var target = aa_av_target(
              format: format, encoder: encoder, options: options, width: Int32(clamping: first.width),
              height: Int32(clamping: first.height), rate_numerator: Int32(clamping: max(1, rate.0)),
              rate_denominator: Int32(clamping: max(1, rate.1)))
            return aa_av_encode(&target, pictures, pictures.count, &out, &count, why.text, Why.size)
          }
        }
      }
    }
    if code != 0 { throw why.error(.unsupported, format) }
    defer { aa_av_free(out) }
    return [UInt8](UnsafeBufferPointer(start: out, count: count))
  }
}
