extension ColumnBlock {
  /// The payload: u64 length of the directory, the directory, zeros to a multiple of 64, then each array followed by
  /// zeros to a multiple of 64. The directory is the CBOR map `{"attributes": {…}, "columns": [[name, type, count]…]}`
  /// with columns in the bytewise order of their names.
  public func encoded() -> [UInt8] {
    let names = names
    let directory = CBOR.map([
      .init(key: "attributes", value: .object(attributes)),
      .init(
        key: "columns",
        value: .array(
          names.map { name in
            let column = columns[name]
            return [.text(name), .text(column?.type.rawValue ?? ""), .unsigned(UInt64(column?.count ?? 0))]
          })),
    ]).encode()
    var out: [UInt8] = []
    out.reserveCapacity(64 + directory.count + columns.values.reduce(0) { $0 + $1.bytes.count + 64 })
    out.append64(UInt64(directory.count))
    out.append(contentsOf: directory)
    out.padTo64()
    for name in names {
      if let column = columns[name] { out.append(contentsOf: column.bytes) }
      out.padTo64()
    }
    return out
  }

  /// Reads a payload; columns keep looking into it.
  /// - Throws: badColumns, nonCanonicalCBOR, both without a place.
  public init(_ payload: Payload) throws(ShardError) {
    func bad(_ what: String) -> ShardError {
      ShardError(.badColumns, file: "", what: "the column block \(what)")
    }
    let raw = payload.bytes
    guard raw.count >= 8 else { throw bad("is too short") }
    let length = raw.u64(0)
    guard length <= UInt64(raw.count - 8) else { throw bad("has a directory that is longer than it") }
    let directory: CBOR
    do {
      directory = try CBOR.decode(raw.piece(8, Int(length)), limits: CBORLimits(depth: 16, items: 1 << 20))
    } catch {
      throw ShardError(.nonCanonicalCBOR, file: "", what: "the column directory is not valid: \(error)")
    }
    guard let attributes = directory["attributes"]?.fields, let list = directory["columns"]?.arrayValue,
      directory.mapValue?.count == 2
    else { throw bad("has a directory without attributes or columns") }
    self.init(attributes: attributes)
    var position = 8 + Int(length)
    func skipPadding() throws(ShardError) {
      let padding = Alignment.padding(after: position)
      guard padding <= raw.count - position, raw.piece(position, padding).isZero else {
        throw bad("has padding that is cut or not zero")
      }
      position += padding
    }
    try skipPadding()
    var previous: String?
    for item in list {
      guard let parts = item.arrayValue, parts.count == 3, let name = parts[0].textValue,
        let type = parts[1].textValue.flatMap(ElementType.init), let count = parts[2].intValue, count >= 0
      else { throw bad("describes a column wrongly") }
      if let previous, !Array(previous.utf8).lexicographicallyPrecedes(Array(name.utf8)) {
        throw bad("does not list its columns in order")
      }
      previous = name
      guard columns[name] == nil else { throw bad("names column '\(name)' in two Unicode normalisations") }
      let (bytes, overflow) = count.multipliedReportingOverflow(by: type.size)
      guard !overflow, bytes <= raw.count - position else { throw bad("ends inside column '\(name)'") }
      columns[name] = Column(type: type, count: count, payload: payload, offset: position)
      position += bytes
      try skipPadding()
    }
    guard position == raw.count else { throw bad("has bytes that no column names") }
  }
}
