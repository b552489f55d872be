/// Which of all rows one of several runs converts, so that each row is converted by exactly one.
///
/// Rows are counted over all inputs, in their order. Each thousand of them, counted from the first, is a block, and the
/// blocks go to the parts in turn: so parts differ by at most one block, nobody has to know the number of rows
/// beforehand, and the rows that lie together in a file (the row groups of Parquet, usually of a thousand rows where
/// media are in them) are read by one or two of the runs and not by all.
public struct RowShare: Sendable, Equatable, CustomStringConvertible {
  public static let blockRows = 1000

  /// From 1.
  public let part: Int
  public let parts: Int

  /// Nil unless `part` is one of 1 to `parts`.
  public init?(part: Int, of parts: Int) {
    guard 1...(1 << 20) ~= parts, 1...parts ~= part else { return nil }
    self.part = part
    self.parts = parts
  }

  /// All rows.
  public static let all = RowShare()

  private init() { (part, parts) = (1, 1) }

  /// From "2/16".
  public init?(_ text: String) {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let part = numbers[0], let parts = numbers[1] else { return nil }
    self.init(part: part, of: parts)
  }

  /// - Parameter row: from 0, over all inputs.
  public func has(_ row: Int) -> Bool { (row / Self.blockRows) % parts == part - 1 }

  /// The first row of the share at or behind `row`, both from 0.
  public func first(from row: Int) -> Int {
    let block = row / Self.blockRows
    let ahead = (part - 1 - block % parts + parts) % parts
    return ahead == 0 ? row : (block + ahead) * Self.blockRows
  }

  public var description: String { "\(part)/\(parts)" }
}
