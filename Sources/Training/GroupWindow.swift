import TokenTrees

/// Cuts a stream of groups into windows that fill a few micro-batches, keeping their order.
public struct GroupWindow {
  private let tokens: Int

  /// - Parameter tokens: a window is closed once it holds this many.
  public init(tokens: Int) { self.tokens = tokens }

  /// Hands each window to `body`.
  public func forEach(_ next: () throws -> TokenGroup?, _ body: ([TokenGroup]) throws -> Void) throws {
    var window: [TokenGroup] = []
    var held = 0
    while let group = try next() {
      window.append(group)
      held += group.tokens.count
      if held >= tokens {
        try body(window)
        window.removeAll(keepingCapacity: true)
        held = 0
      }
    }
    if !window.isEmpty { try body(window) }
  }
}
