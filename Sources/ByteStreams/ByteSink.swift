/// A place that bytes go to in order.
public protocol ByteSink: AnyObject {
  /// What a person calls this sink in a message.
  var name: String { get }
  func write(_ bytes: UnsafeRawBufferPointer) throws
  /// Hands everything buffered to the system.
  func flush() throws
}

extension ByteSink {
  public func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }
  public func write(_ bytes: ArraySlice<UInt8>) throws { try bytes.withUnsafeBytes { try write($0) } }
  public func write(_ text: String) throws {
    var text = text
    try text.withUTF8 { try write(UnsafeRawBufferPointer($0)) }
  }
}

/// Collects bytes in memory.
public final class MemorySink: ByteSink {
  public let name = "memory"
  public private(set) var bytes: [UInt8] = []
  public init() {}
  public func write(_ more: UnsafeRawBufferPointer) { bytes.append(contentsOf: more) }
  public func flush() {}
}
