import Glibc

/// Finds the end of one row and of each of its fields, over as many pieces of the file as it takes.
struct RowScan {
  private enum State {
    case fieldStart, plain, quoted
    /// Behind a quote inside a quoted field: its end, or the first of two.
    case quote
    /// Behind the end of a quoted field, where only a separator or a line end may stand.
    case afterQuoted
  }

  private let separator: UInt8
  private var state = State.fieldStart
  /// How far the row has been looked at.
  private var at = 0
  private var fieldStart = 0
  private var fieldEnd = 0
  private var hasDoubledQuotes = false

  private(set) var fields: [CSVRecord.Field] = []
  private(set) var fault: String?
  /// Bytes of the row without its line end; known when it is whole, as the next two are.
  private(set) var length = 0
  /// Bytes of the row with its line end.
  private(set) var consumed = 0
  /// Line feeds in it, that of its end included.
  private(set) var lineEnds = 0

  /// - Parameter expecting: fields that the row may have.
  init(separator: UInt8, expecting: Int) {
    self.separator = separator
    fields.reserveCapacity(expecting)
  }

  /// True while the end would lie inside a quoted field.
  var isQuoted: Bool { state == .quoted }

  /// Goes on from where it stopped; true when the row is whole.
  /// - Parameters:
  ///   - row: everything that is there from the row's first byte on; the same bytes as before and more.
  ///   - isLast: nothing follows these bytes.
  mutating func advance(_ row: UnsafeRawBufferPointer, isLast: Bool) -> Bool {
    guard let base = row.baseAddress else { return false }
    let count = row.count
    while at < count {
      switch state {
      case .fieldStart:
        if base.load(fromByteOffset: at, as: UInt8.self) == 0x22 {
          at += 1
          fieldStart = at
          state = .quoted
        } else {
          fieldStart = at
          state = .plain
        }
      case .plain:
        at = RowScan.firstDelimiter(base, from: at, to: count, separator)
        if at < count, endOfField(base, count, isLast, contentEnd: at) { return true }
        if pendingCarriageReturn { return false }
      case .quoted:
        guard let found = memchr(base + at, 0x22, count - at) else {
          at = count
          break
        }
        at = base.distance(to: UnsafeRawPointer(found))
        fieldEnd = at
        at += 1
        state = .quote
      case .quote:
        if base.load(fromByteOffset: at, as: UInt8.self) == 0x22 {
          hasDoubledQuotes = true
          at += 1
          state = .quoted
        } else {
          state = .afterQuoted
        }
      case .afterQuoted:
        let delimiter = RowScan.firstDelimiter(base, from: at, to: count, separator)
        if delimiter > at, fault == nil {
          fault = "text follows the closing quote of field \(fields.count + 1)"
        }
        at = delimiter
        if at < count, endOfField(base, count, isLast, contentEnd: fieldEnd) { return true }
        if pendingCarriageReturn { return false }
      }
    }
    guard isLast, count > 0, state != .quoted else { return false }
    // The last row needs no line end.
    let isOpenQuote = state == .quote || state == .afterQuoted
    addField(to: isOpenQuote ? fieldEnd : count)
    finish(base, length: count, consumed: count)
    return true
  }

  private var pendingCarriageReturn = false

  /// Takes the delimiter at `at`; true when it ends the row.
  private mutating func endOfField(
    _ base: UnsafeRawPointer, _ count: Int, _ isLast: Bool, contentEnd: Int
  ) -> Bool {
    pendingCarriageReturn = false
    let byte = base.load(fromByteOffset: at, as: UInt8.self)
    if byte == separator {
      addField(to: contentEnd)
      at += 1
      state = .fieldStart
      // A separator at the very end of the file has an empty field behind it, which `advance` adds.
      fieldStart = at
      return false
    }
    if byte == 0x0A {
      addField(to: contentEnd)
      finish(base, length: at, consumed: at + 1)
      return true
    }
    // A carriage return: part of the line end when a line feed follows.
    if at + 1 == count, !isLast {
      pendingCarriageReturn = true
      return false
    }
    if at + 1 == count || base.load(fromByteOffset: at + 1, as: UInt8.self) == 0x0A {
      addField(to: contentEnd)
      finish(base, length: at, consumed: min(at + 2, count))
      return true
    }
    if fault == nil {
      fault = "field \(fields.count + 1) holds a carriage return, and is not in quotes"
    }
    at += 1
    return false
  }

  private mutating func addField(to end: Int) {
    fields.append(CSVRecord.Field(start: fieldStart, end: end, hasDoubledQuotes: hasDoubledQuotes))
    hasDoubledQuotes = false
  }

  private mutating func finish(_ base: UnsafeRawPointer, length: Int, consumed: Int) {
    self.length = length
    self.consumed = consumed
    var at = 0
    while at < consumed, let found = memchr(base + at, 0x0A, consumed - at) {
      lineEnds += 1
      at = base.distance(to: UnsafeRawPointer(found)) + 1
    }
    if fault == nil, length > 0, memchr(base, 0, length) != nil {
      fault = "the row holds a zero byte: is the file UTF-16?"
    }
  }

  /// The first separator, line feed or carriage return in `from..<to`, or `to`; eight bytes at a time.
  @inline(__always)
  private static func firstDelimiter(
    _ base: UnsafeRawPointer, from: Int, to: Int, _ separator: UInt8
  ) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let high: UInt64 = 0x8080_8080_8080_8080
    let separators = ones &* UInt64(separator)
    var i = from
    while i + 8 <= to {
      let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: i, as: UInt64.self))
      let a = word ^ separators
      let b = word ^ 0x0A0A_0A0A_0A0A_0A0A
      let c = word ^ 0x0D0D_0D0D_0D0D_0D0D
      let found = (((a &- ones) & ~a) | ((b &- ones) & ~b) | ((c &- ones) & ~c)) & high
      if found != 0 { return i + found.trailingZeroBitCount / 8 }
      i += 8
    }
    while i < to {
      let byte = base.load(fromByteOffset: i, as: UInt8.self)
      if byte == separator || byte == 0x0A || byte == 0x0D { return i }
      i += 1
    }
    return i
  }
}
