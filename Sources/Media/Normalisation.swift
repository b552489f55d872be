/// How media are brought to one shape.
public struct Normalisation: Sendable, Equatable {
  /// N is `imageSize`; sides are rounded to the nearest pixel, and never less than one.
  public enum ImageMode: String, Sendable, CaseIterable {
    /// The middle square of the picture, resampled to N x N: the shortest side to N, then the middle.
    case crop
    /// N x N, whatever the picture's shape.
    case stretch
    /// Longest side to N, bars on the others to a square.
    case letterbox
    /// Longest side to at most N, aspect kept, never enlarged.
    case fit
    /// Shortest side to N, aspect kept.
    case shortest
    /// Longest side to N, aspect kept.
    case longest
  }
  /// Antialiased: widened when shrinking, so that every pixel of the source counts.
  public enum ImageFilter: String, Sendable, CaseIterable {
    /// Keys' cubic with a = -1/2.
    case bicubic
    /// Three lobes.
    case lanczos
  }
  public enum ImageFormat: String, Sendable, CaseIterable {
    case png, jpeg, webp
    case losslessWebP = "webp-lossless"
  }
  public enum AudioFormat: String, Sendable, CaseIterable {
    /// 16 bits a sample.
    case wav, flac
    /// In Ogg.
    case opus
  }
  /// Rates at which Opus encodes, in hertz.
  public static let opusRates = [8000, 12000, 16000, 24000, 48000]
  public enum VideoFormat: String, Sendable, CaseIterable {
    /// Raw pictures, 4:4:4 in full range.
    case y4m
    /// H.264, colour at half resolution.
    case mp4
    /// VP8, colour at half resolution.
    case webm
  }
  /// Pixels of a side.
  public var imageSize = 224
  public var imageMode = ImageMode.crop
  public var imageFilter = ImageFilter.bicubic
  /// What a normalised picture is stored as.
  public var imageFormat = ImageFormat.png
  /// 1...100, of JPEG and WebP.
  public var imageQuality = 90
  /// JPEG: a colour sample for each pixel instead of one for four.
  public var imageFullChroma = false
  /// What shows through a picture's transparent parts.
  public var imageBackground = Background.white
  /// Hertz.
  public var audioRate = 16000
  public var audioChannels = 1
  /// What a normalised sound is stored as.
  public var audioFormat = AudioFormat.wav
  /// Opus: kilobits per second of each channel, 6...256.
  public var audioBitrate = 64
  /// Frames kept per second of video.
  public var videoRate = 2.0
  /// Most frames kept of one clip.
  public var videoFrames = 8
  /// Pixels of a side of a video frame (same mode as images).
  public var videoSize = 224
  /// What a normalised clip is stored as.
  public var videoFormat = VideoFormat.y4m
  public init() {}
}

/// A colour that transparent pictures are laid over.
public struct Background: Sendable, Equatable {
  public var red: UInt8
  public var green: UInt8
  public var blue: UInt8

  public init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  public static let white = Background(red: 255, green: 255, blue: 255)
  public static let black = Background(red: 0, green: 0, blue: 0)
}
