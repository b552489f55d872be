/// Why a chat template cannot be read or rendered, and where in it.
public struct TemplateError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Kind: Sendable, Equatable {
    /// The text is no template.
    case syntax
    /// A value that is not there was used as if it were.
    case undefined
    /// An operation met a value of a kind that it does not take.
    case type
    /// A value of the right kind that cannot be used.
    case value
    /// The template itself refused, with `raise_exception`.
    case raised
    /// The template, or what it was given, asks for more than `TemplateLimits` allow.
    case limit
    /// Something that the sandbox keeps from templates.
    case forbidden
    /// Something of Jinja that this renderer does not have.
    case unsupported
    /// The template asks for the date, and none was given.
    case date
    /// The messages cannot be rendered as was asked.
    case conversation
  }

  public var kind: Kind
  /// What is wrong.
  public var what: String
  /// From 1; 0 when the fault is not in the template.
  public var line: Int
  /// From 1, in bytes.
  public var column: Int

  public init(_ kind: Kind, _ what: String, line: Int = 0, column: Int = 0) {
    self.kind = kind
    self.what = what
    self.line = line
    self.column = column
  }

  public var description: String { line == 0 ? what : "line \(line), column \(column): \(what)" }
}
