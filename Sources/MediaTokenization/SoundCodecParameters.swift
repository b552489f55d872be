/// Every number that decides what a sound's tokens are.
public struct SoundCodecParameters: Sendable, Equatable {
  /// Hertz; sounds are brought to this rate, one channel.
  public var rate: Int
  /// Samples between frames, and coefficients of a frame.
  public var hop: Int
  /// Longest sound in seconds; what lies behind is cut.
  public var seconds: Double
  /// Coefficients kept of each frame, strongest first.
  public var peaks: Int
  /// Bins of a coarse step; divides `hop`.
  public var coarse: Int
  /// Loudness levels, evenly in decibels from `floor` to 0; level 0 is silence.
  public var gains: Int
  /// Decibels of full scale under which a frame counts as silent.
  public var floor: Float
  /// Levels of a coefficient's share of its frame, and the decibels that they span.
  public var shares: Int
  public var depth: Float

  public init(
    rate: Int, hop: Int, seconds: Double, peaks: Int, coarse: Int, gains: Int, floor: Float, shares: Int,
    depth: Float
  ) {
    self.rate = rate
    self.hop = hop
    self.seconds = seconds
    self.peaks = peaks
    self.coarse = coarse
    self.gains = gains
    self.floor = floor
    self.shares = shares
    self.depth = depth
  }

  /// Tokens of one frame.
  public var tokensPerFrame: Int { 1 + 2 * peaks }

  /// Samples of the longest sound.
  public var longest: Int { Int(Double(rate) * seconds) }

  /// The four shipped rates, coarse to fine: 1, 4, 12 and 32 coefficients a frame.
  public static func rate(_ level: Int, hertz: Int = 8000, seconds: Double = 4) -> SoundCodecParameters {
    func make(peaks: Int, gains: Int, floor: Float, shares: Int, depth: Float) -> SoundCodecParameters {
      SoundCodecParameters(
        rate: hertz, hop: 256, seconds: seconds, peaks: peaks, coarse: 8, gains: gains, floor: floor,
        shares: shares,
        depth: depth)
    }
    return switch level {
    case ...1: make(peaks: 1, gains: 16, floor: -45, shares: 1, depth: 3)
    case 2: make(peaks: 4, gains: 16, floor: -45, shares: 4, depth: 24)
    case 3: make(peaks: 12, gains: 32, floor: -62, shares: 8, depth: 32)
    default: make(peaks: 32, gains: 64, floor: -63, shares: 16, depth: 40)
    }
  }
}
