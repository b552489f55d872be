/// Relative paths inside a folder or archive, brought to one spelling.
public enum MemberPath {
  public enum Fault: Error, Equatable, Sendable {
    case absolute, climbs, empty, badCharacter

    public var words: String {
      switch self {
      case .absolute: "is an absolute path"
      case .climbs: "climbs out of its folder"
      case .empty: "is an empty path"
      case .badCharacter: "holds a zero byte or a backslash"
      }
    }
  }

  /// Drops "." and doubled slashes: "./a//b/" becomes "a/b". Any ".." is refused, even one that would stay inside:
  /// what it means depends on links.
  public static func normalised(_ path: String) throws(Fault) -> String {
    if path.utf8.first == 0x2F { throw .absolute }
    var parts: [Substring] = []
    for part in path.split(separator: "/", omittingEmptySubsequences: true) {
      if part == "." { continue }
      if part == ".." { throw .climbs }
      parts.append(part)
    }
    // A backslash separates folders for some unpackers and is a letter for others.
    if path.utf8.contains(0) || path.utf8.contains(0x5C) { throw .badCharacter }
    if parts.isEmpty { throw .empty }
    return parts.joined(separator: "/")
  }
}
