import Media
import MediaCodecs

enum VideoRows {
  static let all = [
    Row(name: "video", words: "eight pictures at two a second, stretched to 224 x 224") { file in
      var shape = Normalisation()
      shape.imageMode = .stretch
      _ = try MediaNormaliser.clip(file, shape)
    },
    Row(name: "video-check", words: "every picture decoded, none kept") { file in
      _ = try MediaDecoder.check(file)
    },
  ]
}
