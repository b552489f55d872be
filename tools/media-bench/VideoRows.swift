import Media
import MediaCodecs

enum VideoRows {
  static let all = [
    Row(name: "video", words: "eight pictures at two a second, stretched to 224 x 224") { file in
      var shape = Normalisation()
      shape.imageMode = .stretch
      _ = try MediaNormaliser.clip(file, shape)
    },
    Row(name: "all", words: "any medium decoded in full and kept") { _ = try MediaDecoder.decode($0) },
    Row(name: "check", words: "any medium decoded in full, nothing kept") { file in
      _ = try MediaDecoder.check(file)
    },
  ]
}
