import ByteStreams
import Media
import MediaCodecs

/// A medium on the page, with a caption. Bytes are inside the page as `data:` URIs.
package enum MediumFigure {
  /// Encoded bytes that are embedded as they are; larger media are made smaller.
  static let largest = 1 << 19
  private static let largestSide = 512
  private static let longestSide = 1 << 14
  private static let longestSound = 15.0
  private static let limits: MediaLimits = {
    var limits = MediaLimits()
    limits.bytes = 1 << 28
    limits.pixels = 1 << 23
    limits.samples = 1 << 26
    return limits
  }()
  /// What every browser shows.
  private static let shown: Set<String> = ["image/png", "image/jpeg", "image/webp", "image/gif"]
  private static let played: Set<String> = ["audio/wav", "audio/mpeg", "audio/flac", "audio/ogg"]

  /// A medium as the shard holds it. What cannot be decoded is named, with the reason.
  /// - Throws: when nothing can be decoded at all.
  package static func original(
    _ bytes: [UInt8], kind: MediaKind, span: ClosedRange<Double>?, by processing: any MediaProcessing
  ) throws -> Markup {
    do {
      let type = MediaType.of(bytes)?.type ?? ""
      let keep = bytes.count <= largest
      let part = span.map {
        ", of which \(NumberText.short($0.lowerBound)) to \(NumberText.short($0.upperBound)) s"
      }
      let shape = ownShape(try processing.facts(of: bytes, limits: limits))
      switch try processing.decoded(bytes, kind: kind, span: nil, shape, limits: limits) {
      case .image(let image):
        return try picture(image, encoded: keep && shown.contains(type) ? (bytes, type) : nil, "original")
      case .audio(let sound):
        return try self.sound(
          sound, encoded: keep && played.contains(type) ? (bytes, type) : nil, "original", part ?? "")
      case .video(let clip):
        return try self.clip(clip, "original", part ?? "")
      }
    } catch let error as MediaError {
      return missing("original", "cannot be shown: \(error)")
    }
  }

  /// Nothing is resampled but what has a side that no page shows; of a clip so many pictures as are shown.
  private static func ownShape(_ facts: MediaFacts) -> Normalisation {
    var shape = Normalisation()
    shape.imageMode = .fit
    (shape.imageSize, shape.videoSize) = (longestSide, longestSide)
    if let rate = facts.rate, let channels = facts.channels {
      (shape.audioRate, shape.audioChannels) = (rate, channels)
    }
    shape.videoFrames = FilmStrip.mostPictures
    return shape
  }

  /// A medium made again from its tokens.
  static func decoded(_ media: DecodedMedia, tokens: Int) -> Markup {
    let name = "from " + NumberText.count(tokens, "token")
    do {
      switch media {
      case .image(let image): return try picture(image, encoded: nil, name)
      case .audio(let sound): return try self.sound(sound, encoded: nil, name, "")
      case .video(let clip): return try self.clip(clip, name, "")
      }
    } catch {
      return missing(name, "cannot be shown: \(error)")
    }
  }

  static func missing(_ name: String, _ why: String) -> Markup {
    .element("figure", ["class": "medium missing"], [.element("p", why), caption(name, "")])
  }

  private static func picture(
    _ image: Image, encoded: (bytes: [UInt8], type: String)?, _ name: String
  ) throws(MediaError) -> Markup {
    let bytes = if let encoded { encoded.bytes } else { try MediaEncoder.png(small(image), level: 9) }
    let type = encoded?.type ?? "image/png"
    return .element(
      "figure", ["class": "medium"],
      [
        .empty("img", ["class": "picture", "src": Base64.uri(bytes, type: type), "alt": "picture, \(name)"]),
        caption(name, "\(image.width) × \(image.height)"),
      ])
  }

  private static func small(_ image: Image) throws(MediaError) -> Image {
    try Normaliser.resize(image, side: largestSide, mode: .fit)
  }

  private static func sound(
    _ sound: Sound, encoded: (bytes: [UInt8], type: String)?, _ name: String, _ part: String
  ) throws(MediaError) -> Markup {
    var heard = sound
    if sound.duration > longestSound, encoded == nil {
      let frames = Int(longestSound * Double(sound.rate))
      heard.samples = Array(sound.samples.prefix(frames * sound.channels))
    }
    let bytes = if let encoded { encoded.bytes } else { try MediaEncoder.wav(heard) }
    let type = encoded?.type ?? "audio/wav"
    let image = try MediaEncoder.png(try Spectrogram.image(heard), level: 9)
    var facts =
      "\(NumberText.fixed(sound.duration, 1)) s, \(NumberText.short(Double(sound.rate) / 1000)) kHz" + part
    if heard.samples.count < sound.samples.count {
      facts += ", the first \(NumberText.fixed(longestSound, 0)) s"
    }
    return .element(
      "figure", ["class": "medium sound"],
      [
        .empty(
          "img",
          [
            "class": "spectrogram", "src": Base64.uri(image, type: "image/png"),
            "alt": "spectrogram, 0 to 4 kHz, \(name)",
          ]),
        .element(
          "audio", ["controls": "", "preload": "metadata", "src": Base64.uri(bytes, type: type)], []),
        caption(name, facts),
      ])
  }

  private static func clip(_ clip: Clip, _ name: String, _ part: String) throws(MediaError) -> Markup {
    let strip = try FilmStrip(clip)
    let png = try MediaEncoder.png(strip.image, level: 9)
    let (width, height) = (strip.image.width / strip.count, strip.image.height)
    // The strip ends its move with the last picture in view.
    let travel = "--w:\(strip.count * 100)%;--x:-\(Double(strip.count - 1) / Double(strip.count) * 100)%;"
    let time =
      strip.count > 1
      ? "animation-duration:\(milliseconds(strip.duration))ms;animation-timing-function:steps(\(strip.count),jump-none)"
      : "animation:none"
    return .element(
      "figure", ["class": "medium"],
      [
        .element(
          "div", ["class": "clip", "style": "aspect-ratio:\(width)/\(height)"],
          [
            .empty(
              "img",
              [
                "src": Base64.uri(png, type: "image/png"), "alt": "clip of \(strip.count) pictures, \(name)",
                "style": travel + time,
              ])
          ]),
        caption(
          name,
          "\(clip.frames.first?.width ?? 0) × \(clip.frames.first?.height ?? 0), \(NumberText.count(clip.frames.count, "picture"))"
            + part),
      ])
  }

  private static func milliseconds(_ seconds: Double) -> Int { Int((seconds * 1000).rounded()) }

  private static func caption(_ name: String, _ facts: String) -> Markup {
    .element(
      "figcaption",
      [.element("b", name)] + (facts.isEmpty ? [] : [.words(" "), .element("span", facts)]))
  }
}
