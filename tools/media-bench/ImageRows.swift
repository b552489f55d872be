import Media
import MediaCodecs

enum ImageRows {
  static let all = [
    Row(name: "image", words: "to a shortest side of 512, its middle square, JPEG of quality 90, 4:2:0") {
      file in
      var shape = Normalisation()
      shape.imageSize = 512
      shape.imageFormat = .jpeg
      return try MediaNormaliser.normalise(file, shape).bytes.isEmpty ? 0 : 1
    },
    Row(name: "image-png", words: "the same, as the PNG that aa-convert stores") { file in
      var shape = Normalisation()
      shape.imageSize = 512
      return try MediaNormaliser.normalise(file, shape).bytes.isEmpty ? 0 : 1
    },
    Row(name: "image-decode", words: "decoded only") { file in
      try MediaDecoder.image(file).pixels.isEmpty ? 0 : 1
    },
  ]
}
