import Media
import MediaCodecs

/// A medium as a file: real releases mix formats, so the format is drawn too.
struct MediaFile: Sendable {
  var name: String
  var bytes: [UInt8]

  init(_ depiction: Depiction, stem: String, _ random: inout Random) throws {
    let draw = random.below(10)
    let quality = 75 + random.below(20)
    switch depiction {
    case .image(let colour, let shape, let place):
      let (image, plain) = Painter.image(colour, shape, place, &random)
      if draw < 2, plain {
        name = "images/\(stem).png"
        bytes = try MediaEncoder.png(image, level: 6)
      } else if draw < 5 {
        name = "images/\(stem).webp"
        bytes = try MediaEncoder.webp(image, quality: quality)
      } else {
        name = "images/\(stem).jpg"
        bytes = try MediaEncoder.jpeg(image, quality: quality)
      }
    case .sound(let pitch, let pattern):
      let sound = Synthesiser.sound(pitch, pattern, &random)
      if draw < 2 {
        name = "audios/\(stem).wav"
        bytes = try MediaEncoder.wav(sound)
      } else if draw < 4 {
        name = "audios/\(stem).flac"
        bytes = try MediaEncoder.flac(sound)
      } else {
        name = "audios/\(stem).ogg"
        bytes = try MediaEncoder.ogg(sound, quality: 0.4)
      }
    case .clip(let colour, let shape, let direction):
      let clip = Painter.clip(colour, shape, direction, &random)
      if draw < 6 {
        name = "videos/\(stem).mp4"
        bytes = try MediaEncoder.mp4(clip)
      } else {
        name = "videos/\(stem).webm"
        bytes = try MediaEncoder.webm(clip)
      }
    }
  }
}
