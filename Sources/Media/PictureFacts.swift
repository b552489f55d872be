/// What plain 8-bit sRGB pixels do not say about a picture: all that a reader of the file must not overlook, and that is
/// gone once it has been normalised.
public struct PictureFacts: Sendable, Equatable {
  /// EXIF's 2...8, in which a clip's display matrix is told too; nil when the picture is upright.
  public var orientation: Int?
  /// The ICC profile's description; nil without one, and for profiles that are sRGB within a level.
  public var profile: String?
  /// What the pixels are, when not red, green and blue.
  public var colours: Colours?
  /// Bits of a colour, when more than 8.
  public var bits: Int?
  /// There are pixels that may let the background through.
  public var alpha: Bool
  /// There are more pictures than the first.
  public var animated: Bool

  public enum Colours: String, Sendable, CaseIterable { case grey, palette, cmyk }

  public init(
    orientation: Int? = nil, profile: String? = nil, colours: Colours? = nil, bits: Int? = nil,
    alpha: Bool = false, animated: Bool = false
  ) {
    self.orientation = orientation
    self.profile = profile
    self.colours = colours
    self.bits = bits
    self.alpha = alpha
    self.animated = animated
  }

  /// Nothing to overlook: an upright still picture of 8-bit sRGB.
  public var isPlain: Bool { self == PictureFacts() }
}
