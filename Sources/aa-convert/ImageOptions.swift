import ArgumentParser
import Media

/// How pictures are resampled and stored.
struct ImageOptions: ParsableArguments {
  enum Chroma: String, ExpressibleByArgument, CaseIterable {
    case subsampled = "420"
    case full = "444"
  }

  @Option(help: "bicubic or lanczos; for pictures and clips.")
  var imageFilter = Normalisation.ImageFilter.bicubic

  @Option(help: "png, jpeg, webp or webp-lossless.")
  var imageFormat = Normalisation.ImageFormat.png

  @Option(help: "Of jpeg and webp, 1 to 100.")
  var imageQuality = Normalisation().imageQuality

  @Option(help: "Of jpeg: 420, a colour sample for four pixels, or 444, one for each.")
  var imageChroma = Chroma.subsampled

  @Option(help: "What shows through transparent pictures: white, black or six hexadecimal digits.")
  var imageBackground = Background.white

  func validate() throws {
    if !(1...100).contains(imageQuality) { throw ValidationError("--image-quality must be from 1 to 100.") }
  }

  func apply(to shape: inout Normalisation) {
    shape.imageFilter = imageFilter
    shape.imageFormat = imageFormat
    shape.imageQuality = imageQuality
    shape.imageFullChroma = imageChroma == .full
    shape.imageBackground = imageBackground
  }

  /// What META says of them: what decides the bytes.
  var provenance: [String: String] {
    var words = [
      "image-filter": imageFilter.rawValue, "image-format": imageFormat.rawValue,
      "image-background": imageBackground.defaultValueDescription,
    ]
    if imageFormat == .jpeg || imageFormat == .webp { words["image-quality"] = "\(imageQuality)" }
    if imageFormat == .jpeg { words["image-chroma"] = imageChroma.rawValue }
    return words
  }
}

extension Normalisation.ImageFilter: ExpressibleByArgument {}
extension Normalisation.ImageFormat: ExpressibleByArgument {}

extension Background: ExpressibleByArgument {
  public init?(argument: String) {
    switch argument {
    case "white": self = .white
    case "black": self = .black
    default:
      guard argument.utf8.count == 6,
        argument.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
        let number = UInt32(argument, radix: 16)
      else { return nil }
      self = Background(
        red: UInt8(number >> 16), green: UInt8(number >> 8 & 255), blue: UInt8(number & 255))
    }
  }

  public var defaultValueDescription: String {
    if self == .white { return "white" }
    if self == .black { return "black" }
    let number = UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 6 - digits.count) + digits
  }
}
