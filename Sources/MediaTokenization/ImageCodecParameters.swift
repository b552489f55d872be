/// Every number that decides what an image's tokens are. Two codecs with equal parameters give equal tokens.
public struct ImageCodecParameters: Sendable, Equatable {
  /// One DCT coefficient of a block and how finely it is kept.
  public struct Coefficient: Sendable, Equatable {
    /// 0 luma, 1 blue difference, 2 red difference (ITU-T T.871, the JPEG file interchange format).
    public var channel: Int
    /// Half waves over the block's height and width; 0, 0 is the mean.
    public var vertical: Int
    public var horizontal: Int
    public var levels: Int
    /// In pixel values: the coefficient is divided by the block's side, so that the mean is on the scale of a pixel.
    public var scale: Float
    public var curve: ScalarQuantizer.Curve

    public init(
      channel: Int, vertical: Int, horizontal: Int, levels: Int, scale: Float,
      curve: ScalarQuantizer.Curve = .linear
    ) {
      self.channel = channel
      self.vertical = vertical
      self.horizontal = horizontal
      self.levels = levels
      self.scale = scale
      self.curve = curve
    }
  }

  /// Pixels of the square image's side.
  public var size: Int
  /// Pixels of a block's side; divides `size`.
  public var block: Int
  /// One token of a block for each list; its code counts through its coefficients' levels, the last one fastest.
  public var slots: [[Coefficient]]

  public init(size: Int, block: Int, slots: [[Coefficient]]) {
    self.size = size
    self.block = block
    self.slots = slots
  }

  /// Tokens of one image.
  public var tokens: Int { (size / block) * (size / block) * slots.count }

  /// The vocabulary size of each slot.
  public var slotSizes: [Int] { slots.map { $0.reduce(1) { $0 * $1.levels } } }
}

extension ImageCodecParameters {
  /// The four shipped rates, coarse to fine.
  ///
  /// | rate | block | slots a block | what they hold | tokens at 64 × 64 |
  /// |---|---|---|---|---|
  /// | 1 | 16 | 1 | mean colour | 16 |
  /// | 2 | 16 | 2 | mean colour; three luma waves | 32 |
  /// | 3 | 8 | 2 | mean colour; five luma waves | 128 |
  /// | 4 | 8 | 5 | finer mean colour; eleven luma waves; two waves of each colour difference | 320 |
  public static func rate(_ rate: Int, size: Int) -> ImageCodecParameters {
    let colour = meanColour(8, 5, 5)
    return switch rate {
    case ...1: ImageCodecParameters(size: size, block: 16, slots: [colour])
    case 2:
      ImageCodecParameters(
        size: size, block: 16, slots: [colour, luma([(0, 1), (1, 0), (1, 1)], 3, scale: 60)])
    case 3: ImageCodecParameters(size: size, block: 8, slots: [colour, luma(firstWaves, 3, scale: 60)])
    default: ImageCodecParameters(size: size, block: 8, slots: fineSlots)
    }
  }

  /// The same for the small pictures of a clip: at rate 2 smaller blocks without waves (64 tokens for four pictures of
  /// 32 × 32), which show where something is better than how it looks.
  public static func clipRate(_ rate: Int, size: Int) -> ImageCodecParameters {
    rate == 2
      ? ImageCodecParameters(size: size, block: 8, slots: [meanColour(8, 5, 5)]) : .rate(rate, size: size)
  }

  private static let fineSlots = [
    meanColour(16, 8, 8), luma([(0, 1), (1, 0), (1, 1)], 7, scale: 30),
    luma([(0, 2), (2, 0), (1, 2), (2, 1)], 5, scale: 18),
    luma([(0, 3), (3, 0), (2, 2), (1, 3)], 5, scale: 12), colourWaves(5, scale: 20),
  ]

  private static let firstWaves = [(0, 1), (1, 0), (1, 1), (0, 2), (2, 0)]

  private static func meanColour(_ luma: Int, _ blue: Int, _ red: Int) -> [Coefficient] {
    [
      Coefficient(channel: 0, vertical: 0, horizontal: 0, levels: luma, scale: 128),
      Coefficient(channel: 1, vertical: 0, horizontal: 0, levels: blue, scale: 110),
      Coefficient(channel: 2, vertical: 0, horizontal: 0, levels: red, scale: 110),
    ]
  }

  private static func luma(_ waves: [(Int, Int)], _ levels: Int, scale: Float) -> [Coefficient] {
    waves.map {
      Coefficient(channel: 0, vertical: $0.0, horizontal: $0.1, levels: levels, scale: scale, curve: .tanh)
    }
  }

  private static func colourWaves(_ levels: Int, scale: Float) -> [Coefficient] {
    [1, 2].flatMap { channel in
      [(0, 1), (1, 0)].map {
        Coefficient(
          channel: channel, vertical: $0.0, horizontal: $0.1, levels: levels, scale: scale, curve: .tanh)
      }
    }
  }
}
