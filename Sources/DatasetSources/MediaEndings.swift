import Media

/// What kind of medium a file is: bytes say it themselves, a path by its ending.
enum MediaEndings {
  private static let endings: [(MediaKind, [String])] = [
    (.image, ["jpg", "jpeg", "png", "webp", "gif", "bmp", "tiff"]),
    (.audio, ["wav", "mp3", "flac", "ogg", "opus", "m4a", "aac"]),
    (.video, ["mp4", "webm", "mkv", "mov", "avi", "m4v"]),
  ]

  static func kind(_ source: MediumSource) throws(RowError) -> MediaKind {
    var name = ""
    switch source {
    case .path(let path): name = path
    case .bytes(let bytes, let given):
      if let known = MediaType.of(bytes) { return known.kind }
      name = given ?? ""
    }
    let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
    guard let kind = endings.first(where: { $0.1.contains(ending) })?.0 else {
      throw RowError(
        field: "", what: "'\(name)': its ending does not say whether it is an image, a sound or a clip")
    }
    return kind
  }

  static func isImage(_ path: String) -> Bool { (try? kind(.path(path))) == .image }
}
