import ByteStreams

/// One column of the rows that are being read: levels and values, page by page.
///
/// It holds one page and the dictionary, and what is decoded ahead of them in small batches.
struct LeafCursor: ~Copyable {
  private static let batch = 1024

  let leaf: Leaf
  let context: ReadingContext
  private let allowance: UnsafeMutablePointer<RowAllowance>
  var values: PageValues

  // The chunk.
  var bytes: ChunkBytes?
  var codec: Int32 = 0
  var rowGroup = 0
  /// Values of the chunk in pages that are not read yet, nulls counted.
  var valuesLeft = 0
  /// Ordinal and place of the page that is read, for messages.
  var page = -1
  var pageOffset = 0

  // The page's levels, and the memory they lie in.
  var levelsPage: PageBuffer?
  var definitionDecoder: LevelDecoder
  var repetitionDecoder: LevelDecoder
  /// Levels of the page that are not decoded yet.
  var levelsLeft = 0
  private let definitions: UnsafeMutablePointer<UInt8>
  private let repetitions: UnsafeMutablePointer<UInt8>
  private var level = 0
  private var levels = 0

  init(_ leaf: Leaf, _ context: ReadingContext) {
    self.leaf = leaf
    self.context = context
    allowance = context.allowance
    values = PageValues(leaf, allowance: context.allowance)
    definitionDecoder = LevelDecoder(values.base)
    repetitionDecoder = LevelDecoder(values.base)
    definitions = .allocate(capacity: LeafCursor.batch)
    repetitions = .allocate(capacity: LeafCursor.batch)
  }

  deinit {
    definitions.deallocate()
    repetitions.deallocate()
  }

  /// Takes the next value or null. `repetition` is the level that the other columns are at.
  mutating func next(_ repetition: UInt8) throws -> ParquetValue {
    let definition = try take(repetition)
    if definition == leaf.valueLevel {
      do { return try values.next() } catch { throw located(error) }
    }
    guard definition >= leaf.nullLevel else { throw disagreement() }
    return .null
  }

  /// Passes over what stands for a list that is null or empty, or for a group that is null.
  mutating func skip(_ repetition: UInt8, definition: UInt8) throws {
    guard try take(repetition) == definition else { throw disagreement() }
  }

  /// The definition level of what is next.
  mutating func peekDefinition() throws -> UInt8 {
    if level == levels, try !refill() { throw tooFew() }
    return definitions[level]
  }

  /// The repetition level of what is next; 0, as for a new row, at the end.
  mutating func peekRepetition() throws -> UInt8 {
    if level == levels, try !refill() { return 0 }
    return repetitions[level]
  }

  /// Counts another element of a list.
  func countElement() throws {
    allowance.pointee.elements -= 1
    if allowance.pointee.elements < 0 {
      throw located(
        Flaw(.limitExceeded, "a row has more than \(context.limits.rowElements) list elements"))
    }
  }

  private mutating func take(_ repetition: UInt8) throws -> UInt8 {
    if level == levels, try !refill() { throw tooFew() }
    guard repetitions[level] == repetition else { throw disagreement() }
    defer { level += 1 }
    return definitions[level]
  }

  /// True when nothing is left of the chunk.
  var isExhausted: Bool { level == levels && levelsLeft == 0 && valuesLeft == 0 }

  /// Drops what is left of a page.
  mutating func clearLevels() { (level, levels, levelsLeft) = (0, 0, 0) }

  /// Decodes more levels, of the next page if need be; false at the chunk's end.
  private mutating func refill() throws -> Bool {
    while levelsLeft == 0 {
      guard valuesLeft > 0 else { return false }
      try readPage()
    }
    let n = min(LeafCursor.batch, levelsLeft)
    do {
      try repetitionDecoder.decode(into: repetitions, count: n)
      try definitionDecoder.decode(into: definitions, count: n)
    } catch { throw located(error) }
    levelsLeft -= n
    (level, levels) = (0, n)
    return true
  }

  /// An error of the current page.
  func located(_ flaw: Flaw) -> ParquetError {
    ParquetError(
      flaw.reason, file: context.file.name, rowGroup: rowGroup, column: leaf.path,
      page: page < 0 ? nil : page, offset: page < 0 ? nil : pageOffset, what: flaw.what)
  }

  private func tooFew() -> ParquetError {
    located(Flaw(.countMismatch, "the column has fewer values than the row group has rows"))
  }

  private func disagreement() -> ParquetError {
    located(Flaw(.badLevels, "the levels of repetition and definition do not fit together"))
  }
}
