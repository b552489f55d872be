/// One column of the row group that is written: the page that is being filled, and those that are full.
final class ColumnWriter {
  let column: WrittenColumn
  private let options: ParquetWriterOptions
  private let compressor: Compressor

  // The page that is being filled.
  private var definitions: [UInt8] = []
  private var repetitions: [UInt8] = []
  /// Nulls counted.
  private var count = 0
  private var values: PlainEncoder
  /// Of the same values, while there is a dictionary.
  private var indices: [UInt32] = []

  // The chunk.
  private var pages: [WrittenPage] = []
  private var chunk = WrittenChunk()
  private var statistics: ColumnStatistics
  /// Holds what the pages that are full need, and more as long as `usesDictionary`.
  private var dictionary: ColumnDictionary?
  private var usesDictionary: Bool
  private var hasDictionaryPages = false
  /// Whether it was seen that a dictionary pays: once for the file. Some readers lose values where a column has one in one
  /// row group and none in the next.
  private var isDecided = false
  /// Uncompressed, of the pages that are full.
  private var fullBytes = 0

  init(_ column: WrittenColumn, _ options: ParquetWriterOptions, _ compressor: Compressor) {
    self.column = column
    self.options = options
    self.compressor = compressor
    values = PlainEncoder(column)
    statistics = ColumnStatistics(column.leaf)
    usesDictionary = column.hasDictionary
  }

  /// Uncompressed, of the row group so far.
  var bytes: Int { fullBytes + pageBytes }

  private var pageBytes: Int { values.bytes.count + definitions.count + repetitions.count }

  /// A value, or a null in its place.
  func append(_ value: ParquetValue, _ repetition: UInt8) throws(Flaw) {
    if case .null = value {
      guard column.leaf.valueLevel > column.leaf.nullLevel else {
        throw Flaw(.wrongValue, "the column is required, and the value is null")
      }
      return appendNull(repetition, definition: column.leaf.nullLevel)
    }
    let start = values.bytes.count
    try values.append(value)
    appendLevels(repetition, column.leaf.valueLevel)
    values.bytes.withUnsafeBytes {
      let written = UnsafeRawBufferPointer(rebasing: $0[start...])
      statistics.add(written)
      if usesDictionary { addToDictionary(written) }
    }
  }

  /// What stands for a null, or for a list without elements, at any level above.
  func appendNull(_ repetition: UInt8, definition: UInt8) {
    appendLevels(repetition, definition)
    statistics.addNull()
  }

  private func appendLevels(_ repetition: UInt8, _ definition: UInt8) {
    count += 1
    if column.leaf.valueLevel > 0 { definitions.append(definition) }
    if column.leaf.highestRepetition > 0 { repetitions.append(repetition) }
  }

  private func addToDictionary(_ value: UnsafeRawBufferPointer) {
    if dictionary == nil { dictionary = ColumnDictionary(limit: options.dictionaryBytes) }
    if let index = dictionary?.index(of: value) {
      indices.append(index)
    } else {
      // Full: this page and those after it go without.
      leaveDictionary()
    }
  }

  private func leaveDictionary() {
    usesDictionary = false
    indices = []
    if !hasDictionaryPages { dictionary = nil }
  }

  /// A row ends here, and so may a page.
  func endRow() throws(Flaw) {
    if pageBytes >= options.pageBytes || count >= ColumnWriter.pageValues { try closePage() }
  }

  /// Values of a page, nulls counted, however few bytes they take.
  private static let pageValues = 1 << 20

  private func closePage() throws(Flaw) {
    if count == 0 { return }
    if usesDictionary, !isDecided, let dictionary {
      isDecided = true
      if !pays(dictionary) { leaveDictionary() }
    }
    var content: [UInt8] = []
    appendLevels(repetitions, highest: column.leaf.highestRepetition, to: &content)
    appendLevels(definitions, highest: column.leaf.valueLevel, to: &content)
    var encoding = Encoding.plain
    if usesDictionary, let dictionary {
      let width = dictionary.indexWidth
      content.append(UInt8(width))
      HybridEncoder.append(indices, width: width, to: &content)
      encoding = Encoding.rleDictionary
      hasDictionaryPages = true
    } else if column.leaf.kind == .bool {
      appendBits(to: &content)
    }
    let isPlain = encoding == Encoding.plain && column.leaf.kind != .bool
    fullBytes += pageBytes
    pages.append(
      try page(.data, isPlain ? [content, values.take()] : [content], values: count, encoding: encoding))
    chunk.values += count
    definitions.removeAll(keepingCapacity: true)
    repetitions.removeAll(keepingCapacity: true)
    indices.removeAll(keepingCapacity: true)
    values.clear()
    count = 0
  }

  private func page(
    _ kind: PageHeader.Kind, _ content: [[UInt8]], values: Int, encoding: Int32
  ) throws(Flaw) -> WrittenPage {
    try WrittenPage(
      kind, content, values: values, encoding: encoding, column.compression, compressor,
      hasChecksum: options.hasChecksums)
  }

  /// Whether the first page and its dictionary take less room than its values alone, before compression.
  private func pays(_ dictionary: ColumnDictionary) -> Bool {
    dictionary.bytes.count + indices.count * dictionary.indexWidth / 8 < values.bytes.count / 4 * 3
  }

  private func appendLevels(_ levels: [UInt8], highest: UInt8, to content: inout [UInt8]) {
    if highest == 0 { return }
    let start = content.count
    content += [0, 0, 0, 0]
    HybridEncoder.append(levels, width: HybridEncoder.width(Int(highest)), to: &content)
    let length = UInt32(content.count - start - 4)
    for i in 0..<4 { content[start + i] = UInt8(truncatingIfNeeded: length >> UInt32(8 * i)) }
  }

  private func appendBits(to content: inout [UInt8]) {
    for start in stride(from: 0, to: values.bytes.count, by: 8) {
      var byte: UInt8 = 0
      for i in start..<min(start + 8, values.bytes.count) { byte |= values.bytes[i] << UInt8(i - start) }
      content.append(byte)
    }
  }

  /// Hands the chunk's pages to `write` and begins a new one. Returns what the footer says of it.
  /// - Parameter offset: where in the file it begins.
  func closeChunk(at offset: Int, _ write: (WrittenPage) throws -> Void) throws -> WrittenChunk {
    try closePage()
    var place = offset
    if let dictionary {
      chunk.dictionaryOffset = place
      let page = try page(
        .dictionary, [dictionary.bytes], values: dictionary.count, encoding: Encoding.plain)
      place += page.bytes
      try write(page)
      chunk.add(page)
    }
    chunk.dataOffset = place
    for page in pages {
      try write(page)
      chunk.add(page)
    }
    chunk.statistics = statistics
    defer {
      pages = []
      // One that became full begins again.
      if hasDictionaryPages { usesDictionary = true }
      hasDictionaryPages = false
      dictionary = nil
      statistics = ColumnStatistics(column.leaf)
      fullBytes = 0
      chunk = WrittenChunk()
    }
    return chunk
  }
}

extension ColumnDictionary {
  /// Bits of an index. No width at all would do for one entry, but not every reader believes it.
  var indexWidth: Int { max(1, HybridEncoder.width(count - 1)) }
}
