import ByteStreams

/// One file as a place of files that holds nothing else: standard input, or a file in pieces.
public final class OneFile: MemberSource {
  public let name: String
  private let path: String
  private let parts: FileParts

  /// - Parameters:
  ///   - path: what it is called inside this place.
  public init(_ parts: FileParts, path: String) {
    self.parts = parts
    self.path = path
    name = parts.name
  }

  public func paths() -> [String] { [path] }

  public func contains(_ path: String) -> Bool { path == self.path }

  public func open(_ path: String) throws(ArchiveError) -> any ByteSource {
    guard path == self.path else {
      throw ArchiveError(.missing, archive: name, member: path, what: "there is no such file")
    }
    return parts.source()
  }
}
