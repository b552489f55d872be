import Parquet

extension RowValue {
  /// Takes over a value of a Parquet file. Decimals keep their digits, as text; dates and times become ISO 8601; a map
  /// with names becomes an object, any other a list of `{"key": …, "value": …}`.
  public init(_ value: ParquetValue) {
    switch value {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .int(let value): self = .integer(value)
    case .uint(let value): self = Int64(exactly: value).map { .integer($0) } ?? .bigInteger(String(value))
    case .float(let value): self = .double(Double(value))
    case .double(let value): self = .double(value)
    case .string(let value): self = .string(value)
    case .bytes(let value): self = .bytes(value.array)
    case .decimal(let value): self = .string(value.description)
    case .date(let value): self = .string(value.description)
    case .time(let value): self = .string(value.description)
    case .timestamp(let value): self = .string(value.description)
    case .list(let values): self = .array(values.map { RowValue($0) })
    case .map(let entries): self = RowValue.map(entries)
    case .structure(let structure): self = .object(RowObject(structure))
    }
  }

  private static func map(_ entries: [ParquetMapEntry]) -> RowValue {
    var members: [RowObject.Member] = []
    for entry in entries {
      guard case .string(let name) = entry.key else {
        return .array(
          entries.map {
            .object(
              RowObject([
                .init(key: "key", value: RowValue($0.key)), .init(key: "value", value: RowValue($0.value)),
              ]))
          })
      }
      members.append(.init(key: name, value: RowValue(entry.value)))
    }
    return .object(RowObject(members))
  }
}

extension RowObject {
  init(_ structure: ParquetStruct) {
    self.init(zip(structure.fields.names, structure.values).map { .init(key: $0, value: RowValue($1)) })
  }
}
