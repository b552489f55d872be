import ArgumentParser
import Media

/// How media are brought to one shape.
struct MediaOptions: ParsableArguments {
  enum Treatment: String, ExpressibleByArgument, CaseIterable { case normalise, keep }

  @Option(
    help:
      "normalise or keep; without it media are normalised, but for those of rows that are records already.")
  var media: Treatment?

  @Option(help: "Pixels of a picture's side.")
  var imageSize = Normalisation().imageSize

  @Option(
    help: "crop, stretch, letterbox, fit, shortest or longest; for pictures and clips; schemas/media.md.")
  var imageMode = Normalisation.ImageMode.crop

  @OptionGroup var images: ImageOptions

  @Option(help: "Samples per second.")
  var audioRate = Normalisation().audioRate

  @Option(help: "1 (the mean of all channels) or 2.")
  var audioChannels = Normalisation().audioChannels

  @OptionGroup var stored: SoundAndClipOptions

  @Option(help: "Frames kept of each second of a clip.")
  var videoFps = Normalisation().videoRate

  @Option(help: "Most frames kept of one clip.")
  var videoFrames = Normalisation().videoFrames

  @Option(help: "Pixels of a frame's side.")
  var videoSize = Normalisation().videoSize

  func validate() throws {
    func check(_ name: String, _ value: Int, _ bounds: ClosedRange<Int>) throws {
      if !bounds.contains(value) {
        throw ValidationError("--\(name) must be from \(bounds.lowerBound) to \(bounds.upperBound).")
      }
    }
    try check("image-size", imageSize, 1...8192)
    try check("video-size", videoSize, 1...4096)
    try check("audio-rate", audioRate, 1000...192_000)
    try check("audio-channels", audioChannels, 1...2)
    try check("video-frames", videoFrames, 1...4096)
    try stored.check(audioRate: audioRate)
    if media == .keep, stored.videoAudio == .keep {
      throw ValidationError("--media keep leaves a clip's sound in the clip: it takes no --video-audio keep.")
    }
    if !(videoFps > 0 && videoFps <= 240) {
      throw ValidationError("--video-fps must be above 0 and at most 240.")
    }
  }

  /// Nil when the bytes are kept.
  var normalisation: Normalisation? {
    guard media != .keep else { return nil }
    var shape = Normalisation()
    shape.imageSize = imageSize
    shape.imageMode = imageMode
    images.apply(to: &shape)
    shape.audioRate = audioRate
    shape.audioChannels = audioChannels
    shape.videoRate = videoFps
    shape.videoFrames = videoFrames
    shape.videoSize = videoSize
    stored.apply(to: &shape)
    return shape
  }

  /// The shape of clips' sound tracks; nil when they are left out.
  var soundTracks: Normalisation? { stored.videoAudio == .keep ? normalisation : nil }

  /// What META says of them.
  var provenance: [String: String] {
    guard media != .keep else { return ["media": "keep"] }
    return [
      "media": "normalise", "image-size": "\(imageSize)", "image-mode": imageMode.rawValue,
      "audio-rate": "\(audioRate)", "audio-channels": "\(audioChannels)", "video-fps": "\(videoFps)",
      "video-frames": "\(videoFrames)", "video-size": "\(videoSize)",
    ].merging(images.provenance) { $1 }.merging(stored.provenance) { $1 }
  }
}

extension Normalisation.ImageMode: ExpressibleByArgument {}
