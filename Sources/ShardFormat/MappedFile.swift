import ByteStreams
import Glibc

/// A file's bytes as memory, read-only, for as long as this object lives.
final class MappedFile: @unchecked Sendable {
  let name: String
  let bytes: UnsafeRawBufferPointer
  private let isMapped: Bool

  /// - Throws: `StreamError`; `ShardError.notAFile` for pipes and devices.
  /// - Parameter name: what messages call it; the path unless given.
  init(path: String, name: String? = nil) throws {
    self.name = name ?? path
    isMapped = true
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StreamError(file: self.name, operation: "open", code: errno) }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else {
      throw StreamError(file: self.name, operation: "stat", code: errno)
    }
    guard info.st_mode & S_IFMT == S_IFREG else {
      throw ShardError(
        .notAFile, file: self.name, what: "only a regular file can be read at random",
        remedy: "save it to a file first")
    }
    let count = Int(info.st_size)
    if count == 0 {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let memory = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), memory != MAP_FAILED else {
      throw StreamError(file: self.name, operation: "map", code: errno)
    }
    bytes = UnsafeRawBufferPointer(start: memory, count: count)
  }

  /// Bytes in memory in the place of a file.
  init(copying source: [UInt8], name: String) {
    self.name = name
    isMapped = false
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: source.count, alignment: 64)
    memory.copyBytes(from: source)
    bytes = UnsafeRawBufferPointer(memory)
  }

  deinit {
    if !isMapped {
      bytes.deallocate()
    } else if let memory = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: memory), bytes.count)
    }
  }
}
