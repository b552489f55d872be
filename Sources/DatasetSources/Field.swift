/// A field of a row: a column, or a path into objects and lists such as "video_0.path" or "conversation.0.content". A
/// column that has this very name is taken before a path is. "." is the element of a list itself.
public struct Field: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
  public let name: String
  let steps: [String]

  public init(_ name: String) {
    self.name = name
    steps = name == "." ? [] : name.split(separator: ".", omittingEmptySubsequences: false).map { String($0) }
  }

  public init(stringLiteral value: String) { self.init(value) }

  public var description: String { name }

  /// The column that holds it.
  var column: String { steps.first ?? "" }

  public static func == (a: Field, b: Field) -> Bool { a.name == b.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// Names of one field: the first that a row has, and that is not null, is taken.
public typealias Fields = [Field]

/// A field for each candidate.
public enum FieldForEach: Sendable, Equatable {
  /// One for each candidate that the adapter lists, in the row.
  case listed([Fields])
  /// Inside the element that the candidate is read from.
  case inside(Fields)
  /// A list in the row with one element for each candidate.
  case list(Fields)
}
