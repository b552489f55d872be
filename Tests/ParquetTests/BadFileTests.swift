import ByteStreams
import Parquet
import Testing

/// What a file may not claim, and what is said of it.
@Suite struct BadFileTests {
  typealias Made = HandMadeFile

  private func error(_ bytes: [UInt8], limits: ParquetLimits = ParquetLimits()) -> ParquetError? {
    do {
      let rows = try ParquetFile(RandomAccessFile(bytes, name: "bad"), limits: limits).rows()
      while try rows.next() != nil {}
    } catch let error as ParquetError { return error } catch { Issue.record("\(error)") }
    return nil
  }

  private func expect(
    _ change: (inout Made) -> Void, _ reason: ParquetError.Reason, _ what: String,
    limits: ParquetLimits = ParquetLimits(), sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var made = Made()
    change(&made)
    let error = error(made.bytes, limits: limits)
    #expect(error?.reason == reason, sourceLocation: sourceLocation)
    #expect(error?.description == what, sourceLocation: sourceLocation)
  }

  @Test func theFileUnchangedIsGood() throws {
    let rows = try ParquetFile(RandomAccessFile(Made().bytes)).rows()
    for n in 1...3 { #expect(try rows.next()?["c"] == .int(Int64(n))) }
    #expect(try rows.next() == nil)
  }

  @Test func noParquet() {
    #expect(error([])?.reason == .notParquet)
    #expect(error(Array("PAR1PAR1".utf8))?.reason == .notParquet)
    #expect(error(Array("hello world, this is no Parquet".utf8))?.reason == .notParquet)
    #expect(error(Array("PAR1".utf8) + Made().footer)?.reason == .truncated)
    #expect(error(Array("PARE".utf8) + Made().bytes.dropFirst(4))?.reason == .encrypted)
  }

  @Test func footers() {
    let footer = Made().footer
    func file(_ footer: [UInt8]) -> [UInt8] { Made.file([], footer) }
    #expect(error(file(Array(footer.dropLast(5))))?.what == "its description ends in the middle")
    #expect(error(file([0]))?.what == "the footer has no schema")
    // A list of 2^60 elements, a text of 2^60 bytes, structures without end.
    #expect(error(file([0x29, 0xFC] + Thrift.varint(1 << 60)))?.reason == .badMetadata)
    #expect(error(file([0x68] + Thrift.varint(1 << 60)))?.reason == .badMetadata)
    #expect(error(file([UInt8](repeating: 0x9C, count: 100_000)))?.reason == .badMetadata)
    #expect(error(file([0x99] + [UInt8](repeating: 0x19, count: 100_000)))?.reason == .badMetadata)
    #expect(error(file([0x95] + [UInt8](repeating: 0xFF, count: 11)))?.reason == .badMetadata)
    var long = Made().bytes
    long[long.count - 8] = 0xFF
    #expect(error(long)?.what.hasPrefix("its footer claims") == true)
    var limits = ParquetLimits()
    limits.footerBytes = 40
    expect(
      { _ in }, .limitExceeded, "bad: its footer has \(footer.count) bytes, and the limit is 40",
      limits: limits)
  }

  @Test func schemas() {
    let column = Made.element("c", type: 1, repetition: 1)
    expect(
      { $0.schema = [Made.element("root", children: 1_000_000), column] }, .badSchema,
      "bad: the group 'root' claims 1000000 fields")
    expect(
      { $0.schema = [Made.element("root", children: 1), column, column] }, .badSchema,
      "bad: the schema has 1 fields outside its root")
    expect(
      { $0.schema = [Made.element("root", children: -1), column] }, .badSchema,
      "bad: the group 'root' claims -1 fields")
    expect({ $0.type = 9 }, .badSchema, "bad: the field 'c' has the unknown type 9")
    expect({ $0.repetition = 3 }, .badSchema, "bad: the field 'c' has the unknown repetition 3")
    expect(
      {
        $0.type = 7; $0.typeLength = 0
      }, .badSchema, "bad: the values of 'c' are 0 bytes long")
    expect({ $0.convertedType = 0 }, .badSchema, "bad: the type int32 of 'c' cannot be string")
    expect(
      {
        $0.schema = [
          Made.element("root", children: 1),
          Made.element("c", type: 1, repetition: 1, convertedType: 5, scale: 9, precision: 2),
        ]
      }, .badSchema, "bad: the decimals of 'c' have 2 digits, 9 of them fractional")
    let deep = (0..<70).map { _ in Made.element("g", repetition: 1, children: 1) }
    expect(
      { $0.schema = deep + [column] }, .limitExceeded, "bad: the schema is nested deeper than 64")
    var limits = ParquetLimits()
    limits.schemaFields = 1
    expect(
      { $0.schema = [Made.element("root", children: 2), column, column] }, .limitExceeded,
      "bad: the schema has more than 1 fields", limits: limits)
    expect(
      { $0.schema = [Made.element("root", children: 2), column, column] }, .badMetadata,
      "bad: row group 0 has 1 columns, and the schema 2")
  }

  @Test func columns() {
    let place = "bad: row group 0: column 'c': "
    expect(
      { $0.chunkBytes = .max }, .badMetadata,
      place + "its 9223372036854775807 bytes from byte 4 on do not lie in the file")
    expect(
      { $0.dataOffset = .max }, .badMetadata,
      place + "its 35 bytes from byte 9223372036854775807 on do not lie in the file")
    expect(
      { $0.dataOffset = 0 }, .badMetadata, place + "its 35 bytes from byte 0 on do not lie in the file")
    expect({ $0.chunkType = 2 }, .badMetadata, place + "its type is 2 here, and 1 in the schema")
    expect({ $0.values = 4 }, .countMismatch, place + "there are 4 values for 3 rows")
    expect(
      { $0.values = nil }, .badMetadata,
      "bad: a column's description lacks its type, codec, counts or offsets")
    expect({ $0.filePath = "/etc/passwd" }, .unsupported, place + "the column lies in another file")
    expect({ $0.isEncrypted = true }, .encrypted, place + "the column is encrypted, which is not supported")
    expect({ $0.rows = -1 }, .badMetadata, "bad: a row group has no number of rows, or a negative one")
  }

  @Test func pageHeaders() {
    let place = "bad: row group 0: column 'c': page 0 (byte 4): "
    expect(
      { $0.pages = [Made.page(size: 1 << 30)] }, .badPage,
      place + "the page of 1073741824 bytes goes beyond the column's end")
    expect(
      { $0.pages = [Made.page(size: -1)] }, .badPage, place + "the header has no sizes, or negative ones")
    expect(
      { $0.pages = [Made.page(values: -3)] }, .badPage, place + "the header has no counts, or negative ones")
    expect(
      { $0.pages = [Made.page(values: 4)] }, .countMismatch,
      place + "the pages have more values than the column, which has 3 left")
    expect(
      { $0.pages = [Made.page(hasDetails: false)] }, .badPage,
      place + "the header does not describe its page")
    expect(
      { $0.pages = [Made.page(uncompressed: 99)] }, .badPage,
      place + "the page is not compressed, but its sizes are 18 and 99")
    expect(
      { $0.pages = [Made.page(crc: 1)] }, .checksumMismatch,
      place + "the page's checksum is wrong: its bytes have changed")
    expect(
      { $0.pages = [Made.page(encoding: 5, levels: 9)] }, .badPage,
      place + "levels in the encoding 9 are not allowed")
    expect({ $0.pages = [Made.page(encoding: 77)] }, .unsupported, place + "the encoding 77 is not known")
    expect(
      { $0.pages = [Made.page(encoding: 7)] }, .badPage,
      place + "the encoding 7 does not go with the type int32")
    // Pages of unknown kinds are passed over, and then there is none.
    expect(
      { $0.pages = [Made.page(kind: 44)] }, .badPage,
      "bad: row group 0: column 'c': page 1 (byte 39): the page's header is cut off")
    expect(
      { $0.pages = [Made.pageV2([2, 1], values: 3, definitionBytes: 5)] }, .badPage,
      place + "the levels are longer than the page")
    var limits = ParquetLimits()
    limits.pageBytes = 10
    expect({ _ in }, .limitExceeded, place + "the page has 18 bytes, and the limit is 10", limits: limits)
  }

  @Test func compression() {
    let place = "bad: row group 0: column 'c': page 0 (byte 4): "
    expect({ $0.codec = 3 }, .unsupported, place + "the compression LZO is not supported")
    expect({ $0.codec = 55 }, .unsupported, place + "the compression 55 is not known")
    let names: [Int64: String] = [1: "snappy", 2: "gzip", 4: "brotli", 5: "LZ4", 6: "zstd", 7: "LZ4"]
    for codec in names.keys.sorted() {
      expect(
        { $0.codec = codec }, .badCompression,
        place + "the \(names[codec] ?? "") data are damaged, or do not have the size that the page claims")
    }
    expect(
      {
        $0.codec = 6
        $0.pages = [Made.page([], uncompressed: 18)]
      }, .badCompression, place + "there is nothing to decompress")
  }

  @Test func levels() {
    let place = "bad: row group 0: column 'c': page 0 (byte 4): "
    let numbers = Array(Made.body[6...])
    expect(
      { $0.pages = [Made.page([2, 0, 0, 0, 4, 1] + numbers)] }, .badLevels,
      place + "the page has fewer levels than values")
    expect(
      { $0.pages = [Made.page([200, 0, 0, 0, 6, 1] + numbers)] }, .badLevels,
      place + "the page ends in the middle of its levels")
    expect(
      { $0.pages = [Made.page([2, 0, 0, 0, 6, 3] + numbers)] }, .badValues,
      place + "a run's value has more than 1 bits")
    expect(
      { $0.pages = [Made.page([1, 0, 0, 0, 0x80] + numbers)] }, .badValues,
      place + "the length of a run does not end")
    expect(
      { $0.pages = [Made.page([1, 0, 0, 0, 6] + numbers)] }, .badValues, place + "a run has no value")
    expect(
      { $0.pages = [Made.page([0xE0], levels: 4)] }, .badValues,
      place + "the page has fewer values than its levels say")
    expect(
      { $0.pages = [Made.page(Array(Made.body.dropLast()))] }, .badValues,
      place + "the page has fewer values than its levels say")
    expect(
      { $0.pages = [Made.page(values: 2)] }, .badPage,
      "bad: row group 0: column 'c': page 1 (byte 39): the page's header is cut off")
  }

  @Test func encodings() {
    let place = "bad: row group 0: column 'c': page 0 (byte 4): "
    let levels: [UInt8] = [2, 0, 0, 0, 6, 1]
    func body(_ bytes: [UInt8], _ encoding: Int64) -> (inout Made) -> Void {
      { $0.pages = [Made.page(levels + bytes, encoding: encoding)] }
    }
    expect(
      body([1, 6, 0], 8), .badPage, place + "its values are in a dictionary, and there is none before it")
    let numbers: [UInt8] = [1, 0, 0, 0, 2, 0, 0, 0]
    expect(
      { $0.pages = [Made.dictionary(numbers, values: 2), Made.page(levels + [2, 6, 2], encoding: 8)] },
      .badValues, "bad: row group 0: column 'c': page 1 (byte 25): entry 2 is not in the dictionary of 2")
    expect(
      { $0.pages = [Made.dictionary(numbers, values: 3), Made.page()] }, .badPage,
      place + "the dictionary cannot have 3 values in 8 bytes")
    expect(
      { $0.pages = [Made.dictionary(numbers, values: 2), Made.dictionary(numbers, values: 2)] }, .badPage,
      "bad: row group 0: column 'c': page 1 (byte 25): the column has a second dictionary")
    expect(
      { $0.pages = [Made.dictionary(numbers, values: 2, encoding: 5)] }, .badPage,
      place + "the dictionary has the encoding 5")
    expect(
      body([33, 6, 0], 2), .badPage, place + "its values are in a dictionary, and there is none before it")
    expect(
      body([100, 4, 3, 0], 5), .badValues, place + "blocks of 100 differences in 4 parts are not allowed")
    expect(
      body([0x80, 1, 4, 3, 0, 0, 65, 0, 0, 0], 5), .badValues,
      place + "differences of 65 bits are not allowed")
    expect(
      body([0x80, 1, 4, 3, 0, 0, 64, 0, 0, 0], 5), .badValues, place + "a block of differences is cut off")
    expect(
      body([0x80, 1, 4, 1, 0], 5), .badValues, place + "the page has fewer values than its levels say")
    expect(
      body([0x80, 1, 4] + Thrift.varint(1 << 40) + [0], 5), .badValues,
      place + "1099511627776 values are too many for a page")
    expect(body([1, 2, 3, 4, 5], 9), .badValues, place + "5 bytes are no whole number of values of 4")
    expect(
      {
        $0.type = 6
        $0.pages = [Made.page(levels + [255, 255, 255, 255])]
      }, .badValues, place + "the page has fewer values than its levels say")
    // Lengths of one value: -1.
    expect(
      {
        $0.type = 6
        $0.pages = [Made.page(levels + [0x80, 1, 4, 3, 1], encoding: 6)]
      }, .badValues, place + "a number does not end")
    expect(
      {
        $0.type = 6
        $0.pages = [
          Made.page(levels + [0x80, 1, 4, 3, 1, 0, 0, 0, 0, 0], encoding: 6)
        ]
      }, .badValues, place + "a value of -1 bytes is not possible")
    expect(
      {
        $0.type = 6
        $0.pages = [
          Made.page(
            levels + [0x80, 1, 4, 3, 8, 0, 0, 0, 0, 0] + [0x80, 1, 4, 3, 0, 0, 0, 0, 0, 0], encoding: 7)
        ]
      }, .badValues, place + "a value begins with 4 bytes of one that has 0")
  }

  /// A list without end in ten bytes.
  @Test func elementsOfARowAreLimited() {
    let list = [
      Made.element("root", children: 1), Made.element("c", type: 1, repetition: 2),
    ]
    // One level 0, then 2^30 levels 1, in runs; all values 0 from a dictionary of one.
    let count: Int64 = 1 << 30
    let run = Thrift.varint(UInt64(count - 1) << 1)
    let repetitions = [2, 0] + run + [1]
    let definitions = Thrift.varint(UInt64(count) << 1) + [1]
    let values: [UInt8] = [1] + Thrift.varint(UInt64(count) << 1) + [0]
    expect(
      {
        $0.schema = list
        ($0.rows, $0.values) = (1, count)
        $0.pages = [
          Made.dictionary([9, 0, 0, 0], values: 1),
          Made.pageV2(
            repetitions + definitions + values, values: count, encoding: 8,
            definitionBytes: Int64(definitions.count), repetitionBytes: Int64(repetitions.count)),
        ]
      }, .limitExceeded,
      "bad: row group 0: column 'c': page 1 (byte 21): a row has more than 100000 list elements",
      limits: {
        var limits = ParquetLimits()
        limits.rowElements = 100_000
        return limits
      }())
  }

  /// Every value holds all bytes of the one before it and one more.
  @Test func bytesOfARowAreLimited() {
    var limits = ParquetLimits()
    limits.rowBytes = 5
    expect(
      {
        $0.type = 6
        ($0.rows, $0.values) = (1, 1)
        $0.pages = [Made.page([2, 0, 0, 0, 2, 1, 6, 0, 0, 0] + Array("abcdef".utf8), values: 1)]
      }, .limitExceeded,
      "bad: row group 0: column 'c': page 0 (byte 4): a row has more bytes than the limit allows",
      limits: limits)
  }

  @Test func whatTheCallerMayNotAsk() throws {
    let file = try ParquetFile(RandomAccessFile(Made().bytes, name: "good"))
    var error = #expect(throws: ParquetError.self) { try file.rows(columns: ["d"]) }
    #expect(error?.description == "good: there is no column 'd'; there are: c")
    error = #expect(throws: ParquetError.self) { try file.rows(rowGroups: 0..<2) }
    #expect(error?.description == "good: it has 1 row groups, not all of 0..<2")
  }
}
