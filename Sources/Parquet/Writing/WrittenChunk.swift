/// What the footer says of one column of one row group.
struct WrittenChunk {
  /// Nulls counted.
  var values = 0
  /// Pages with their headers.
  var bytes = 0
  var uncompressedBytes = 0
  var dataOffset = 0
  var dictionaryOffset: Int?
  var statistics: ColumnStatistics?

  mutating func add(_ page: WrittenPage) {
    bytes += page.bytes
    uncompressedBytes += page.uncompressedBytes
    if page.encoding == Encoding.plain { hasPlain = true }
  }

  private var hasPlain = false

  /// All that occur in it, levels counted.
  var encodings: [Int32] {
    (hasPlain ? [Encoding.plain] : []) + [Encoding.rle]
      + (dictionaryOffset == nil ? [] : [Encoding.rleDictionary])
  }
}

/// What the footer says of a row group.
struct WrittenRowGroup {
  var rows: Int
  var offset: Int
  var chunks: [WrittenChunk]
}
