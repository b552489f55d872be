/// Bounds on what a template may take. Templates come with models that strangers publish: one must be able neither to
/// run for ever nor to fill the memory.
public struct TemplateLimits: Sendable, Equatable {
  /// Bytes of the template's text.
  public var templateBytes = 1 << 20
  /// Expressions evaluated and statements run in one rendering. Making a text or list counts as one more for every 64
  /// bytes or elements.
  public var steps = 5_000_000
  /// Bytes of the rendered text, and of any text made on the way.
  public var outputBytes = 1 << 26
  /// Bytes of all texts, and elements of all lists, made in one rendering.
  public var madeBytes = 1 << 28
  /// Expressions and statements within each other, macro calls included; half as many in the template's text. In an
  /// optimised build a level takes up to 3 KB of the stack.
  public var depth = 240
  /// Elements of a `range`.
  public var range = 100_000

  public init() {}
}
