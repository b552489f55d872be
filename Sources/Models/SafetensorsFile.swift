import Glibc
import Kernels

/// A safetensors file, mapped and checked: offsets lie inside the file, in order, without holes or overlaps.
public final class SafetensorsFile {
  public let path: String
  /// By place in the file.
  public let entries: [Safetensors.Entry]
  private let map: UnsafeRawBufferPointer
  private let dataStart: Int

  public init(path: String) throws {
    self.path = path
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw ModelError(path, "cannot be opened: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG, info.st_size >= 8 else {
      throw ModelError(path, "is not a safetensors file: it has no header")
    }
    let size = Int(info.st_size)
    guard let base = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED else {
      throw ModelError(path, "cannot be mapped: \(String(cString: strerror(errno)))")
    }
    map = UnsafeRawBufferPointer(start: base, count: size)
    do {
      let length = UInt64(littleEndian: map.loadUnaligned(as: UInt64.self))
      guard length >= 2, length <= UInt64(min(size - 8, Safetensors.headerLimit)) else {
        throw ModelError(path, "header of \(length) bytes does not fit the file of \(size)")
      }
      dataStart = 8 + Int(length)
      let header = UnsafeRawBufferPointer(rebasing: map[8..<dataStart]).bindMemory(to: UInt8.self)
      entries = try Safetensors.entries(header: header, dataBytes: size - dataStart, file: path)
    } catch {
      munmap(base, size)
      throw error
    }
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: map.baseAddress), map.count) }

  /// The entry of this name, nil when the file has none.
  public func entry(_ name: String) -> Safetensors.Entry? { entries.first { $0.name == name } }

  /// Copies a tensor, widening to single precision; `values` must have room for its `count` elements exactly.
  public func read(_ entry: Safetensors.Entry, into values: UnsafeMutableBufferPointer<Float>) throws {
    guard values.count == entry.count else {
      throw ModelError("\(path): tensor \(entry.name)", "\(entry.count) elements where \(values.count) fit")
    }
    guard let out = values.baseAddress, entry.count > 0 else { return }
    let source = UnsafeRawBufferPointer(
      rebasing: map[dataStart + entry.range.lowerBound..<dataStart + entry.range.upperBound])
    if entry.type == .float32 {
      UnsafeMutableRawBufferPointer(values).copyMemory(from: source)
      return
    }
    // The header's length may leave halves at odd addresses; a small aligned copy serves every case.
    var block = [UInt16](repeating: 0, count: min(entry.count, 1 << 16))
    var done = 0
    while done < entry.count {
      let n = min(block.count, entry.count - done)
      block.withUnsafeMutableBytes {
        $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[2 * done..<2 * (done + n)]))
      }
      block.withUnsafeBufferPointer {
        guard let halves = $0.baseAddress else { return }
        if entry.type == .bfloat16 {
          Vectors.fromBFloat16(halves, into: out + done, count: n)
        } else {
          Vectors.fromFloat16(halves, into: out + done, count: n)
        }
      }
      done += n
    }
  }

  /// A tensor as an array.
  public func floats(_ name: String) throws -> [Float] {
    guard let entry = entry(name) else { throw ModelError("\(path): tensor \(name)", "is missing") }
    var out = [Float](repeating: 0, count: entry.count)
    try out.withUnsafeMutableBufferPointer { try read(entry, into: $0) }
    return out
  }
}
