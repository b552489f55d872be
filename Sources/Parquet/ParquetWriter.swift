import ByteStreams

/// Writes a Parquet file to a sink, from its first byte to its last one.
///
///     let schema = ParquetSchema([.string("prompt"), .structure("image", [.bytes("bytes"), .string("path")])])
///     let writer = try ParquetWriter(schema, to: sink)
///     let image = ParquetFields(["bytes", "path"])
///     try writer.append([.string("…"), .structure(ParquetStruct(image, [.bytes(…), .null]))])
///     try writer.finish()
///
/// Rows are those that `ParquetFile` reads: a file's rows can be written with its schema. The same rows and options give the
/// same bytes. Memory: one row group, and for each column a page and a dictionary. Pages are of the first version, which
/// everything reads. Not for two threads at once.
public final class ParquetWriter {
  public let schema: ParquetSchema
  /// The names of a row's values.
  public var fields: ParquetFields { shredder.fields }
  /// Rows so far.
  public private(set) var rowCount = 0

  private let sink: any ByteSink
  private let options: ParquetWriterOptions
  private let metadata: [ParquetMetadataEntry]
  private let columns: [ColumnWriter]
  private let shredder: RowShredder
  private var rowGroups: [WrittenRowGroup] = []
  /// Of the row group that is being filled.
  private var rows = 0
  private var offset = 0
  private var isFinished = false
  private var failure: (any Error)?

  private static let magic: [UInt8] = Array("PAR1".utf8)

  /// - Parameter metadata: what the file says besides, in this order.
  /// - Throws: `ParquetError` for a schema that is not possible; the sink's errors.
  public init(
    _ schema: ParquetSchema, to sink: any ByteSink, metadata: [ParquetMetadataEntry] = [],
    options: ParquetWriterOptions = ParquetWriterOptions()
  ) throws {
    self.schema = schema
    self.sink = sink
    self.options = options
    self.metadata = metadata
    do throws(Flaw) {
      try schema.check()
      var builder = RecordBuilder()
      let tree = try builder.root(schema, .all)
      let compressor = Compressor()
      columns = try WrittenColumn.all(of: schema, builder.leaves, options)
        .map { ColumnWriter($0, options, compressor) }
      shredder = RowShredder(tree, columns)
    } catch { throw ParquetError(error.reason, file: sink.name, what: error.what) }
    try write(ParquetWriter.magic)
  }

  /// A row with one value for each field of the schema.
  /// - Throws: as `append(_: ParquetRow)`.
  public func append(_ values: [ParquetValue]) throws { try append(ParquetRow(fields, values)) }

  /// A row, whose fields must be those of the schema, in its order.
  ///
  /// - Throws: `ParquetError` for a value that its column is not for; the sink's errors. After an error the file is lost:
  ///   every later call throws it again.
  public func append(_ row: ParquetRow) throws {
    try guarded {
      do throws(LocatedFlaw) { try shredder.write(row) } catch {
        throw ParquetError(
          error.flaw.reason, file: sink.name, rowGroup: rowGroups.count, column: error.column,
          what: "row \(rowCount): \(error.flaw.what)")
      }
      rowCount += 1
      rows += 1
      var bytes = 0
      for column in columns {
        do throws(Flaw) { try column.endRow() } catch { throw located(error, column) }
        bytes += column.bytes
      }
      if bytes >= options.rowGroupBytes || rows >= options.rowGroupRows { try closeRowGroup() }
    }
  }

  /// Writes what is left, and the footer; not to be followed by anything. The sink is neither flushed nor closed.
  /// - Throws: as `append`.
  public func finish() throws {
    try guarded {
      if rows > 0 { try closeRowGroup() }
      isFinished = true
      let footer = WrittenFooter(
        schema: schema, columns: columns.map(\.column), rowGroups: rowGroups, metadata: metadata,
        createdBy: options.createdBy
      ).bytes
      guard let length = UInt32(exactly: footer.count) else {
        throw ParquetError(
          .limitExceeded, file: sink.name, what: "the footer would have \(footer.count) bytes")
      }
      try write(footer)
      try write(withUnsafeBytes(of: length.littleEndian) { Array($0) } + ParquetWriter.magic)
    }
  }

  private func closeRowGroup() throws {
    let start = offset
    var chunks: [WrittenChunk] = []
    for column in columns {
      do {
        chunks.append(
          try column.closeChunk(at: offset) { page in
            try write(page.header)
            for part in page.body { try write(part) }
          })
      } catch let flaw as Flaw { throw located(flaw, column) }
    }
    rowGroups.append(WrittenRowGroup(rows: rows, offset: start, chunks: chunks))
    rows = 0
  }

  private func write(_ bytes: [UInt8]) throws {
    try sink.write(bytes)
    offset += bytes.count
  }

  private func guarded(_ body: () throws -> Void) throws {
    if let failure { throw failure }
    if isFinished { throw ParquetError(.wrongValue, file: sink.name, what: "the file is finished already") }
    do { try body() } catch {
      failure = error
      throw error
    }
  }

  private func located(_ flaw: Flaw, _ column: ColumnWriter) -> ParquetError {
    ParquetError(
      flaw.reason, file: sink.name, rowGroup: rowGroups.count, column: column.column.leaf.path,
      what: flaw.what)
  }
}
