import ByteStreams
import CDeflate

extension LeafCursor {
  /// Goes to the beginning of a row group.
  mutating func begin(_ column: ColumnMetadata, rowGroup: Int, rows: Int64) throws {
    self.rowGroup = rowGroup
    page = -1
    clearLevels()
    values.setDictionary(nil)
    do {
      let range = try place(column, rows: rows)
      bytes = ChunkBytes(context.file, range)
    } catch { throw located(error) }
    codec = column.codec
    valuesLeft = Int(column.values)
  }

  /// Where the pages lie, after checking what the footer says of them.
  private func place(_ column: ColumnMetadata, rows: Int64) throws(Flaw) -> Range<Int> {
    if column.isEncrypted { throw Flaw(.encrypted, "the column is encrypted, which is not supported") }
    if column.isInOtherFile { throw Flaw(.unsupported, "the column lies in another file") }
    guard column.type == leaf.physical.number else {
      throw Flaw(.badMetadata, "its type is \(column.type) here, and \(leaf.physical.number) in the schema")
    }
    // Lists may have several values in a row, but none has no value at all.
    guard leaf.highestRepetition == 0 ? column.values == rows : column.values >= rows else {
      throw Flaw(.countMismatch, "there are \(column.values) values for \(rows) rows")
    }
    var start = column.dataOffset
    if column.dictionaryOffset > 0 { start = min(start, column.dictionaryOffset) }
    guard start >= 4, column.bytes <= Int64(context.dataEnd), start <= Int64(context.dataEnd) - column.bytes
    else {
      throw Flaw(.badMetadata, "its \(column.bytes) bytes from byte \(start) on do not lie in the file")
    }
    return Int(start)..<min(Int(start + column.bytes) + context.slack, context.dataEnd)
  }

  /// Reads pages up to the next one with data.
  mutating func readPage() throws {
    guard let bytes else { return }
    page += 1
    pageOffset = bytes.offset
    let header = try readHeader(bytes)
    let size = Int(header.compressedSize)
    do throws(Flaw) {
      guard size <= bytes.left else {
        throw Flaw(.badPage, "the page of \(size) bytes goes beyond the column's end")
      }
      guard header.kind != nil, header.kind != .index else {
        bytes.skip(size)
        return
      }
      try checkSizes(header)
    } catch { throw located(error) }
    let buffer = try readBody(bytes, header)
    do {
      switch header.kind {
      case .dictionary: try setDictionary(buffer, header)
      case .data: try beginData(buffer, header)
      case .dataV2: try beginDataV2(buffer, header)
      default: break
      }
    } catch { throw located(error) }
  }

  private func readHeader(_ bytes: ChunkBytes) throws -> PageHeader {
    var window = 1 << 10
    while true {
      let peeked = try bytes.peek(window)
      var length = 0
      do {
        let header = try PageHeader(peeked, length: &length)
        bytes.skip(length)
        return header
      } catch {
        guard error.reason == .truncated, peeked.count == window else {
          // What the chunk's end cuts off is no more than a damaged page.
          throw located(error.reason == .truncated ? Flaw(.badPage, "the page's header is cut off") : error)
        }
      }
      guard window < context.limits.pageHeaderBytes else {
        throw located(
          Flaw(.limitExceeded, "the page's header has more than \(context.limits.pageHeaderBytes) bytes"))
      }
      window *= 4
    }
  }

  private func checkSizes(_ header: PageHeader) throws(Flaw) {
    let isDictionary = header.kind == .dictionary
    let limit = isDictionary ? context.limits.dictionaryBytes : context.limits.pageBytes
    let larger = max(Int(header.compressedSize), Int(header.uncompressedSize))
    guard larger <= limit else {
      throw Flaw(.limitExceeded, "the page has \(larger) bytes, and the limit is \(limit)")
    }
    guard isDictionary || Int(header.values) <= valuesLeft else {
      throw Flaw(.countMismatch, "the pages have more values than the column, which has \(valuesLeft) left")
    }
    let levels = Int(header.definitionBytes) + Int(header.repetitionBytes)
    guard header.kind != .dataV2 || levels <= min(header.compressedSize, header.uncompressedSize) else {
      throw Flaw(.badPage, "the levels are longer than the page")
    }
    if !isCompressed(header), header.compressedSize != header.uncompressedSize {
      throw Flaw(
        .badPage,
        "the page is not compressed, but its sizes are \(header.compressedSize) and \(header.uncompressedSize)"
      )
    }
  }

  private func isCompressed(_ header: PageHeader) -> Bool {
    codec != Codec.uncompressed && (header.kind != .dataV2 || header.isCompressed)
  }

