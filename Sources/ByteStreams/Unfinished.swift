import Glibc

/// Files and folders that are being written aside, so that a program that is about to die of a signal, and runs no `deinit`, can
/// still take them away.
public enum Unfinished {
  private static let paths = Guarded<[String]>([])

  static func add(_ path: String) { paths.withLock { $0.append(path) } }

  static func remove(_ path: String) {
    paths.withLock { if let at = $0.firstIndex(of: path) { $0.remove(at: at) } }
  }

  /// Deletes them all. Nothing may be written afterwards.
  public static func delete() {
    paths.withLock {
      for path in $0 where unlink(path) != 0 && errno == EISDIR {
        try? Files.removeFolder(path)
      }
      $0 = []
    }
  }
}
