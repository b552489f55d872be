import ByteStreams
import Glibc

/// Reads the rows of a CSV file (RFC 4180) in bounded memory: a window of the file and one row.
///
/// Fields are parted by `separator`, rows by a line feed with or without a carriage return before it. A field that begins
/// with a quote ends at the next one that is not doubled, and may hold separators and line ends; a quote further inside a
/// field that does not begin with one stands for itself. Empty lines are passed over, and so is a byte order mark.
public final class CSVStream {
  public static let comma: UInt8 = 0x2C
  public static let tab: UInt8 = 0x09

  private let source: any ByteSource
  private let limits: CSVLimits
  private let separator: UInt8
  private var window: UnsafeMutableRawBufferPointer
  private var position = 0
  private var filled = 0
  private var exhausted = false
  private var begun = false
  private var finished = false
  private var line = 1
  private var ordinal = 0
  /// Fields of the row before.
  private var expected = 0

  public init(_ source: any ByteSource, separator: UInt8 = CSVStream.comma, limits: CSVLimits = CSVLimits()) {
    self.source = source
    self.separator = separator
    self.limits = limits
    window = .allocate(byteCount: 1 << 18, alignment: 16)
  }

  deinit { window.deallocate() }

  /// The next row; nil at the end, and on every later call.
  ///
  /// A row whose quotes or fields are wrong throws nothing here but when its values are asked for, so that a caller may
  /// pass over it and go on.
  /// - Throws: CSVError when nothing after this place can be told apart; what the source throws.
  public func next() throws -> CSVRecord? {
    if !begun {
      begun = true
      while filled < 3, try fill() {}
      if window[..<filled].starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }
    while !finished {
      if let record = try nextRow() { return record }
    }
    return nil
  }

  /// Nil for an empty line, and at the end.
  private func nextRow() throws -> CSVRecord? {
    var scan = RowScan(separator: separator, expecting: expected)
    while true {
      let isWhole = scan.advance(
        UnsafeRawBufferPointer(rebasing: window[position..<filled]), isLast: exhausted)
      if isWhole { break }
      guard filled - position <= limits.rowBytes else {
        throw CSVError(
          what: scan.isQuoted
            ? "the row is longer than \(limits.rowBytes) bytes: does a quoted field not end?"
            : "the row is longer than \(limits.rowBytes) bytes", line: line)
      }
      guard scan.fields.count <= limits.columns else {
        throw CSVError(what: "the row has more than \(limits.columns) fields", line: line)
      }
      if try !fill() {
        if position == filled {
          finished = true
          return nil
        }
        if scan.isQuoted {
          finished = true
          throw CSVError(what: "the row has a quoted field that does not end", line: line)
        }
      }
    }
    let start = line
    let bytes = Array(window[position..<position + scan.length])
    line += scan.lineEnds
    position += scan.consumed
    if position == filled, exhausted { finished = true }
    if scan.length == 0 { return nil }
    ordinal += 1
    expected = scan.fields.count
    guard scan.fields.count <= limits.columns else {
      throw CSVError(what: "the row has more than \(limits.columns) fields", line: start)
    }
    return CSVRecord(bytes: bytes, fields: scan.fields, ordinal: ordinal, line: start, fault: scan.fault)
  }

  /// Drops what has been taken and reads more of the file; false at its end.
  private func fill() throws -> Bool {
    if exhausted { return false }
    if position > 0 {
      window.copyMemory(from: UnsafeRawBufferPointer(rebasing: window[position..<filled]))
      filled -= position
      position = 0
    }
    if filled == window.count {
      // Long rows are read in growing steps, so that the total work stays proportional to their length.
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * window.count, alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(window))
      window.deallocate()
      window = larger
    }
    let got = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: window[filled...]))
    filled += got
    exhausted = got == 0
    return got > 0
  }
}
