/// Media types and the endings of file names that go with them.
public enum MediaType {
  private static let endings = [
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif", "image/bmp": "bmp",
    "image/tiff": "tiff", "image/avif": "avif", "audio/wav": "wav", "audio/x-w64": "w64",
    "audio/aiff": "aiff",
    "audio/basic": "au", "audio/x-caf": "caf", "audio/flac": "flac", "audio/ogg": "ogg", "audio/mpeg": "mp3",
    "audio/aac": "aac", "audio/mp4": "m4a", "video/mp4": "mp4", "video/x-matroska": "mkv",
    "video/webm": "webm",
    "video/x-msvideo": "avi", "video/mp2t": "ts", "video/mpeg": "mpg", "video/ogg": "ogv",
    "video/x-flv": "flv",
    "video/x-yuv4mpeg": "y4m",
  ]

  /// What bytes are, by their first few only; nil when unknown. Cheap, and safe for any bytes.
  public static func of(_ bytes: [UInt8]) -> (kind: MediaKind, type: String)? {
    MediaSignature(bytes).map { ($0.kind, $0.type) }
  }

  /// The ending of a file of this type, without the dot; "bin" for a type that is not known.
  public static func fileEnding(_ type: String?) -> String { type.flatMap { endings[$0] } ?? "bin" }
}
