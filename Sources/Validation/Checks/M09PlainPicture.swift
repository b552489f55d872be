import ByteStreams
import Media
import PreferenceRecords

/// A reader that takes the pixels of a picture or clip as they lie sees what was meant.
struct PlainPicture: Check {
  static let identifier = "M09"
  let id = identifier
  let title = "a picture is one, upright, of 8 bits in sRGB, and hides nothing; a clip is upright"
  let severity = Severity.warning

  func problems(_ subject: Subject) -> [Problem] {
    subject.references.compactMap { path, reference in
      let what = subject.media[reference.digest]?.picture.map { Self.surprises($0, reference.kind) } ?? []
      if what.isEmpty { return nil }
      return Problem(
        "\(path): \(reference.kind) \(reference.digest.hex.prefix(12)): \(what.joined(separator: ", "))")
    }
  }

  /// Grey and palettes surprise no reader.
  private static func surprises(_ picture: PictureFacts, _ kind: String) -> [String] {
    var what: [String] = []
    if let orientation = picture.orientation {
      what.append(
        kind == "video"
          ? "is turned by a display matrix, as by EXIF's orientation \(orientation)"
          : "is turned by EXIF's orientation \(orientation)")
    }
    if let profile = picture.profile { what.append("has the colour profile \"\(profile)\"") }
    if picture.colours == .cmyk { what.append("is made of inks (CMYK)") }
    if let bits = picture.bits { what.append("has \(bits) bits of a colour") }
    if picture.alpha { what.append("is transparent") }
    if picture.animated { what.append("holds more pictures than the first") }
    return what
  }
}
