import JSON

/// The rows of one file, one after another.
public protocol RowStream: AnyObject {
  /// The next row; nil at the end, and on every later call.
  ///
  /// A row that is no value throws nothing here but when it is read, so that a caller may pass over it and go on. What
  /// is thrown here ends the file: nothing after that place can be told apart.
  func next() throws -> Row?

  /// Passes over up to `count` rows, which need not be read; `count` becomes what is left of it, also when this throws.
  func pass(_ count: inout Int) throws
}

extension RowStream {
  public func pass(_ count: inout Int) throws {
    while count > 0, try next() != nil { count -= 1 }
  }
}

/// Rows of JSON text: JSON Lines, or one array.
final class JSONRows: RowStream {
  private let stream: JSONStream
  private let hasLines: Bool

  init(_ stream: JSONStream, hasLines: Bool) {
    self.stream = stream
    self.hasLines = hasLines
  }

  func next() throws -> Row? {
    guard let element = try stream.next() else { return nil }
    return Row(.json(element), ordinal: element.ordinal, line: hasLines ? element.line : nil)
  }
}
