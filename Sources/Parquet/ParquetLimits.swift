/// Bounds on what a file may demand of its reader. Each is checked before memory is taken.
public struct ParquetLimits: Sendable {
  /// Bytes of the footer, which describes every column of every row group.
  public var footerBytes = 1 << 27
  /// Fields in the schema, groups counted.
  public var schemaFields = 1 << 16
  /// Groups inside groups.
  public var schemaDepth = 64
  /// Bytes of one page as it lies in the file, and decompressed.
  public var pageBytes = 1 << 30
  /// Bytes of a page's header, which may hold the page's smallest and largest value.
  public var pageHeaderBytes = 1 << 24
  /// Bytes of a column's dictionary, decompressed.
  public var dictionaryBytes = 1 << 28
  /// List elements and map entries of one row, over all its columns.
  public var rowElements = 1 << 24
  /// Bytes of text and binary values of one row, over all its columns; values of a dictionary are not counted.
  public var rowBytes = 1 << 31
  public init() {}
}
