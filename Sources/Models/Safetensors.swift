import ByteStreams
import JSON

/// Files of named tensors (https://huggingface.co/docs/safetensors): 8 bytes little-endian length, a JSON header of
/// names, types, shapes and offsets, then raw row-major data without holes.
public enum Safetensors {
  public enum ElementType: String, Sendable {
    case float32 = "F32"
    case bfloat16 = "BF16"
    case float16 = "F16"
    public var bytes: Int { self == .float32 ? 4 : 2 }
  }

  /// One tensor's entry in a header.
  public struct Entry: Sendable, Equatable {
    public var name: String
    public var type: ElementType
    public var shape: [Int]
    /// Elements, the product of `shape`.
    public var count: Int
    /// Bytes behind the header.
    public var range: Range<Int>
  }

  /// The largest header that is read, as in the reference implementation.
  public static let headerLimit = 100_000_000

  /// Writes F32 tensors in the given order with the metadata that transformers asks for.
  ///
  /// - Parameter tensors: name, shape and values, `shape`'s product many.
  public static func write(
    _ tensors: [(name: String, shape: [Int], values: UnsafeBufferPointer<Float>)], to path: String
  ) throws {
    var members: [(String, JSONValue)] = [
      ("__metadata__", .object(JSONObject([("format", .string("pt"))])))
    ]
    var offset = 0
    for tensor in tensors {
      guard tensor.shape.reduce(1, *) == tensor.values.count else {
        throw ModelError(
          path, "tensor \(tensor.name): \(tensor.values.count) values for shape \(tensor.shape)")
      }
      let end = offset + 4 * tensor.values.count
      members.append(
        (
          tensor.name,
          .object(
            JSONObject([
              ("dtype", .string("F32")), ("shape", .array(tensor.shape.map { JSONValue($0) })),
              ("data_offsets", .array([JSONValue(offset), JSONValue(end)])),
            ]))
        ))
      offset = end
    }
    var header = JSONValue.object(JSONObject(members)).serialised()
    // Spaces bring the data to a multiple of 8 bytes, as the reference implementation does.
    while header.count % 8 != 0 { header.append(0x20) }
    let sink = try FileSink(path: path)
    try sink.write((0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) })
    try sink.write(header)
    for tensor in tensors { try sink.write(UnsafeRawBufferPointer(tensor.values)) }
    try sink.commit()
  }

  /// Reads and checks a header; nothing is allocated that the file's own size does not justify.
  ///
  /// - Parameter dataBytes: bytes behind the header.
  /// - Returns: the entries by place in the file.
  static func entries(header: UnsafeBufferPointer<UInt8>, dataBytes: Int, file: String) throws -> [Entry] {
    var limits = JSONLimits()
    limits.depth = 8
    let parsed: JSONValue
    do {
      parsed = try JSONValue(parsing: header, limits: limits)
    } catch {
      throw ModelError("\(file): header", "\(error)")
    }
    guard let object = parsed.objectValue else { throw ModelError("\(file): header", "is not a JSON object") }
    var entries: [Entry] = []
    for member in object.members where member.key != "__metadata__" {
      entries.append(try entry(member.key, member.value, file: file))
    }
    entries.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
    var end = 0
    for entry in entries {
      guard entry.range.lowerBound == end else {
        throw ModelError(
          "\(file): tensor \(entry.name)",
          "begins at \(entry.range.lowerBound), where \(end) is expected: holes and overlaps are refused")
      }
      end = entry.range.upperBound
    }
    guard end == dataBytes else {
      throw ModelError(file, "tensors take \(end) bytes, the file has \(dataBytes) behind its header")
    }
    return entries
  }

  private static func entry(_ name: String, _ value: JSONValue, file: String) throws -> Entry {
    let place = "\(file): tensor \(name)"
    guard let typeName = value["dtype"]?.stringValue, let shape = value["shape"]?.arrayValue,
      let offsets = value["data_offsets"]?.arrayValue, offsets.count == 2, let start = offsets[0].intValue,
      let end = offsets[1].intValue
    else { throw ModelError(place, "lacks dtype, shape or data_offsets") }
    guard let type = ElementType(rawValue: typeName) else {
      throw ModelError(place, "type \(typeName) is not read; F32, BF16 and F16 are")
    }
    var sizes: [Int] = []
    var count = 1
    for dimension in shape {
      guard let size = dimension.intValue, size >= 0 else { throw ModelError(place, "has a bad shape") }
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      if overflow { throw ModelError(place, "has more elements than memory has bytes") }
      sizes.append(size)
      count = product
    }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: type.bytes)
    guard start >= 0, end >= start, !overflow, end - start == bytes else {
      throw ModelError(place, "offsets \(start)..<\(end) do not hold shape \(sizes) of \(typeName)")
    }
    return Entry(name: name, type: type, shape: sizes, count: count, range: start..<end)
  }
}
