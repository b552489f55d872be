import ByteStreams

/// Bytes that do not change and are shared without copying: a frame's payload, aligned to 64 bytes.
public final class Payload: @unchecked Sendable {
  public let bytes: UnsafeRawBufferPointer
  private let owned: UnsafeMutableRawPointer?
  private let owner: AnyObject?

  /// Takes over memory that `allocate` gave.
  init(owning memory: UnsafeMutableRawPointer, count: Int) {
    bytes = UnsafeRawBufferPointer(start: memory, count: count)
    owned = memory
    owner = nil
  }

  /// Looks into memory that `owner` keeps alive.
  init(_ bytes: UnsafeRawBufferPointer, keeping owner: AnyObject) {
    self.bytes = bytes
    owned = nil
    self.owner = owner
  }

  public convenience init(copying source: UnsafeRawBufferPointer) {
    let memory = Payload.allocate(source.count)
    UnsafeMutableRawBufferPointer(start: memory, count: source.count).copyMemory(from: source)
    self.init(owning: memory, count: source.count)
  }

  public convenience init(_ bytes: [UInt8]) {
    let memory = Payload.allocate(bytes.count)
    bytes.withUnsafeBytes {
      UnsafeMutableRawBufferPointer(start: memory, count: $0.count).copyMemory(from: $0)
    }
    self.init(owning: memory, count: bytes.count)
  }

  deinit { owned?.deallocate() }

  static func allocate(_ count: Int) -> UnsafeMutableRawPointer {
    UnsafeMutableRawPointer.allocate(byteCount: max(count, 1), alignment: 64)
  }

  /// A copy as an array.
  public var array: [UInt8] { [UInt8](bytes) }

  /// Reads `count` bytes; nil when the source ends before. Memory grows with the bytes that arrive, at most 4 MiB or
  /// once again what is there ahead of them.
  static func read(_ count: Int, from source: any ByteSource) throws -> Payload? {
    var capacity = min(count, 4 << 20)
    var memory = allocate(capacity)
    var filled = 0
    do {
      while true {
        let room = UnsafeMutableRawBufferPointer(start: memory + filled, count: capacity - filled)
        let n = try source.readFully(into: room)
        filled += n
        if n < room.count {
          memory.deallocate()
          return nil
        }
        if filled == count { return Payload(owning: memory, count: count) }
        let larger = min(count, capacity * 2)
        let next = allocate(larger)
        next.copyMemory(from: memory, byteCount: filled)
        memory.deallocate()
        memory = next
        capacity = larger
      }
    } catch {
      memory.deallocate()
      throw error
    }
  }
}
