import ByteStreams
import ShardFormat

/// Media as files of a folder, each under its SHA-256 and written once.
struct MediaFolder {
  private let folder: String

  init(_ folder: String) throws {
    self.folder = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    try Files.makeFolder(folder)
  }

  /// Writes the blob unless it is there; the path.
  func keep(_ blob: Blob) throws -> String {
    let path = "\(folder)/\(blob.digest.hex).\(MediaExtension.of(blob))"
    // Files appear whole or not at all, so one of this name has these bytes.
    if !Files.exists(path) { try Files.write(blob.bytes, to: path) }
    return path
  }
}

/// The customary end of a medium's file name.
enum MediaExtension {
  /// By the media type that was probed, else by the first bytes, else `bin`.
  static func of(_ blob: Blob) -> String {
    if let type = blob.facts?["type"]?.textValue, let known = byType[type] { return known }
    for signature in signatures where signature.fits(blob.bytes) { return signature.name }
    return "bin"
  }

  private static let byType = [
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif", "image/bmp": "bmp",
    "image/tiff": "tiff", "image/avif": "avif", "audio/wav": "wav", "audio/x-w64": "w64",
    "audio/aiff": "aiff", "audio/basic": "au", "audio/x-caf": "caf", "audio/flac": "flac",
    "audio/ogg": "ogg", "audio/mpeg": "mp3", "audio/aac": "aac", "audio/mp4": "m4a", "video/mp4": "mp4",
    "video/x-matroska": "mkv", "video/webm": "webm", "video/x-msvideo": "avi", "video/mp2t": "ts",
    "video/mpeg": "mpg", "video/ogg": "ogv", "video/x-flv": "flv", "video/x-yuv4mpeg": "y4m",
  ]

  private struct Signature {
    var name: String
    var bytes: [UInt8]
    var offset = 0
    func fits(_ blob: [UInt8]) -> Bool {
      blob.count >= offset + bytes.count && bytes.indices.allSatisfy { blob[offset + $0] == bytes[$0] }
    }
  }

  /// For blobs that nobody probed: the formats that need only a look at fixed bytes.
  private static let signatures = [
    Signature(name: "jpg", bytes: [0xFF, 0xD8, 0xFF]),
    Signature(name: "png", bytes: [0x89, 0x50, 0x4E, 0x47]),
    Signature(name: "gif", bytes: Array("GIF8".utf8)),
    Signature(name: "webp", bytes: Array("WEBP".utf8), offset: 8),
    Signature(name: "wav", bytes: Array("WAVE".utf8), offset: 8),
    Signature(name: "avi", bytes: Array("AVI ".utf8), offset: 8),
    Signature(name: "flac", bytes: Array("fLaC".utf8)),
    Signature(name: "ogg", bytes: Array("OggS".utf8)),
    Signature(name: "mp3", bytes: Array("ID3".utf8)),
    Signature(name: "y4m", bytes: Array("YUV4MPEG2 ".utf8)),
    Signature(name: "mp4", bytes: Array("ftyp".utf8), offset: 4),
    Signature(name: "mkv", bytes: [0x1A, 0x45, 0xDF, 0xA3]),
  ]
}
