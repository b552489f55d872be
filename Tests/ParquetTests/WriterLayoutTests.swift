import ByteStreams
import Parquet
import Testing

/// Where row groups end, how columns are stored, and that memory is bounded.
@Suite struct WriterLayoutTests {
  private static let schema = ParquetSchema([
    .string("text", .required), .structure("image", [.bytes("bytes"), .string("path")]),
  ])

  /// Rows of 1000 bytes of text and as many of an image, none of which can be made smaller but the path.
  private func write(
    _ rows: Int, to sink: any ByteSink, _ options: ParquetWriterOptions = ParquetWriterOptions()
  ) throws {
    var random = SystemRandomNumberGenerator()
    let writer = try ParquetWriter(Self.schema, to: sink, options: options)
    let image = ParquetFields(["bytes", "path"])
    for n in 0..<rows {
      let bytes = (0..<1000).map { _ in UInt8.random(in: 0...255, using: &random) }
      let text = String(decoding: bytes.map { $0 & 0x7F }, as: UTF8.self)
      let structure = ParquetStruct(image, [.bytes(ParquetBytes(bytes)), .string("folder/\(n % 3)")])
      try writer.append([.string(text), .structure(structure)])
    }
    try writer.finish()
  }

  @Test func rowGroupsAreClosedByBytes() throws {
    var options = ParquetWriterOptions()
    options.rowGroupBytes = 50_000
    options.pageBytes = 10_000
    let sink = MemorySink()
    try write(100, to: sink, options)
    let file = try ParquetFile(RandomAccessFile(sink.bytes, name: "many"))
    #expect(file.rowGroups.map(\.rowCount) == [25, 25, 25, 25])
    #expect(file.rowCount == 100)
    for group in file.rowGroups { #expect((50_000..<52_000).contains(group.byteCount)) }
  }

  @Test func rowGroupsAreClosedByRows() throws {
    var options = ParquetWriterOptions()
    options.rowGroupRows = 40
    let sink = MemorySink()
    try write(100, to: sink, options)
    let file = try ParquetFile(RandomAccessFile(sink.bytes, name: "many"))
    #expect(file.rowGroups.map(\.rowCount) == [40, 40, 20])
  }

  /// Seven bits of eight are left of the text, images stay as they are, and three paths are no more than three.
  @Test func columnsAreStoredByWhatTheyAre() throws {
    func size(_ change: (inout ParquetWriterOptions) -> Void = { _ in }) throws -> Int {
      var options = ParquetWriterOptions()
      change(&options)
      let sink = MemorySink()
      try write(200, to: sink, options)
      return sink.bytes.count
    }
    let usual = try size()
    #expect((370_000...382_000).contains(usual))
    let stored = try size { $0.columns["text"] = ParquetColumnOptions(compression: .uncompressed) }
    #expect((400_000...404_000).contains(stored))
    let paths = try size {
      $0.columns["image"] = ParquetColumnOptions(compression: .uncompressed, hasDictionary: false)
    }
    #expect((200 * 12 - 500...200 * 12 + 500).contains(paths - usual))
    // The longer path decides.
    let again = try size {
      $0.columns["image"] = ParquetColumnOptions(compression: .zstd(), hasDictionary: false)
      $0.columns["image.bytes"] = ParquetColumnOptions(compression: .uncompressed)
      $0.columns["image.path"] = ParquetColumnOptions(hasDictionary: true)
    }
    #expect(abs(again - usual) < 3000)
  }

  @Test func nothingIsHeldBackButARowGroup() throws {
    /// Counts what is handed on.
    final class Counter: ByteSink {
      let name = "counter"
      var count = 0
      func write(_ bytes: UnsafeRawBufferPointer) { count += bytes.count }
      func flush() {}
    }
    var options = ParquetWriterOptions()
    options.rowGroupBytes = 100_000
    let (counter, schema) = (Counter(), ParquetSchema([.bytes("a", .required)]))
    let writer = try ParquetWriter(schema, to: counter, options: options)
    let bytes = ParquetBytes([UInt8](repeating: 7, count: 30_000))
    for n in 1...40 {
      try writer.append([.bytes(bytes)])
      #expect(counter.count >= (n / 4) * 4 * 30_000)
    }
  }

  /// Values longer than a page, beside short ones and none, stored and compressed; the checksums are those of all parts.
  @Test(arguments: [ParquetCompression.uncompressed, .zstd(level: 1)])
  func longValues(compression: ParquetCompression) throws {
    var options = ParquetWriterOptions()
    options.binaryCompression = compression
    let sink = MemorySink()
    let writer = try ParquetWriter(ParquetSchema([.bytes("a")]), to: sink, options: options)
    let lengths = [4_200_000, 0, nil, 1_100_000, 10]
    let values = lengths.map { length in
      length.map { ParquetValue.bytes(ParquetBytes([UInt8](repeating: UInt8($0 & 0x7F), count: $0))) }
        ?? .null
    }
    for value in values { try writer.append([value]) }
    try writer.finish()
    let file = try ParquetFile(RandomAccessFile(sink.bytes, name: "long"))
    let rows = try file.rows()
    for value in values { #expect(try rows.next()?["a"] == value) }
    if compression == .uncompressed {
      // A bit of a long value.
      var bytes = sink.bytes
      bytes[3 << 20] ^= 1
      let damaged = try ParquetFile(RandomAccessFile(bytes, name: "damaged")).rows()
      let error = #expect(throws: ParquetError.self) { try damaged.next() }
      #expect(error?.reason == .checksumMismatch)
    }
  }

  @Test func noRowsAndNoColumns() throws {
    for schema in [Self.schema, ParquetSchema([])] {
      let sink = MemorySink()
      try ParquetWriter(schema, to: sink).finish()
      let file = try ParquetFile(RandomAccessFile(sink.bytes, name: "empty"))
      #expect(file.schema == schema)
      #expect(file.rowCount == 0)
      #expect(try file.rows().next() == nil)
    }
  }

  /// More entries than a dictionary may have, in the middle of a page.
  @Test func aDictionaryThatBecomesFull() throws {
    var options = ParquetWriterOptions()
    options.dictionaryBytes = 5000
    options.pageBytes = 2000
    options.rowGroupRows = 3000
    let sink = MemorySink()
    let writer = try ParquetWriter(ParquetSchema([.string("a")]), to: sink, options: options)
    // Few different ones at first, then ever more.
    let texts = (0..<10_000).map { "text \($0 % 3000 < 1000 ? $0 % 10 : $0)" }
    for text in texts { try writer.append([.string(text)]) }
    try writer.finish()
    let rows = try ParquetFile(RandomAccessFile(sink.bytes, name: "full")).rows()
    for text in texts { #expect(try rows.next()?["a"] == .string(text)) }
    #expect(try rows.next() == nil)
  }
}
