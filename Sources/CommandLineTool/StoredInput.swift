import ByteStreams
import Glibc

/// An operand that can be read again or at random: a regular file as it is, anything else through an unlinked
/// temporary file.
public final class StoredInput {
  /// What messages call it.
  public let name: String
  /// Opens it from its beginning, as long as this object lives.
  public let path: String
  private let spool: SpoolFile?

  public init(_ operand: String, expecting what: String = "a shard stream") throws {
    let source = try Streams.input(operand, expecting: what)
    name = source.name
    if operand != "-", RegularFile.isOne(operand) {
      path = operand
      spool = nil
    } else {
      let spool = try SpoolFile(source)
      self.spool = spool
      path = spool.path
    }
  }

  public func source() throws -> FileSource { try FileSource(path: path, called: name) }
}

/// Whether a path leads to a file that can be read at random.
public enum RegularFile {
  public static func isOne(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFREG
  }
}
