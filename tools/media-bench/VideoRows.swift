import Media
import MediaCodecs

enum VideoRows {
  static let all = [
    Row(name: "video", words: "eight pictures at two a second, stretched to 224 x 224") { file in
      var shape = Normalisation()
      shape.imageMode = .stretch
      let film = try MediaDecoder.video(file, framesPerSecond: 2, maxFrames: 8)
      _ = try Normaliser.video(film, shape)
    }
  ]
}
