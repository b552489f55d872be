import Glibc

/// A file, or several that are one file cut into pieces, read at any place. Safe to use from several threads.
public final class FileParts: Sendable {
  private struct Part: Sendable {
    var descriptor: Int32
    /// Where its bytes stand in the whole.
    var range: Range<Int>
  }

  /// What messages call it.
  public let name: String
  /// Bytes of the whole.
  public let size: Int
  private let parts: [Part]
  /// How many files it lies in.
  public var count: Int { parts.count }

  /// - Parameters:
  ///   - paths: regular files, in order.
  ///   - called: what messages call it; the first path unless given.
  public init(_ paths: [String], called: String? = nil) throws(StreamError) {
    name = called ?? paths.first ?? ""
    var parts: [Part] = []
    var end = 0
    do throws(StreamError) {
      for path in paths {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
          throw StreamError(file: called ?? path, operation: "open", code: errno)
        }
        parts.append(Part(descriptor: descriptor, range: end..<end))
        var info = stat()
        guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
          let isFolder = info.st_mode & S_IFMT == S_IFDIR
          throw StreamError(
            file: called ?? path, operation: "open", code: isFolder ? EISDIR : 0,
            detail: isFolder ? "" : "it is no regular file")
        }
        parts[parts.count - 1].range = end..<(end + Int(info.st_size))
        end += Int(info.st_size)
      }
    } catch {
      for part in parts { close(part.descriptor) }
      throw error
    }
    size = end
    self.parts = parts
  }

  deinit { for part in parts { close(part.descriptor) } }

  /// Fills `buffer` from `place` on; fewer bytes only at the end. Returns how many.
  public func read(into buffer: UnsafeMutableRawBufferPointer, at place: Int) throws -> Int {
    if FaultInjection.strikes("read") { throw StreamError(file: name, operation: "read", code: EIO) }
    var done = 0
    guard var index = parts.firstIndex(where: { place < $0.range.upperBound }), place >= 0 else { return 0 }
    while done < buffer.count, index < parts.count {
      let part = parts[index]
      let at = place + done
      let want = min(buffer.count - done, part.range.upperBound - at)
      if want == 0 {
        index += 1
        continue
      }
      try PendingSignal.check()
      let n = pread(
        part.descriptor, buffer.baseAddress?.advanced(by: done), want, off_t(at - part.range.lowerBound))
      if n < 0 {
        if errno == EINTR { continue }
        throw StreamError(file: name, operation: "read", code: errno)
      }
      if n == 0 {
        throw StreamError(file: name, operation: "read", code: 0, detail: "it became shorter meanwhile")
      }
      done += n
    }
    return done
  }

  /// At most `count` bytes from `place` on; fewer only at the end.
  public func bytes(at place: Int, count: Int) throws -> [UInt8] {
    let there = max(0, min(count, size - place))
    return try [UInt8](unsafeUninitializedCapacity: there) { buffer, used in
      used = try read(into: UnsafeMutableRawBufferPointer(buffer), at: place)
    }
  }

  /// The bytes of `range`, or all of them, in order.
  public func source(_ range: Range<Int>? = nil, called: String? = nil) -> any ByteSource {
    PartsSource(self, range ?? 0..<size, name: called ?? name)
  }
}

/// A range of the whole, read in order. It keeps the files open.
private final class PartsSource: ByteSource {
  let name: String
  private let parts: FileParts
  private var range: Range<Int>

  init(_ parts: FileParts, _ range: Range<Int>, name: String) {
    self.parts = parts
    self.range = range
    self.name = name
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let want = min(buffer.count, range.count)
    if want == 0 { return 0 }
    let n = try parts.read(
      into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<want]), at: range.lowerBound)
    range = n == 0 ? range.upperBound..<range.upperBound : (range.lowerBound + n)..<range.upperBound
    return n
  }
}
