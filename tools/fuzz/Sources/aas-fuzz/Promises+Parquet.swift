import ByteStreams
import Parquet

extension Promises {
  /// Small, so that the fuzzer's limit of memory shows what does not keep to them.
  private static let limits: ParquetLimits = {
    var limits = ParquetLimits()
    limits.pageBytes = 1 << 20
    limits.dictionaryBytes = 1 << 18
    limits.pageHeaderBytes = 1 << 16
    limits.schemaFields = 1 << 10
    limits.rowElements = 1 << 12
    limits.rowBytes = 1 << 20
    return limits
  }()

  /// A few bytes may stand for very many rows.
  private static let rows = 200

  /// A Parquet file: errors say where, a column reads the same alone, and rows that were read can be written and read.
  static func parquet(_ bytes: [UInt8]) throws {
    let file: ParquetFile
    do { file = try ParquetFile(RandomAccessFile(bytes, name: "fuzz"), limits: limits) } catch {
      return try check(error, bytes)
    }
    for group in file.rowGroups.indices.prefix(8) {
      guard let all = try read(file, group, nil, bytes) else { continue }
      for field in file.schema.fields.prefix(8) {
        // A name that occurs twice means both.
        guard file.schema.fields.filter({ $0.name == field.name }).count == 1 else { continue }
        guard let alone = try read(file, group, [field.name], bytes) else {
          throw broken("a column can be read alone: \(field.name)")
        }
        guard try written(all, ParquetSchema([field])) == written(alone, ParquetSchema([field])) else {
          throw broken("a column reads the same alone: \(field.name)")
        }
      }
      guard let first = try written(all, file.schema) else { continue }
      let again = try ParquetFile(RandomAccessFile(first, name: "again"))
      guard again.schema == file.schema, again.rowCount == all.count else {
        throw broken("what is written has the schema and the rows")
      }
      guard let same = try read(again, 0..<again.rowGroups.count, nil, first),
        try written(same, again.schema) == first
      else { throw broken("what is written reads the same") }
    }
  }

  private static func read(
    _ file: ParquetFile, _ group: Int, _ columns: [String]?, _ bytes: [UInt8]
  ) throws -> [ParquetRow]? {
    try read(file, group..<group + 1, columns, bytes)
  }

  /// The first rows; nil after an error.
  private static func read(
    _ file: ParquetFile, _ groups: Range<Int>, _ columns: [String]?, _ bytes: [UInt8]
  ) throws -> [ParquetRow]? {
    var list: [ParquetRow] = []
    do {
      let rows = try file.rows(columns: columns, rowGroups: groups)
      while list.count < self.rows, let row = try rows.next() { list.append(row) }
    } catch {
      try check(error, bytes)
      return nil
    }
    return list
  }

  /// A file of the rows' columns that `schema` has; nil when the writer refuses them.
  private static func written(_ rows: [ParquetRow], _ schema: ParquetSchema) throws -> [UInt8]? {
    let sink = MemorySink()
    var options = ParquetWriterOptions()
    options.pageBytes = 256
    options.rowGroupRows = 50
    options.compression = .snappy
    do {
      let writer = try ParquetWriter(schema, to: sink, options: options)
      for row in rows { try writer.append(schema.fields.map { row[$0.name] ?? .null }) }
      try writer.finish()
    } catch let error as ParquetError {
      if error.file != sink.name || error.what.isEmpty { throw broken("errors say where and what: \(error)") }
      return nil
    }
    return sink.bytes
  }

  private static func check(_ error: any Error, _ bytes: [UInt8]) throws {
    guard let error = error as? ParquetError else { throw broken("errors are ParquetError: \(error)") }
    if let offset = error.offset, !(0...bytes.count).contains(offset) {
      throw broken("errors lie in the file: \(error)")
    }
    if error.file.isEmpty || error.what.isEmpty { throw broken("errors say where and what: \(error)") }
  }
}
