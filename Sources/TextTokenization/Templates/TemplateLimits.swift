/// Bounds on what a template may take. Templates come with models that strangers publish: one must be able neither to
/// run for ever nor to fill the memory.
public struct TemplateLimits: Sendable, Equatable {
  /// Bytes of the template's text.
  public var templateBytes = 1 << 20
  /// Expressions evaluated, statements run and elements gone through in one rendering. Work on texts counts as well: a
  /// step for 64 bytes that are copied or compared, for fewer where more is done to them. All of them take a few seconds.
  public var steps = 10_000_000
  /// Bytes of the rendered text, and of any text made on the way.
  public var outputBytes = 1 << 26
  /// Bytes of memory that the values made in one rendering take together, those that are gone again included.
  public var madeBytes = 1 << 28
  /// Expressions and statements within each other, macro calls included, and lists within each other; brackets and
  /// blocks in the template's text half as many. In an optimised build a level takes up to 3 KB of the stack.
  public var depth = 240
  /// Elements of a `range`.
  public var range = 100_000

  public init() {}
}
