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

  /// The golden file was written so once, and pyarrow, polars, DuckDB and fastparquet have read it since:
  /// tools/parquet-peers.
  @Test func theSameRowsGiveTheSameBytes() throws {
    #expect(try WrittenFile.bytes() == Golden.bytes("written"))
  }

  /// For tools/parquet-peers: files for others to read.
  @Test(.enabled(if: Environment.value("PARQUET_WRITTEN") != nil))
  func filesForOthers() throws {
    let folder = Environment.value("PARQUET_WRITTEN") ?? ""
    func save(_ bytes: [UInt8], _ name: String) throws {
      let sink = try FileSink(path: "\(folder)/\(name).parquet")
      try sink.write(bytes)
      try sink.commit()
    }
    try save(WrittenFile.bytes(), "written")
    for (label, options) in [("a", ParquetWriterOptions()), ("b", Self.small), ("c", Self.plain)] {
      try save(WrittenFile.bytes(options), "written-\(label)")
      for name in Golden.names where !name.contains("int96") {
        try save(rewritten(ParquetFile(path: Golden.path(name)), options), "\(name)-\(label)")
      }
    }
  }
}
