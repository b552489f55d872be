/// What a medium is.
public enum MediaKind: String, Sendable, CaseIterable, Comparable {
  case image, audio, video

  /// The letter of this modality in a modality key such as `ti2t`: i, a, v.
  public var letter: String {
    switch self {
    case .image: "i"
    case .audio: "a"
    case .video: "v"
    }
  }

  public static func < (a: MediaKind, b: MediaKind) -> Bool { a.rawValue < b.rawValue }
}
