import ArgumentParser
import MediaTokenization

/// Which codecs: a rate from 1 (coarse) to 4 (fine) and a size for each medium.
struct CodecOptions: ParsableArguments {
  @Option(help: "Fineness of images, 1 to 4.")
  var imageRate = 2
  @Option(help: "Fineness of sounds, 1 to 4.")
  var audioRate = 1
  @Option(help: "Fineness of clips, 1 to 4.")
  var videoRate = 2
  @Option(help: "Pixels of an image's side, a multiple of 16.")
  var imageSize = 64
  @Option(help: "Pixels of a clip's side, a multiple of 16.")
  var videoSize = 32
  @Option(help: "Pictures of a clip.")
  var videoFrames = 4
  @Option(help: "Samples per second of sounds.")
  var audioHertz = 8000
  @Option(help: "Seconds of a sound that are tokenized; longer ones are cut, and the summary counts them.")
  var audioSeconds = 4.0

  func validate() throws {
    for (name, rate) in [("image", imageRate), ("audio", audioRate), ("video", videoRate)]
    where !(1...4).contains(rate) {
      throw ValidationError("--\(name)-rate must be 1, 2, 3 or 4")
    }
    for (name, size) in [("image", imageSize), ("video", videoSize)]
    where !(16...4096).contains(size) || size % 16 != 0 {
      throw ValidationError("--\(name)-size must be a multiple of 16 up to 4096")
    }
    guard (1...256).contains(videoFrames) else {
      throw ValidationError("--video-frames must be between 1 and 256")
    }
    guard (1000...192_000).contains(audioHertz) else {
      throw ValidationError("--audio-hertz must be between 1000 and 192000")
    }
    guard audioSeconds > 0, audioSeconds <= 86400 else {
      throw ValidationError("--audio-seconds must be between 0 and 86400")
    }
  }

  func parameters(image: Int? = nil, audio: Int? = nil, video: Int? = nil) -> MediaCodecParameters {
    MediaCodecParameters(
      image: .rate(image ?? imageRate, size: imageSize),
      sound: .rate(audio ?? audioRate, hertz: audioHertz, seconds: audioSeconds),
      clip: .rate(video ?? videoRate, size: videoSize, frames: videoFrames))
  }

  /// What decides the tokens, for the chain of tools in META.
  var chainOptions: [String: String] {
    [
      "image-rate": "\(imageRate)", "audio-rate": "\(audioRate)", "video-rate": "\(videoRate)",
      "image-size": "\(imageSize)", "video-size": "\(videoSize)", "video-frames": "\(videoFrames)",
      "audio-hertz": "\(audioHertz)", "audio-seconds": "\(audioSeconds)",
    ]
  }
}
