import ByteStreams
import Glibc

/// Where the media of a subset go; real releases pack them in different ways.
protocol Packaging {
  func add(_ file: MediaFile) throws
  func finish() throws
}

/// Loose files.
final class FolderPackaging: Packaging {
  private let root: String
  private var made: [String] = []

  init(_ root: String) { self.root = root }

  func add(_ file: MediaFile) throws {
    let path = root + "/" + file.name
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? root
    if !made.contains(folder) {
      try Files.makeFolder(folder)
      made.append(folder)
    }
    // Not synced one by one: thousands of small files.
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw StreamError(file: path, operation: "open for writing", code: errno) }
    defer { close(descriptor) }
    var at = 0
    while at < file.bytes.count {
      let n = file.bytes.withUnsafeBytes { write(descriptor, $0.baseAddress.map { $0 + at }, $0.count - at) }
      if n < 0 { throw StreamError(file: path, operation: "write", code: errno) }
      at += n
    }
  }

  func finish() {}
}

/// A tar archive (POSIX ustar) without dates and owners.
final class TarPackaging: Packaging {
  private let sink: any ByteSink
  private let end: () throws -> Void

  /// - Parameter end: called after the last block.
  init(_ sink: any ByteSink, end: @escaping () throws -> Void) {
    self.sink = sink
    self.end = end
  }

  func add(_ file: MediaFile) throws {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, _ at: Int) { header.replaceSubrange(at..<at + text.utf8.count, with: text.utf8) }
    func octal(_ value: Int, _ digits: Int) -> String {
      let text = String(value, radix: 8)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
    put(file.name, 0)
    put("0000644", 100)
    put("0000000", 108)
    put("0000000", 116)
    put(octal(file.bytes.count, 11), 124)
    put(octal(0, 11), 136)
    put("        ", 148)
    put("0", 156)
    put("ustar", 257)
    put("00", 263)
    put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\0 ", 148)
    try sink.write(header)
    try sink.write(file.bytes)
    let rest = file.bytes.count % 512
    if rest > 0 { try sink.write([UInt8](repeating: 0, count: 512 - rest)) }
  }

  func finish() throws {
    try sink.write([UInt8](repeating: 0, count: 1024))
    try end()
  }
}

/// A zip archive of stored members: media are compressed already.
final class ZipPackaging: Packaging {
  private let sink: FileSink
  private var directory: [UInt8] = []
  private var members = 0
  private var offset = 0

  init(_ sink: FileSink) { self.sink = sink }

  func add(_ file: MediaFile) throws {
    // Version 2.0, UTF-8 names, stored, 1 January 1980.
    var fields: [UInt8] = []
    for (value, size) in [
      (20, 2), (0x800, 2), (0, 2), (0, 2), (0x21, 2), (Int(Checksum32.of(file.bytes)), 4),
    ] {
      fields.append(little: value, bytes: size)
    }
    for (value, size) in [(file.bytes.count, 4), (file.bytes.count, 4), (file.name.utf8.count, 2), (0, 2)] {
      fields.append(little: value, bytes: size)
    }
    let local = Array("PK\u{03}\u{04}".utf8) + fields + Array(file.name.utf8)
    directory += Array("PK\u{01}\u{02}".utf8)
    directory.append(little: 20, bytes: 2)
    directory += fields
    for (value, size) in [(0, 2), (0, 2), (0, 2), (0, 4), (offset, 4)] {
      directory.append(little: value, bytes: size)
    }
    directory += Array(file.name.utf8)
    try sink.write(local)
    try sink.write(file.bytes)
    offset += local.count + file.bytes.count
    members += 1
  }

  func finish() throws {
    var end = Array("PK\u{05}\u{06}".utf8)
    for (value, size) in [
      (0, 2), (0, 2), (members, 2), (members, 2), (directory.count, 4), (offset, 4), (0, 2),
    ] {
      end.append(little: value, bytes: size)
    }
    try sink.write(directory)
    try sink.write(end)
    try sink.commit()
  }
}
