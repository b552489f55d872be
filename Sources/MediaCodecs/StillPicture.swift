import Media

/// A decoded picture, upright and in sRGB.
struct StillPicture {
  var image: Image
  /// What it was before.
  var facts: PictureFacts
  /// How it is to be kept, in the pixels of `image`: which may be a part of the picture, or smaller than it.
  var framing: Framing?

  /// What is asked of a picture once its size is known.
  struct Wishes {
    var limits = MediaLimits()
    var background = Background.white
    /// How an upright picture of a size is kept; without it all of it, as it is.
    var shape: Normalisation?
    /// Pixels of the side that `shape` is for; of videos it is another.
    var side = 0

    func framing(width: Int, height: Int) throws(MediaError) -> Framing? {
      guard let shape else { return nil }
      return try Framing(width: width, height: height, side: side, mode: shape.imageMode, limits: limits)
    }
  }

  static func decode(
    _ bytes: [UInt8], _ signature: MediaSignature, _ wishes: Wishes
  ) throws(MediaError) -> StillPicture {
    switch signature {
    case .jpeg: return try JPEG.decode(bytes, wishes)
    case .png: return try PNG.decode(bytes, wishes)
    case .webp: return try WebP.decode(bytes, wishes)
    case .tiff: return try TIFF.decode(bytes, wishes)
    default:
      try Containers.checkWhole(bytes, signature)
      let image = try AVPicture.decode(
        bytes, signature, limits: wishes.limits, background: wishes.background)
      let facts = signature == .gif ? GIF.facts(bytes) : PictureFacts()
      return StillPicture(
        image: image, facts: facts, framing: try wishes.framing(width: image.width, height: image.height))
    }
  }

  /// What the headers tell.
  static func facts(_ bytes: [UInt8], _ signature: MediaSignature) throws(MediaError) -> MediaFacts? {
    let found: (width: Int, height: Int, facts: PictureFacts)
    switch signature {
    case .jpeg: found = try JPEG.facts(bytes)
    case .png: found = try PNG.facts(bytes)
    case .webp: found = try WebP.facts(bytes)
    case .tiff: found = try TIFF.facts(bytes)
    default: return nil
    }
    return MediaFacts(
      kind: .image, type: signature.type, width: found.width, height: found.height, picture: found.facts)
  }
}