  /// The page's bytes, checked and decompressed.
  private mutating func readBody(_ bytes: ChunkBytes, _ header: PageHeader) throws -> PageBuffer {
    let size = Int(header.uncompressedSize)
    let buffer: PageBuffer
    levelsPage = nil
    if header.kind != .dictionary, let old = values.reusablePage(capacity: size) {
      old.reset(count: size)
      buffer = old
    } else {
      // The old page is given back before room for the next one is taken.
      if header.kind != .dictionary { values.page = PageBuffer(capacity: 0) }
      // Somewhat more, so that the pages after it fit in too. What is not used is never there.
      buffer = PageBuffer(capacity: size + size / 4)
      buffer.reset(count: size)
    }
    guard isCompressed(header) else {
      try bytes.read(into: buffer.memory)
      try check(UnsafeRawBufferPointer(buffer.memory), header)
      return buffer
    }
    let stored = try bytes.peek(Int(header.compressedSize))
    try check(stored, header)
    // The second version does not compress its levels.
    let levels = header.kind == .dataV2 ? Int(header.definitionBytes) + Int(header.repetitionBytes) : 0
    buffer.memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: stored[..<levels]))
    do {
      try context.decompressor.decompress(
        UnsafeRawBufferPointer(rebasing: stored[levels...]), codec: codec,
        into: UnsafeMutableRawBufferPointer(rebasing: buffer.memory[levels...]))
    } catch { throw located(error) }
    bytes.skip(stored.count)
    return buffer
  }

  private func check(_ stored: UnsafeRawBufferPointer, _ header: PageHeader) throws {
    guard let expected = header.checksum else { return }
    let actual = libdeflate_crc32(0, stored.baseAddress, stored.count)
    guard actual == expected else {
      throw located(Flaw(.checksumMismatch, "the page's checksum is wrong: its bytes have changed"))
    }
  }

  private mutating func setDictionary(_ buffer: PageBuffer, _ header: PageHeader) throws(Flaw) {
    guard values.dictionary == nil else { throw Flaw(.badPage, "the column has a second dictionary") }
    guard header.encoding == Encoding.plain || header.encoding == Encoding.plainDictionary else {
      throw Flaw(.badPage, "the dictionary has the encoding \(header.encoding)")
    }
    let size = buffer.memory.count
    guard leaf.physical != .boolean, Int(header.values) <= size / leaf.physical.width else {
      throw Flaw(.badPage, "the dictionary cannot have \(header.values) values in \(size) bytes")
    }
    let entries = DictionaryValues(capacity: Int(header.values))
    var reader = PageValues(leaf, allowance: nil)
    try reader.begin(buffer, from: 0, to: size, encoding: Encoding.plain)
    for _ in 0..<header.values { entries.append(try reader.next()) }
    values.setDictionary(entries)
  }

  private mutating func beginData(_ buffer: PageBuffer, _ header: PageHeader) throws(Flaw) {
    var position = 0
    repetitionDecoder = try levels(
      buffer, &position, header, leaf.highestRepetition, header.repetitionEncoding)
    definitionDecoder = try levels(buffer, &position, header, leaf.valueLevel, header.definitionEncoding)
    try values.begin(buffer, from: position, to: buffer.memory.count, encoding: header.encoding)
    levelsPage = buffer
    levelsLeft = Int(header.values)
    valuesLeft -= levelsLeft
  }

  private func levels(
    _ buffer: PageBuffer, _ position: inout Int, _ header: PageHeader, _ highest: UInt8, _ encoding: Int32
  ) throws(Flaw) -> LevelDecoder {
    if highest == 0 { return LevelDecoder(buffer.pointer) }
    let cutOff = Flaw(.badLevels, "the page ends in the middle of its levels")
    let left = buffer.memory.count - position
    switch encoding {
    case Encoding.rle:
      guard left >= 4 else { throw cutOff }
      let count = Int(buffer.memory.loadUnaligned(fromByteOffset: position, as: UInt32.self))
      guard count <= left - 4 else { throw cutOff }
      let start = position + 4
      position = start + count
      return LevelDecoder(hybrid: buffer.pointer, from: start, to: position, highest: highest)
    case Encoding.bitPacked:
      let count = (Int(header.values) * LevelDecoder.width(highest) + 7) / 8
      guard count <= left else { throw cutOff }
      let start = position
      position += count
      return LevelDecoder(packed: buffer.pointer, from: start, to: position, highest: highest)
    default: throw Flaw(.badPage, "levels in the encoding \(encoding) are not allowed")
    }
  }

  private mutating func beginDataV2(_ buffer: PageBuffer, _ header: PageHeader) throws(Flaw) {
    let (repetitions, definitions) = (Int(header.repetitionBytes), Int(header.definitionBytes))
    let start = repetitions + definitions
    repetitionDecoder =
      leaf.highestRepetition == 0
      ? LevelDecoder(buffer.pointer)
      : LevelDecoder(hybrid: buffer.pointer, from: 0, to: repetitions, highest: leaf.highestRepetition)
    definitionDecoder =
      leaf.valueLevel == 0
      ? LevelDecoder(buffer.pointer)
      : LevelDecoder(hybrid: buffer.pointer, from: repetitions, to: start, highest: leaf.valueLevel)
    try values.begin(buffer, from: start, to: buffer.memory.count, encoding: header.encoding)
    levelsPage = buffer
    levelsLeft = Int(header.values)
    valuesLeft -= levelsLeft
  }
}

extension ParquetPhysicalType {
  /// By the numbers of the format.
  var number: Int32 {
    switch self {
    case .boolean: 0
    case .int32: 1
    case .int64: 2
    case .int96: 3
    case .float: 4
    case .double: 5
    case .byteArray: 6
    case .fixedLengthByteArray: 7
    }
  }
}
