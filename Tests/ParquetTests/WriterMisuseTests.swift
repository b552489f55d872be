import ByteStreams
import Parquet
import Testing

/// What cannot be written is refused, with the place.
@Suite struct WriterMisuseTests {
  private func writer(
    _ fields: [ParquetField], options: ParquetWriterOptions = ParquetWriterOptions()
  ) throws -> ParquetWriter {
    try ParquetWriter(ParquetSchema(fields), to: MemorySink(), options: options)
  }

  @Test(arguments: [
    (ParquetField.string("a", .required), ParquetValue.null, "the column is required, and the value is null"),
    (.string("a"), .int(1), "the column is for texts, and the value is a whole number"),
    (.string("a"), .bytes(ParquetBytes([0xFF])), "the column is for texts, and the value is bytes"),
    (.bytes("a"), .string(""), "the column is for bytes, and the value is a text"),
    (.int32("a"), .int(1 << 31), "2147483648 is out of the range of the column's whole numbers"),
    (
      ParquetField("a", .int32, logicalType: .integer(bits: 8, isSigned: true)), .int(128),
      "128 is out of the range of the column's whole numbers"
    ),
    (
      ParquetField("a", .int32, logicalType: .integer(bits: 16, isSigned: false)), .uint(65536),
      "65536 is out of the range of the column's unsigned numbers"
    ),
    (
      .int64("a"), .double(1),
      "the column is for whole numbers, and the value is a number of double precision"
    ),
    (
      ParquetField("a", .int64, logicalType: .timestamp(.milliseconds, isUTC: true)),
      .timestamp(ParquetTimestamp(count: 0, unit: .microseconds, isUTC: true)),
      "the column is for timestamps in milliseconds, UTC, and the value is a timestamp in microseconds, UTC"
    ),
    (
      ParquetField("a", .fixedLengthByteArray(3)), .bytes(ParquetBytes([1, 2])),
      "the column's values have 3 bytes, and the value 2"
    ),
    (
      ParquetField("a", .int32, logicalType: .decimal(precision: 9, scale: 2)),
      .decimal(ParquetDecimal(unscaled: 1, scale: 3)),
      "0.001 does not fit in the column's decimal numbers of 4 bytes, 2 digits behind the point"
    ),
    (
      ParquetField.list("a", of: .int32("e")), .int(1),
      "the field around the column is for lists, and the value is a whole number"
    ),
    (
      ParquetField.structure("a", [.int32("x")]),
      .structure(ParquetStruct(ParquetFields(["y"]), [.int(1)])),
      #"the fields ["y"] are not those of the schema, ["x"]"#
    ),
    (
      ParquetField.structure("a", [.int32("x")]),
      .structure(ParquetStruct(ParquetFields(["x"]), [])), "there are 0 values for 1 fields"
    ),
  ])
  func values(field: ParquetField, value: ParquetValue, what: String) throws {
    let writer = try writer([.int32("n"), field])
    if field.repetition == .optional { try writer.append([.int(0), .null]) }
    let row = writer.rowCount
    let error = try #require(throws: ParquetError.self) { try writer.append([.int(0), value]) }
    #expect(error.reason == .wrongValue)
    #expect(error.what == "row \(row): \(what)")
    #expect(error.column?.hasPrefix("a") == true)
    #expect(error.rowGroup == 0)
    // Half a row may be there.
    #expect(throws: error) { try writer.append([.int(0), .null]) }
    #expect(throws: error) { try writer.finish() }
  }

  @Test func rowsOfAnotherLength() throws {
    let writer = try writer([.int32("a")])
    let error = #expect(throws: ParquetError.self) { try writer.append([.int(0), .int(1)]) }
    #expect(error?.what == "row 0: there are 2 values for 1 fields")
  }

  @Test(arguments: [
    ([ParquetField.int32("a"), .string("a")], ParquetError.Reason.badSchema),
    ([.structure("a", [])], .badSchema),
    ([ParquetField("a", .int96)], .unsupported),
    ([ParquetField("a", .fixedLengthByteArray(0))], .badSchema),
    ([ParquetField("a", .int32, logicalType: .string)], .badSchema),
    ([(0..<70).reduce(.int32("a")) { inner, _ in .structure("a", [inner]) }], .limitExceeded),
  ])
  func schemas(fields: [ParquetField], reason: ParquetError.Reason) {
    let error = #expect(throws: ParquetError.self) { try writer(fields) }
    #expect(error?.reason == reason)
  }

  @Test func optionsForNoColumn() {
    var options = ParquetWriterOptions()
    options.columns = ["image.bytes": ParquetColumnOptions(), "image.pixels": ParquetColumnOptions()]
    let error = #expect(throws: ParquetError.self) {
      try writer([.structure("image", [.bytes("bytes")])], options: options)
    }
    #expect(error?.reason == .noSuchColumn)
    #expect(error?.what == "there is no column 'image.pixels', for which there are options")
  }

  @Test func nothingFollowsTheEnd() throws {
    let writer = try writer([.int32("a")])
    try writer.finish()
    #expect(throws: ParquetError.self) { try writer.append([.int(1)]) }
    #expect(throws: ParquetError.self) { try writer.finish() }
  }

  /// Takes so many bytes.
  private final class FullSink: ByteSink {
    struct Full: Error {}
    let name = "full"
    private var room: Int
    init(room: Int) { self.room = room }
    func write(_ bytes: UnsafeRawBufferPointer) throws {
      room -= bytes.count
      if room < 0 { throw Full() }
    }
    func flush() {}
  }

  @Test func errorsOfTheSinkStay() throws {
    #expect(throws: FullSink.Full.self) { try ParquetWriter(ParquetSchema([]), to: FullSink(room: 3)) }
    let writer = try ParquetWriter(ParquetSchema([.int64("a", .required)]), to: FullSink(room: 20))
    try writer.append([.int(1)])
    #expect(throws: FullSink.Full.self) { try writer.finish() }
    #expect(throws: FullSink.Full.self) { try writer.append([.int(1)]) }
  }
}
