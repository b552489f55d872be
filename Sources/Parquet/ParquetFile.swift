import ByteStreams

/// A Parquet file: its schema and metadata, and its rows.
///
///     let file = try ParquetFile(path: "train.parquet")
///     let rows = try file.rows(columns: ["prompt", "image.bytes"])
///     while let row = try rows.next() { … row["prompt"] … }
///
/// Opening reads the footer alone. It may be used from several threads: each takes rows of its own, of other row groups.
/// Encryption, columns in other files, LZO and predicates are not supported.
public final class ParquetFile: Sendable {
  public let name: String
  public let schema: ParquetSchema
  public let rowCount: Int
  public let rowGroups: [ParquetRowGroup]
  /// What the writer left besides, in the order of the file: Hugging Face's features are under `huggingface`.
  public let metadata: [ParquetMetadataEntry]
  /// The writer's name for itself.
  public let createdBy: String?

  private let file: RandomAccessFile
  private let limits: ParquetLimits
  private let dataEnd: Int
  private let slack: Int
  private let groups: [RowGroupMetadata]

  /// - Throws: `ParquetError`, `StreamError`.
  public convenience init(path: String, called: String? = nil, limits: ParquetLimits = ParquetLimits()) throws
  {
    try self.init(RandomAccessFile(path: path, called: called), limits: limits)
  }

  /// - Parameter file: a file that is open, or bytes in memory.
  /// - Throws: `ParquetError`, `StreamError`.
  public init(_ file: RandomAccessFile, limits: ParquetLimits = ParquetLimits()) throws {
    let footer: Footer
    do {
      footer = try Footer(file, limits: limits)
      schema = try ParquetSchema(footer.metadata.elements, limits: limits)
      rowCount = try footer.check(columns: schema.fields.reduce(0) { $0 + $1.leaves })
    } catch let flaw as Flaw { throw ParquetError(flaw.reason, file: file.name, what: flaw.what) }
    name = file.name
    self.file = file
    self.limits = limits
    dataEnd = footer.start
    groups = footer.metadata.rowGroups
    slack = footer.forgetsDictionaryHeaders ? 100 : 0
    rowGroups = groups.map { ParquetRowGroup(rowCount: Int($0.rows), byteCount: Int($0.uncompressedBytes)) }
    metadata = footer.metadata.keyValues.map { ParquetMetadataEntry(key: $0.key, value: $0.value) }
    createdBy = footer.metadata.createdBy
  }

  /// The value of an entry of `metadata`; nil when there is none.
  public func metadata(_ key: String) -> String? { metadata.first { $0.key == key }?.value }

  /// The rows in the order of the file.
  ///
  /// Memory: for each column that is read one page as it lies in the file and decompressed, its dictionary, and 30 KB; and
  /// the row. Values hold on to their page where they are binary.
  ///
  /// - Parameters:
  ///   - columns: what is read, in the order of the file: names, or paths with dots into structures and lists of
  ///     structures (`image.bytes`, `messages.role`); everything when nil.
  ///   - rowGroups: which row groups, from 0; all when nil.
  /// - Throws: `ParquetError`.
  public func rows(columns: [String]? = nil, rowGroups range: Range<Int>? = nil) throws -> ParquetRows {
    let range = range ?? groups.indices
    guard range.lowerBound >= 0, range.upperBound <= groups.count else {
      throw ParquetError(
        .noSuchRowGroup, file: name, what: "it has \(groups.count) row groups, not all of \(range)")
    }
    do {
      let selection = try columns.map { columns throws(Flaw) in try ColumnSelection(columns, of: schema) }
      var builder = RecordBuilder()
      let root = try builder.root(schema, selection ?? .all)
      return ParquetRows(
        ReadingContext(file, limits: limits, dataEnd: dataEnd, slack: slack), RecordPlan(root),
        builder.leaves, groups,
        range)
    } catch { throw ParquetError(error.reason, file: name, what: error.what) }
  }
}

/// Rows whose columns lie together in the file.
public struct ParquetRowGroup: Sendable, Equatable {
  public var rowCount: Int
  /// Of all its columns, decompressed, as the writer says.
  public var byteCount: Int
}

public struct ParquetMetadataEntry: Sendable, Equatable {
  public var key: String
  public var value: String

  public init(key: String, value: String) {
    self.key = key
    self.value = value
  }
}
