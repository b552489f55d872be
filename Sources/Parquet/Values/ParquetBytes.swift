import Glibc

/// A binary value where it lies in its page, which it keeps in memory: copy what is kept for long.
public struct ParquetBytes: Sendable {
  private let owner: PageBuffer
  private let offset: UInt32
  private let length: UInt32

  init(_ owner: PageBuffer, offset: Int, count: Int) {
    self.owner = owner
    self.offset = UInt32(truncatingIfNeeded: offset)
    length = UInt32(truncatingIfNeeded: count)
  }

  /// A copy of `bytes`, at most 2 GiB.
  public init(_ bytes: UnsafeRawBufferPointer) {
    let count = min(bytes.count, Int(Int32.max))
    let buffer = PageBuffer(capacity: count)
    buffer.memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes.prefix(count)))
    self.init(buffer, offset: 0, count: count)
  }

  /// A copy of `bytes`, at most 2 GiB.
  public init(_ bytes: some Collection<UInt8>) {
    if let copy = bytes.withContiguousStorageIfAvailable({ ParquetBytes(UnsafeRawBufferPointer($0)) }) {
      self = copy
    } else {
      self = [UInt8](bytes).withUnsafeBytes { ParquetBytes($0) }
    }
  }

  public var count: Int { Int(length) }
  public var isEmpty: Bool { length == 0 }

  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(owner) {} }
    let start = Int(offset)
    return try body(
      UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(owner.memory)[start..<start + count]))
  }

  /// A copy.
  public var array: [UInt8] { withUnsafeBytes { [UInt8]($0) } }
}

extension ParquetBytes: Hashable {
  public static func == (a: ParquetBytes, b: ParquetBytes) -> Bool {
    a.withUnsafeBytes { x in b.withUnsafeBytes { y in x.hasSameBytes(as: y) } }
  }

  public func hash(into hasher: inout Hasher) { withUnsafeBytes { hasher.combine(bytes: $0) } }
}

extension ParquetBytes: CustomStringConvertible {
  public var description: String { "\(count) bytes" }
}

extension UnsafeRawBufferPointer {
  func hasSameBytes(as other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    guard let a = baseAddress, let b = other.baseAddress else { return true }
    return memcmp(a, b, count) == 0
  }
}
