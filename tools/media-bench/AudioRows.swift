import Media
import MediaCodecs

enum AudioRows {
  static let all = [
    Row(name: "audio", words: "decoded, to 16 kHz and one channel; seconds of sound per second") { file in
      let sound = try MediaDecoder.audio(file)
      return try Normaliser.audio(sound, Normalisation()).samples.isEmpty ? 0 : sound.duration
    }
  ]
}
