import Media

/// Every number that decides what a clip's tokens are: pictures sampled evenly, each coded as an image.
public struct ClipCodecParameters: Sendable, Equatable {
  /// Pictures of a clip; a shorter clip repeats some, a longer one skips some.
  public var frames: Int
  public var image: ImageCodecParameters

  public init(frames: Int, image: ImageCodecParameters) {
    self.frames = frames
    self.image = image
  }

  public var tokens: Int { frames * image.tokens }

  /// The four shipped rates; see `ImageCodecParameters.clipRate`.
  public static func rate(_ rate: Int, size: Int = 32, frames: Int = 4) -> ClipCodecParameters {
    ClipCodecParameters(frames: frames, image: .clipRate(rate, size: size))
  }
}

/// Clips to codes and back.
public struct ClipCodec: Sendable {
  public let parameters: ClipCodecParameters
  public let image: ImageCodec
  public var shape: CodeShape { image.shape }

  public init(_ parameters: ClipCodecParameters) {
    self.parameters = parameters
    image = ImageCodec(parameters.image, name: "video")
  }

  /// Which of `count` pictures are coded: from the first to the last, evenly, rounded to the nearest, ties upward.
  public func sampled(of count: Int) -> [Int] {
    let n = parameters.frames
    guard count > 0, n > 1 else { return count > 0 ? [0] : [] }
    return (0..<n).map { (2 * $0 * (count - 1) + (n - 1)) / (2 * (n - 1)) }
  }

  /// Codes picture by picture.
  /// - Throws: empty, wrongSize.
  public func encode(_ clip: Clip) throws(MediaTokenError) -> [UInt32] {
    guard !clip.frames.isEmpty else { throw MediaTokenError(.empty, "the clip has no pictures") }
    var codes: [UInt32] = []
    codes.reserveCapacity(parameters.tokens)
    for index in sampled(of: clip.frames.count) {
      codes.append(contentsOf: try image.encode(clip.frames[index]))
    }
    return codes
  }

  /// The clip that the codes stand for. Tokens carry no time; `framesPerSecond` is how fast it shall be shown.
  /// - Throws: wrongCount, outOfRange.
  public func decode(_ codes: [UInt32], framesPerSecond: Int = 4) throws(MediaTokenError) -> Clip {
    guard codes.count == parameters.tokens else {
      throw MediaTokenError(.wrongCount, "\(codes.count) codes, a clip has \(parameters.tokens)")
    }
    let each = parameters.image.tokens
    var frames: [Image] = []
    for start in stride(from: 0, to: codes.count, by: each) {
      frames.append(try image.decode(Array(codes[start..<start + each])))
    }
    return Clip(frames: frames, rateNumerator: max(1, framesPerSecond), rateDenominator: 1)
  }
}
