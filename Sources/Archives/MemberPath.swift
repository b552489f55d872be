/// Relative paths inside a folder or archive, brought to one spelling.
public enum MemberPath {
  public enum Fault: Error, Equatable, Sendable {
    case absolute, climbs, empty, badCharacter, controlCharacter, tooLong

    public var words: String {
      switch self {
      case .absolute: "is an absolute path"
      case .climbs: "climbs out of its folder"
      case .empty: "is an empty path"
      case .badCharacter: "holds a zero byte or a backslash"
      case .controlCharacter: "holds a control character"
      case .tooLong: "is longer than a path may be"
      }
    }

    var reason: ArchiveError.Reason {
      switch self {
      case .absolute: .absolutePath
      case .climbs: .climbingPath
      default: .badName
      }
    }
  }

  /// What Linux takes: bytes of a path, and of one of its parts.
  static let longest = 4095
  static let longestPart = 255

  /// Drops "." and doubled slashes: "./a//b/" becomes "a/b". Any ".." is refused, even one that would stay inside:
  /// what it means depends on links.
  public static func normalised(_ path: String) throws(Fault) -> String {
    if path.utf8.first == 0x2F || hasDrive(path) { throw .absolute }
    var parts: [Substring] = []
    for part in path.split(separator: "/", omittingEmptySubsequences: true) {
      if part == "." { continue }
      if part == ".." { throw .climbs }
      if part.utf8.count > longestPart { throw .tooLong }
      parts.append(part)
    }
    // A backslash separates folders for some unpackers and is a letter for others.
    if path.utf8.contains(0) || path.utf8.contains(0x5C) { throw .badCharacter }
    if path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) { throw .controlCharacter }
    if path.utf8.count > longest { throw .tooLong }
    if parts.isEmpty { throw .empty }
    return parts.joined(separator: "/")
  }

  /// "C:" at the beginning, as Windows writes absolute paths.
  private static func hasDrive(_ path: String) -> Bool {
    let bytes = path.utf8.prefix(2)
    guard bytes.count == 2, bytes.last == 0x3A, let letter = bytes.first else { return false }
    return (0x41...0x5A).contains(letter & 0xDF)
  }

  /// A path as a message may show it: what is hostile in it cannot reach a terminal.
  public static func shown(_ path: String) -> String {
    var text = ""
    for scalar in path.unicodeScalars.prefix(200) {
      if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) {
        text += "\\u{" + String(scalar.value, radix: 16) + "}"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return path.unicodeScalars.count > 200 ? text + "…" : text
  }
}
