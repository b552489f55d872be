import Media
import MediaCodecs

enum AudioRows {
  static let all = [
    Row(name: "audio", words: "to 16 kHz and one channel") { file in
      _ = try MediaNormaliser.sound(file, Normalisation())
    },
    Row(name: "audio-flac", words: "the same, stored as FLAC") { file in
      var shape = Normalisation()
      shape.audioFormat = .flac
      _ = try MediaNormaliser.normalise(file, shape)
    },
    Row(name: "audio-opus", words: "the same, stored as Opus") { file in
      var shape = Normalisation()
      shape.audioFormat = .opus
      _ = try MediaNormaliser.normalise(file, shape)
    },
  ]
}
