import Media
import MediaCodecs

enum AudioRows {
  static let all = [
    Row(name: "audio", words: "to 16 kHz and one channel") { file in
      _ = try Normaliser.audio(try MediaDecoder.audio(file), Normalisation())
    }
  ]
}
