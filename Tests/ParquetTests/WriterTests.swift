import ByteStreams
import JSON
import Parquet
import Testing

/// What is written reads the same.
@Suite struct WriterTests {
  static let small: ParquetWriterOptions = {
    var options = ParquetWriterOptions()
    options.pageBytes = 100
    options.rowGroupBytes = 2000
    options.dictionaryBytes = 60
    options.compression = .snappy
    options.binaryCompression = .zstd(level: 19)
    return options
  }()

  static let plain: ParquetWriterOptions = {
    var options = ParquetWriterOptions()
    options.compression = .uncompressed
    options.hasChecksums = false
    options.rowGroupRows = 7
    return options
  }()

  /// The bytes of a file with the rows and the schema of another one.
  private func rewritten(_ file: ParquetFile, _ options: ParquetWriterOptions) throws -> [UInt8] {
    let sink = MemorySink()
    let writer = try ParquetWriter(file.schema, to: sink, metadata: file.metadata, options: options)
    let rows = try file.rows()
    while let row = try rows.next() { try writer.append(row) }
    try writer.finish()
    return sink.bytes
  }

  /// All that other writers can do, in every type and nesting.
  @Test(arguments: Golden.names.filter { !$0.contains("int96") })
  func rowsOfEveryFile(name: String) throws {
    let file = try ParquetFile(path: Golden.path(name))
    let expected = try file.json()
    for options in [ParquetWriterOptions(), Self.small, Self.plain] {
      let bytes = try rewritten(file, options)
      let again = try ParquetFile(RandomAccessFile(bytes, name: "again"))
      #expect(again.schema == file.schema)
      #expect(again.metadata == file.metadata)
      #expect(again.createdBy == "aatools")
      #expect(again.rowCount == file.rowCount)
      #expect(try again.json() == expected)
      #expect(try rewritten(again, options) == bytes)
    }
  }
}
