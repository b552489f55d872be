import CImaging
import Media

/// YUV4MPEG2: a line of parameters, then pictures of raw planes, each after a FRAME line. Written as 4:4:4 8-bit full range
/// (BT.601 matrix); read with 4:2:0, 4:2:2, 4:4:4 and mono chroma in either range.
enum Y4M {
  struct Header {
    var width = 0
    var height = 0
    var rate = (25, 1)
    /// Horizontal and vertical chroma subsampling as shifts; nil without chroma.
    var chroma: (x: Int, y: Int)? = (1, 1)
    var limited = true
    /// Where the first FRAME line begins.
    var end = 0

    var lumaBytes: Int { width * height }
    var chromaWidth: Int { chroma.map { (width + (1 << $0.x) - 1) >> $0.x } ?? 0 }
    var chromaHeight: Int { chroma.map { (height + (1 << $0.y) - 1) >> $0.y } ?? 0 }
    var frameBytes: Int { lumaBytes + 2 * chromaWidth * chromaHeight }
  }

  static func encode(_ clip: Clip) throws(MediaError) -> [UInt8] {
    guard let first = clip.frames.first else { throw MediaError(.noFrames, "a clip without pictures") }
    var head = "YUV4MPEG2 W\(first.width) H\(first.height) F\(clip.rateNumerator):\(clip.rateDenominator)"
    head += " Ip A1:1 C444 XCOLORRANGE=FULL\n"
    var bytes = Array(head.utf8)
    let pixels = first.width * first.height
    bytes.reserveCapacity(bytes.count + clip.frames.count * (6 + pixels * 3))
    for frame in clip.frames {
      guard frame.width == first.width, frame.height == first.height else {
        throw MediaError(.unsupported, "pictures of different sizes in one clip")
      }
      bytes.append(contentsOf: Array("FRAME\n".utf8))
      bytes.append(
        contentsOf: [UInt8](unsafeUninitializedCapacity: pixels * 3) { out, filled in
          if let base = out.baseAddress {
            frame.pixels.withUnsafeBufferPointer {
              aa_rgb_to_yuv444($0.baseAddress, base, base + pixels, base + 2 * pixels, pixels)
            }
          }
          filled = pixels * 3
        })
    }
    return bytes
  }

  static func header(_ b: [UInt8]) throws(MediaError) -> Header {
    guard b.has("YUV4MPEG2 "), let end = b.prefix(1024).firstIndex(of: 10) else {
      throw MediaError(.truncated, "YUV4MPEG2: the first line is cut")
    }
    var header = Header()
    header.end = end + 1
    for field in b[10..<end].split(separator: 32) {
      guard let tag = field.first else { continue }
      let value = String(decoding: field.dropFirst(), as: UTF8.self)
      switch Character(Unicode.Scalar(tag)) {
      case "W": header.width = Int(value) ?? 0
      case "H": header.height = Int(value) ?? 0
      case "F":
        let parts = value.split(separator: ":").compactMap { Int($0) }
        guard parts.count == 2, parts[0] > 0, parts[1] > 0 else {
          throw MediaError(.corrupt, "YUV4MPEG2: frame rate \"\(value)\"")
        }
        header.rate = (parts[0], parts[1])
      case "C":
        switch value {
        case "420", "420jpeg", "420mpeg2", "420paldv": header.chroma = (1, 1)
        case "422": header.chroma = (1, 0)
        case "444": header.chroma = (0, 0)
        case "mono": header.chroma = nil
        default: throw MediaError(.unsupported, "YUV4MPEG2: colour space C\(value)")
        }
      case "X": if value == "COLORRANGE=FULL" { header.limited = false }
      default: break
      }
    }
    return header
  }

  static func facts(_ b: [UInt8]) throws(MediaError) -> MediaFacts {
    let header = try header(b)
    _ = try PixelBudget.bytes(width: header.width, height: header.height, limits: MediaLimits())
    let frames = try offsets(b, header).count
    return MediaFacts(
      kind: .video, type: MediaSignature.y4m.type, width: header.width, height: header.height,
      duration: Double(frames) * Double(header.rate.1) / Double(header.rate.0), frames: frames)
  }

  static func decode(
    _ b: [UInt8], framesPerSecond: Double?, maxFrames: Int?, limits: MediaLimits,
    transform: (Image) throws(MediaError) -> Image
  ) throws(MediaError) -> Clip {
    let header = try header(b)
    _ = try PixelBudget.bytes(width: header.width, height: header.height, limits: limits)
    let offsets = try offsets(b, header)
    if offsets.isEmpty { throw MediaError(.noFrames, "YUV4MPEG2 without pictures") }
    let tick = Double(header.rate.1) / Double(header.rate.0)
    let times = offsets.indices.map { Double($0) * tick }
    let choice = try FrameChoice(
      times: times, duration: Double(offsets.count) * tick, nativeRate: header.rate,
      framesPerSecond: framesPerSecond, maxFrames: maxFrames, limits: limits)
    var frames: [Image] = []
    for (k, index) in choice.frames.enumerated() {
      // Asking for more pictures a second than there are gives the same one again.
      if k > 0, choice.frames[k - 1] == index, let last = frames.last {
        frames.append(last)
      } else {
        frames.append(try transform(picture(b, header, at: offsets[index])))
      }
    }
    return Clip(frames: frames, rateNumerator: choice.rate.0, rateDenominator: choice.rate.1)
  }

  /// Every picture is there; planes of raw bytes cannot be damaged.
  static func check(_ b: [UInt8], limits: MediaLimits) throws(MediaError) -> MediaFacts {
    let header = try header(b)
    _ = try PixelBudget.bytes(width: header.width, height: header.height, limits: limits)
    let facts = try facts(b)
    if facts.frames == 0 { throw MediaError(.noFrames, "YUV4MPEG2 without pictures") }
    return facts
  }

  /// Where the planes of each picture begin.
  private static func offsets(_ b: [UInt8], _ header: Header) throws(MediaError) -> [Int] {
    var offsets: [Int] = []
    var at = header.end
    while at < b.count {
      guard b.has("FRAME", at: at), let end = b[at..<min(b.count, at + 256)].firstIndex(of: 10) else {
        throw MediaError(
          at + 6 > b.count ? .truncated : .corrupt, "YUV4MPEG2: no FRAME line at byte \(at)")
      }
      if end + 1 + header.frameBytes > b.count {
        throw MediaError(.truncated, "YUV4MPEG2: picture \(offsets.count) is cut")
      }
      offsets.append(end + 1)
      at = end + 1 + header.frameBytes
    }
    return offsets
  }

  private static func picture(_ b: [UInt8], _ h: Header, at: Int) -> Image {
    let count = h.lumaBytes * 3
    let grey = [UInt8](repeating: 128, count: h.width)
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { out, filled in
      b.withUnsafeBufferPointer { b in
        guard let base = b.baseAddress.map({ $0 + at }), let out = out.baseAddress else { return }
        grey.withUnsafeBufferPointer { grey in
          guard let grey = grey.baseAddress else { return }
          let u = base + h.lumaBytes
          let v = u + h.chromaWidth * h.chromaHeight
          for y in 0..<h.height {
            let row = h.chroma.map { (y >> $0.y) * h.chromaWidth }
            aa_yuv_row_to_rgb(
              base + y * h.width, row.map { u + $0 } ?? grey, row.map { v + $0 } ?? grey,
              Int32(h.chroma?.x ?? 0),
              h.limited ? 1 : 0, out + y * h.width * 3, Int32(h.width))
          }
        }
      }
      filled = count
    }
    return Image(width: h.width, height: h.height, pixels: pixels)
  }
}
