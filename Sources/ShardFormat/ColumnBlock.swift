/// Named typed arrays side by side, with attributes: the payload of TOKENS, PLAN and INDEX frames.
///
/// Arrays begin on multiples of 64 bytes, little-endian, so a mapped shard's columns are read where they lie.
public struct ColumnBlock: Sendable {
  public enum ElementType: String, Sendable, CaseIterable {
    case u8, u16, u32, i32, u64, f32
    /// Bytes that are not numbers: digests one after another, text.
    case bytes

    /// Bytes per element.
    public var size: Int {
      switch self {
      case .u8, .bytes: 1
      case .u16: 2
      case .u32, .i32, .f32: 4
      case .u64: 8
      }
    }
  }

  struct Column: Sendable {
    var type: ElementType
    /// Elements.
    var count: Int
    var payload: Payload
    /// Byte offset in `payload`.
    var offset: Int
    var bytes: UnsafeRawBufferPointer { payload.bytes.piece(offset, count * type.size) }
  }

  /// Facts of the whole block.
  public var attributes: [String: CBOR]
  var columns: [String: Column] = [:]

  public init(attributes: [String: CBOR] = [:]) { self.attributes = attributes }

  /// Names of the columns, sorted by their UTF-8 bytes.
  public var names: [String] {
    columns.keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
  }

  public func type(of name: String) -> ElementType? { columns[name]?.type }
  /// Elements of a column; nil when there is no such column.
  public func count(of name: String) -> Int? { columns[name]?.count }

  // MARK: Setting

  public mutating func set(_ name: String, u8 values: [UInt8]) { put(name, .u8, values) }
  public mutating func set(_ name: String, u16 values: [UInt16]) { put(name, .u16, values) }
  public mutating func set(_ name: String, u32 values: [UInt32]) { put(name, .u32, values) }
  public mutating func set(_ name: String, i32 values: [Int32]) { put(name, .i32, values) }
  public mutating func set(_ name: String, u64 values: [UInt64]) { put(name, .u64, values) }
  public mutating func set(_ name: String, f32 values: [Float]) { put(name, .f32, values) }
  public mutating func set(_ name: String, bytes values: [UInt8]) { put(name, .bytes, values) }
  public mutating func remove(_ name: String) { columns[name] = nil }

  private mutating func put<T: BitwiseCopyable>(_ name: String, _ type: ElementType, _ values: [T]) {
    let payload = values.withUnsafeBytes { Payload(copying: $0) }
    columns[name] = Column(type: type, count: values.count, payload: payload, offset: 0)
  }

  // MARK: Getting

  /// - Throws: noSuchColumn, also when the column has another type.
  public func u8(_ name: String) throws -> [UInt8] { try copy(name, .u8) }
  public func u16(_ name: String) throws -> [UInt16] { try copy(name, .u16) }
  public func u32(_ name: String) throws -> [UInt32] { try copy(name, .u32) }
  public func i32(_ name: String) throws -> [Int32] { try copy(name, .i32) }
  public func u64(_ name: String) throws -> [UInt64] { try copy(name, .u64) }
  public func f32(_ name: String) throws -> [Float] { try copy(name, .f32) }
  public func bytes(_ name: String) throws -> [UInt8] { try copy(name, .bytes) }

  /// A u8, u16 or u32 column as u32: token columns are u16 when the vocabulary fits.
  public func widened(_ name: String) throws -> [UInt32] {
    switch columns[name]?.type {
    case .u8: try u8(name).map(UInt32.init)
    case .u16: try u16(name).map(UInt32.init)
    default: try u32(name)
    }
  }

  private func copy<T: BitwiseCopyable>(_ name: String, _ type: ElementType) throws -> [T] {
    let bytes = try rawBytes(name, type)
    return [T](unsafeUninitializedCapacity: bytes.count / type.size) { buffer, used in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
      used = bytes.count / type.size
    }
  }

  /// Lets `body` see the elements where they lie, without copying; the pointer is valid only during the call.
  public func withColumn<T: BitwiseCopyable, R>(
    _ name: String, of type: ElementType, as: T.Type, _ body: (UnsafeBufferPointer<T>) throws -> R
  ) throws -> R {
    let bytes = try rawBytes(name, type)
    guard MemoryLayout<T>.size == type.size else { throw wrongType(name, type) }
    return try body(bytes.assumingMemoryBound(to: T.self))
  }

  private func rawBytes(_ name: String, _ type: ElementType) throws -> UnsafeRawBufferPointer {
    guard let column = columns[name], column.type == type else { throw wrongType(name, type) }
    return column.bytes
  }

  private func wrongType(_ name: String, _ type: ElementType) -> ShardError {
    let found = columns[name].map { "has type \($0.type.rawValue), not \(type.rawValue)" } ?? "is missing"
    return ShardError(.noSuchColumn, file: "columns", what: "column '\(name)' \(found)")
  }
}

extension ColumnBlock: Equatable {
  public static func == (a: ColumnBlock, b: ColumnBlock) -> Bool {
    a.attributes == b.attributes && a.names == b.names
      && a.names.allSatisfy { name in
        guard let x = a.columns[name], let y = b.columns[name] else { return false }
        return x.type == y.type && x.count == y.count && x.bytes.elementsEqual(y.bytes)
      }
  }
}
