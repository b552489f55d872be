/// Bytes that come in order: a file, a pipe, a decompressor.
public protocol ByteSource: AnyObject {
  /// What a person calls this source in a message.
  var name: String { get }
  /// Fills at most `buffer.count` bytes and returns how many; 0 means the end, and every later call returns 0 too.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

extension ByteSource {
  /// Reads until `buffer` is full or the source ends; returns how many bytes there are.
  public func readFully(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var done = 0
    while done < buffer.count {
      let n = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[done...]))
      if n == 0 { break }
      done += n
    }
    return done
  }

  /// At most `count` bytes; fewer only when the source ends. Memory grows with the bytes that arrive, never ahead of them.
  public func readBytes(upTo count: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = 1 << 16
    while bytes.count < count {
      let want = min(chunk, count - bytes.count)
      let start = bytes.count
      let piece = try [UInt8](unsafeUninitializedCapacity: want) { buffer, used in
        used = try readFully(into: UnsafeMutableRawBufferPointer(buffer))
      }
      bytes.append(contentsOf: piece)
      if bytes.count - start < want { break }
      chunk = min(chunk * 2, 1 << 24)
    }
    return bytes
  }

  /// Everything that is left, refusing to hold more than `limit` bytes.
  public func readAll(limit: Int = 1 << 31) throws -> [UInt8] {
    let bytes = try readBytes(upTo: limit + 1)
    if bytes.count > limit {
      throw StreamError(
        file: name, operation: "read", code: 0, detail: "larger than the limit of \(limit) bytes")
    }
    return bytes
  }
}

/// Bytes that are already in memory.
public final class MemorySource: ByteSource {
  public let name: String
  private let bytes: [UInt8]
  private var position = 0

  public init(_ bytes: [UInt8], name: String = "memory") {
    self.bytes = bytes
    self.name = name
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let n = min(buffer.count, bytes.count - position)
    bytes.withUnsafeBytes { source in
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[position..<position + n]))
    }
    position += n
    return n
  }
}
