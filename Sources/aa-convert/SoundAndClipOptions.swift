import ArgumentParser
import Media

/// What normalised sounds and clips are stored as.
struct SoundAndClipOptions: ParsableArguments {
  @Option(help: "wav (16 bits), flac, or opus (in Ogg).")
  var audioFormat = Normalisation().audioFormat

  @Option(help: "Opus: kilobits per second of each channel, 6 to 256.")
  var audioBitrate = Normalisation().audioBitrate

  @Option(help: "y4m (raw pictures), mp4 (H.264) or webm (VP8).")
  var videoFormat = Normalisation().videoFormat

  enum SoundTracks: String, ExpressibleByArgument, CaseIterable { case keep, drop }

  @Option(
    help: """
      keep or drop the sound of clips. Kept, it is a sound of its own behind the clip, stored as sounds are, and the \
      record's modality letters gain an a. Rows that are records already are left alone.
      """)
  var videoAudio = SoundTracks.drop

  /// - Parameter audioRate: samples per second that are asked for.
  func check(audioRate: Int) throws {
    if !(6...256).contains(audioBitrate) { throw ValidationError("--audio-bitrate must be from 6 to 256.") }
    if audioFormat == .opus, !Normalisation.opusRates.contains(audioRate) {
      let rates = Normalisation.opusRates.map { "\($0)" }.joined(separator: ", ")
      throw ValidationError("--audio-format opus takes an --audio-rate of \(rates).")
    }
  }

  func apply(to shape: inout Normalisation) {
    shape.audioFormat = audioFormat
    shape.audioBitrate = audioBitrate
    shape.videoFormat = videoFormat
  }

  var provenance: [String: String] {
    var words = ["audio-format": audioFormat.rawValue, "video-format": videoFormat.rawValue]
    if audioFormat == .opus { words["audio-bitrate"] = "\(audioBitrate)" }
    if videoAudio == .keep { words["video-audio"] = videoAudio.rawValue }
    return words
  }
}

extension Normalisation.AudioFormat: ExpressibleByArgument {}
extension Normalisation.VideoFormat: ExpressibleByArgument {}
