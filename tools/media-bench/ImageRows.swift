import Media
import MediaCodecs

enum ImageRows {
  static let all = [
    stored("image", .jpeg, "to a shortest side of 512, its middle square, JPEG of quality 90, 4:2:0"),
    stored("image-png", .png, "the same, PNG"),
    stored("image-webp", .webp, "the same, WebP of quality 90"),
    Row(name: "image-decode", words: "decoded only") { _ = try MediaDecoder.image($0) },
  ]

  private static func stored(_ name: String, _ format: Normalisation.ImageFormat, _ words: String) -> Row {
    Row(name: name, words: words) { file in
      var shape = Normalisation()
      shape.imageSize = 512
      shape.imageFormat = format
      _ = try MediaNormaliser.normalise(file, shape)
    }
  }
}
