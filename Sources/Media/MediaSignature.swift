/// What a medium is, by its first bytes; names of files are never asked.
package enum MediaSignature: Sendable {
  case jpeg, png, webp, gif, bmp, tiff, avif
  case wav, wave64, aiff, au, caf, flac, oggAudio, mp3, adts, m4a
  case mp4, matroska, webm, avi, mpegTransport, mpegProgram, oggVideo, flv, y4m

  package var kind: MediaKind {
    switch self {
    case .jpeg, .png, .webp, .gif, .bmp, .tiff, .avif: .image
    case .wav, .wave64, .aiff, .au, .caf, .flac, .oggAudio, .mp3, .adts, .m4a: .audio
    case .mp4, .matroska, .webm, .avi, .mpegTransport, .mpegProgram, .oggVideo, .flv, .y4m: .video
    }
  }

  /// The registered (or customary) media type.
  package var type: String {
    switch self {
    case .jpeg: "image/jpeg"
    case .png: "image/png"
    case .webp: "image/webp"
    case .gif: "image/gif"
    case .bmp: "image/bmp"
    case .tiff: "image/tiff"
    case .avif: "image/avif"
    case .wav: "audio/wav"
    case .wave64: "audio/x-w64"
    case .aiff: "audio/aiff"
    case .au: "audio/basic"
    case .caf: "audio/x-caf"
    case .flac: "audio/flac"
    case .oggAudio: "audio/ogg"
    case .mp3: "audio/mpeg"
    case .adts: "audio/aac"
    case .m4a: "audio/mp4"
    case .mp4: "video/mp4"
    case .matroska: "video/x-matroska"
    case .webm: "video/webm"
    case .avi: "video/x-msvideo"
    case .mpegTransport: "video/mp2t"
    case .mpegProgram: "video/mpeg"
    case .oggVideo: "video/ogg"
    case .flv: "video/x-flv"
    case .y4m: "video/x-yuv4mpeg"
    }
  }

  /// Nil when no known signature fits.
  package init?(_ b: [UInt8]) {
    if b.count >= 3, b[0] == 0xFF, b[1] == 0xD8, b[2] == 0xFF {
      self = .jpeg
    } else if b.count >= 8, b[0] == 0x89, b.has("PNG\r\n\u{1A}\n", at: 1) {
      self = .png
    } else if b.has("RIFF"), b.has("WEBP", at: 8) {
      self = .webp
    } else if b.has("RIFF") || b.has("RF64"), b.has("WAVE", at: 8) {
      self = .wav
    } else if b.has("RIFF"), b.has("AVI ", at: 8) {
      self = .avi
    } else if b.has("riff\u{2E}\u{91}") || b.has("riff.") {
      self = .wave64
    } else if b.has("GIF87a") || b.has("GIF89a") {
      self = .gif
    } else if b.has("BM"), b.u32le(6) == 0, b.count >= 26 {
      self = .bmp
    } else if b.has("II*\0") || b.has("MM\0*") {
      self = .tiff
    } else if b.has("FORM"), b.has("AIFF", at: 8) || b.has("AIFC", at: 8) {
      self = .aiff
    } else if b.has(".snd") {
      self = .au
    } else if b.has("caff") {
      self = .caf
    } else if b.has("fLaC") {
      self = .flac
    } else if b.has("OggS") {
      self = Self.firstOggPacketIsVideo(b) ? .oggVideo : .oggAudio
    } else if b.has("YUV4MPEG2 ") {
      self = .y4m
    } else if b.has("ftyp", at: 4) {
      if b.has("M4A ", at: 8) || b.has("M4B ", at: 8) {
        self = .m4a
      } else if b.has("avif", at: 8) || b.has("avis", at: 8) || b.has("heic", at: 8) || b.has("mif1", at: 8) {
        self = .avif
      } else {
        self = .mp4
      }
    } else if b.has("moov", at: 4) || b.has("mdat", at: 4) || b.has("wide", at: 4) || b.has("free", at: 4) {
      self = .mp4
    } else if b.count >= 4, b[0] == 0x1A, b[1] == 0x45, b[2] == 0xDF, b[3] == 0xA3 {
      self = Self.isWebM(b) ? .webm : .matroska
    } else if b.has("FLV\u{01}") {
      self = .flv
    } else if b.count >= 189, b[0] == 0x47, b[188] == 0x47 {
      self = .mpegTransport
    } else if b.count >= 4, b[0] == 0, b[1] == 0, b[2] == 1, b[3] == 0xBA || b[3] == 0xB3 {
      self = .mpegProgram
    } else if b.has("ID3") {
      self = .mp3
    } else if b.count >= 4, b[0] == 0xFF, b[1] & 0xF6 == 0xF0 {
      self = .adts
    } else if b.count >= 4, b[0] == 0xFF, b[1] & 0xE0 == 0xE0, b[1] & 0x06 != 0, b[2] & 0xF0 != 0xF0 {
      self = .mp3
    } else {
      return nil
    }
  }

  /// The signature of non-empty bytes within the limits.
  package static func of(_ bytes: [UInt8], limits: MediaLimits) throws(MediaError) -> MediaSignature {
    if bytes.isEmpty { throw MediaError(.empty, "no bytes") }
    if bytes.count > limits.bytes {
      throw MediaError(.tooLarge, "\(bytes.count) encoded bytes, the limit is \(limits.bytes)")
    }
    guard let signature = MediaSignature(bytes) else {
      let head = bytes.prefix(4).map { hex($0) }.joined(separator: " ")
      throw MediaError(.unrecognised, "begins like no known image, sound or video (\(head))")
    }
    return signature
  }

  private static func hex(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16)
    return byte < 16 ? "0" + text : text
  }

  /// Theora, VP8 or Dirac in the first page.
  private static func firstOggPacketIsVideo(_ b: [UInt8]) -> Bool {
    guard b.count > 27 else { return false }
    let start = 27 + Int(b[26])
    return b.has("\u{80}theora", at: start) || b.has("theora", at: start + 1) || b.has("OVP80", at: start)
      || b.has("BBCD\0", at: start)
  }

  /// True when the document type in the EBML header is "webm".
  private static func isWebM(_ b: [UInt8]) -> Bool {
    for at in 4..<max(4, min(b.count, 64)) where at + 7 < b.count {
      if b[at] == 0x42, b[at + 1] == 0x82, b.has("webm", at: at + 3) { return true }
    }
    return false
  }
}
