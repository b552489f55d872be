/// How a file is written.
public struct ParquetWriterOptions: Sendable {
  /// A row group is closed after the row with which its values reach so many bytes, levels counted, uncompressed. It is
  /// in memory until then.
  public var rowGroupBytes = 1 << 26
  public var rowGroupRows = 1 << 20
  /// A page is closed after the row with which its values reach so many bytes, levels counted, uncompressed.
  public var pageBytes = 1 << 20
  /// A column goes on without its dictionary where that would become larger.
  public var dictionaryBytes = 1 << 20
  /// A CRC-32 for every page.
  public var hasChecksums = true
  /// The writer's name for itself.
  public var createdBy = "aatools"
  /// Of columns whose values are binary: media are compressed already.
  public var binaryCompression = ParquetCompression.uncompressed
  /// Of all other columns.
  public var compression = ParquetCompression.zstd()
  /// What differs for some columns: by their path, or by that of a group they are in; the longer path decides. Paths have
  /// dots, and leave out the groups that only make up a list or map: `image.bytes`, `messages.role`.
  public var columns: [String: ParquetColumnOptions] = [:]

  public init() {}
}

/// How a column is written.
public struct ParquetColumnOptions: Sendable, Equatable {
  public var compression: ParquetCompression?
  /// Whether to try a dictionary, which stays where it pays. By default texts, whole numbers and dates do.
  public var hasDictionary: Bool?

  public init(compression: ParquetCompression? = nil, hasDictionary: Bool? = nil) {
    self.compression = compression
    self.hasDictionary = hasDictionary
  }
}
