import ByteStreams
import Foundation
import JSON
import Parquet

/// The files of `tools/golden/parquet.py`, and what pyarrow reads in them.
enum Golden {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("fixtures/parquet").path

  static let names: [String] = {
    let files = (try? Files.list(folder)) ?? []
    return files.filter { $0.hasSuffix(".parquet") }.map { String($0.dropLast(".parquet".count)) }
  }()

  static func path(_ name: String) -> String { "\(folder)/\(name).parquet" }

  static func bytes(_ name: String) throws -> [UInt8] { try Files.read(path(name)) }

  /// Files with the same rows share one list of them, which has the beginning of their names.
  static func rows(_ name: String) throws -> [JSONValue] {
    var twin = name
    while !Files.exists("\(folder)/\(twin).json"), let dash = twin.lastIndex(of: "-") {
      twin = String(twin[..<dash])
    }
    return try JSONValue(parsing: Files.read("\(folder)/\(twin).json")).arrayValue ?? []
  }
}

extension ParquetFile {
  /// All rows as JSON in the form of `tools/golden/parquet_rows.py`.
  func json(columns: [String]? = nil, rowGroups: Range<Int>? = nil) throws -> [JSONValue] {
    let rows = try rows(columns: columns, rowGroups: rowGroups)
    var list: [JSONValue] = []
    while let row = try rows.next() { list.append(ParquetValue.structure(row).json) }
    return list
  }
}

extension ParquetValue {
  var json: JSONValue {
    switch self {
    case .null: .null
    case .bool(let value): .bool(value)
    case .int(let value): .integer(value)
    case .uint(let value): Int64(exactly: value).map { .integer($0) } ?? .bigInteger(String(value))
    case .float(let value): ["$double": .string(Double(value).hex)]
    case .double(let value): ["$double": .string(value.hex)]
    case .string(let text): .string(text)
    case .bytes(let bytes): ["$bytes": .string(bytes.array.map { $0.hex }.joined())]
    case .decimal(let value): ["$decimal": .string(value.description)]
    case .date(let value): ["$date": .integer(Int64(value.days))]
    case .time(let value): ["$time": .integer(value.count), "unit": .string(value.unit.symbol)]
    case .timestamp(let value):
      [
        "$timestamp": .integer(value.count), "unit": .string(value.unit.symbol), "utc": .bool(value.isUTC),
      ]
    case .list(let elements): .array(elements.map(\.json))
    case .map(let entries): ["$map": .array(entries.map { .array([$0.key.json, $0.value.json]) })]
    case .structure(let structure):
      .object(JSONObject(zip(structure.fields.names, structure.values).map { ($0, $1.json) }))
    }
  }
}

extension ParquetTimeUnit {
  var symbol: String {
    switch self {
    case .milliseconds: "ms"
    case .microseconds: "us"
    case .nanoseconds: "ns"
    }
  }
}

extension FixedWidthInteger {
  /// All digits.
  var hex: String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: Self.bitWidth / 4 - digits.count) + digits
  }
}

extension Double {
  /// Every bit; NaN is one.
  var hex: String { isNaN ? "nan" : bitPattern.hex }
}
