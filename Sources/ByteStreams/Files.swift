import Glibc

enum FolderSync {
  /// Makes a rename durable. A file system that cannot sync a folder has nothing more to offer, so errors are ignored.
  static func sync(folderOf path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if fd >= 0 {
      fsync(fd)
      close(fd)
    }
  }
}

/// Whole files and folders by path.
public enum Files {
  public static func read(_ path: String, limit: Int = 1 << 31) throws -> [UInt8] {
    let source = try FileSource(path: path)
    guard let size = source.size, size <= limit else { return try source.readAll(limit: limit) }
    // In one piece, as long as nobody writes to the file meanwhile.
    var bytes = try [UInt8](unsafeUninitializedCapacity: size) { buffer, used in
      used = try source.readFully(into: UnsafeMutableRawBufferPointer(buffer))
    }
    if bytes.count == size { bytes += try source.readAll(limit: limit - size) }
    return bytes
  }

  /// Writes aside, syncs and renames, so that `path` is either as before or whole.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    let sink = try FileSink(path: path)
    try sink.write(bytes)
    try sink.commit()
  }

  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  public static func isFolder(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether a path leads to a file that can be read at random.
  public static func isRegular(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFREG
  }

  /// The absolute path without links; nil when there is no such file.
  public static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Makes `path` and the folders above it.
  public static func makeFolder(_ path: String) throws(StreamError) {
    var built = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      built += part
      if mkdir(built, 0o777) != 0, errno != EEXIST {
        throw StreamError(file: built, operation: "make folder", code: errno)
      }
      built += "/"
    }
  }

  /// Removes a folder and everything in it; links are removed, not followed.
  public static func removeFolder(_ path: String) throws(StreamError) {
    for name in try list(path) {
      let inside = path + "/" + name
      var info = stat()
      if lstat(inside, &info) == 0, info.st_mode & S_IFMT == S_IFDIR {
        try removeFolder(inside)
      } else if unlink(inside) != 0 {
        throw StreamError(file: inside, operation: "remove", code: errno)
      }
    }
    if rmdir(path) != 0 { throw StreamError(file: path, operation: "remove", code: errno) }
  }

  /// Names in a folder, sorted by bytes, without "." and "..".
  public static func list(_ path: String) throws(StreamError) -> [String] {
    guard let folder = opendir(path) else {
      throw StreamError(file: path, operation: "open folder", code: errno)
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
  }
}
