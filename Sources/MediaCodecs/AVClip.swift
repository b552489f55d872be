import CAV
import CImaging
import Media

/// Video, and the pictures that libjpeg and libpng don't read, through libavformat and libavcodec.
enum AVClip {
  static func decode(
    _ bytes: [UInt8], _ signature: MediaSignature, framesPerSecond: Double?, maxFrames: Int?,
    limits: MediaLimits,
    seeking: Bool = true, transform: (Image) throws(MediaError) -> Image
  ) throws(MediaError) -> (clip: Clip, orientation: Orientation) {
    let reader = try AVReader(bytes, signature, limits: limits)
    if !seeking { reader.readOn() }
    reader.square()
    defer { withExtendedLifetime(reader) {} }
    let choice = try FrameChoice(
      times: reader.times, duration: reader.duration, nativeRate: reader.rate,
      framesPerSecond: framesPerSecond,
      maxFrames: maxFrames, limits: limits)
    var distinct: [Int] = []
    for index in choice.frames where distinct.last != index { distinct.append(index) }
    try reader.choose(distinct)
    var frames: [Image] = []
    var orientation = Orientation.upright
    for (k, index) in choice.frames.enumerated() {
      if k > 0, choice.frames[k - 1] == index, let last = frames.last {
        frames.append(last)
      } else {
        let picture = try reader.next()
        if k == 0 { orientation = picture.orientation }
        frames.append(try transform(picture.image))
      }
    }
    let clip = Clip(frames: frames, rateNumerator: choice.rate.0, rateDenominator: choice.rate.1)
    return (clip, orientation)
  }
}

extension AVClip {
  /// Decodes every picture and keeps none.
  static func check(
    _ bytes: [UInt8], _ signature: MediaSignature, limits: MediaLimits
  ) throws(MediaError) -> MediaFacts {
    let reader = try AVReader(bytes, signature, limits: limits)
    defer { withExtendedLifetime(reader) {} }
    let seconds = reader.duration
    if !(seconds <= limits.seconds) {
      throw MediaError(.tooLarge, "a clip of more than \(limits.seconds) s")
    }
    let frames = try reader.check()
    return MediaFacts(
      kind: .video, type: signature.type, duration: seconds, frames: frames,
      picture: reader.orientation.facts)
  }
}

enum AVPicture {
  static func decode(
    _ bytes: [UInt8], _ signature: MediaSignature, limits: MediaLimits, background: Background
  ) throws(MediaError) -> Image {
    let reader = try AVReader(bytes, signature, limits: limits)
    defer { withExtendedLifetime(reader) {} }
    reader.background = background
    try reader.choose([0])
    return try reader.next().image
  }
}

/// One file opened for its pictures.
private final class AVReader {
  private let handle: OpaquePointer
  // libav reads these in place.
  private let bytes: UnsafeMutableBufferPointer<UInt8>
  private let signature: MediaSignature
  private let limits: MediaLimits
  var background = Background.white

  init(_ source: [UInt8], _ signature: MediaSignature, limits: MediaLimits) throws(MediaError) {
    AVCall.ready
    bytes = .allocate(capacity: source.count)
    _ = bytes.initialize(from: source)
    self.signature = signature
    self.limits = limits
    let why = Why()
    var opened: OpaquePointer?
    // The name must stay in memory, as a StaticString does.
    let demuxer: StaticString? =
      switch signature {
      case .webp: "webp_pipe"
      case .bmp: "bmp_pipe"
      case .tiff: "tiff_pipe"
      default: nil
      }
    let name = demuxer.map { UnsafeRawPointer($0.utf8Start).assumingMemoryBound(to: CChar.self) }
    let code = aa_av_video_open(
      bytes.baseAddress, bytes.count, name, Int64(limits.pixels), &opened, why.text, Why.size)
    guard code == 0, let opened else {
      bytes.deallocate()
      try AVCall.check(code == 0 ? 3 : code, why, signature)
      throw MediaError(.corrupt, signature.type)
    }
    handle = opened
  }

  deinit {
    aa_av_video_close(handle)
    bytes.deallocate()
  }

  var times: [Double] {
    var count = 0
    let start = aa_av_video_times(handle, &count)
    return [Double](UnsafeBufferPointer(start: start, count: count))
  }

  var duration: Double { aa_av_video_duration(handle) }

  var rate: (Int, Int) {
    var numerator: Int32 = 0
    var denominator: Int32 = 0
    aa_av_video_rate(handle, &numerator, &denominator)
    return (Int(numerator), Int(denominator))
  }

  func choose(_ indices: [Int]) throws(MediaError) {
    let why = Why()
    let code = indices.withUnsafeBufferPointer {
      aa_av_video_choose(handle, $0.baseAddress, $0.count, why.text, Why.size)
    }
    try AVCall.check(code, why, signature)
  }

  /// From now on pictures have square pixels.
  func square() { aa_av_video_square(handle) }

  func readOn() { aa_av_video_read_on(handle) }

  func check() throws(MediaError) -> Int {
    let why = Why()
    var pictures: Int64 = 0
    try AVCall.check(aa_av_video_check(handle, &pictures, why.text, Why.size), why, signature)
    return Int(clamping: pictures)
  }

  /// How the container says that pictures are to be turned.
  var orientation: Orientation { Orientation(Int(aa_av_video_orientation(handle))) }

  /// The next chosen picture, upright, and how it lay.
  func next() throws(MediaError) -> (image: Image, orientation: Orientation) {
    let why = Why()
    var found = aa_av_picture()
    try AVCall.check(aa_av_video_next(handle, &found, why.text, Why.size), why, signature)
    let (width, height) = (Int(found.width), Int(found.height))
    let count = try PixelBudget.bytes(width: width, height: height, limits: limits)
    guard let pixels = found.pixels else { throw MediaError(.corrupt, signature.type) }
    let orientation = Orientation(Int(found.orientation))
    if found.channels == 3 {
      // Copied out of the reader's memory, turned on the way.
      let (across, down) = orientation.size(width, height)
      let rgb = [UInt8](unsafeUninitializedCapacity: count) { out, filled in
        if let out = out.baseAddress { orientation.turn(pixels, width, height, out) }
        filled = count
      }
      return (Image(width: across, height: down, pixels: rgb), orientation)
    }
    let rgb = [UInt8](unsafeUninitializedCapacity: count) { out, filled in
      background.lay(under: pixels, count / 3, out.baseAddress, nil)
      filled = count
    }
    return (orientation.upright(Image(width: width, height: height, pixels: rgb)), orientation)
  }
}
