/// Decodes tokens one by one: gives text as soon as it is sure, and no half characters.
public struct DecodeStream {
  private let parts: TokenizerParts
  private let skipsSpecialTokens: Bool
  /// The tokens that the next text depends on, and the text of the first of them, which has been given.
  private var ids: [UInt32] = []
  private var given = ""
  private var givenIDs = 0

  init(_ parts: TokenizerParts, skipsSpecialTokens: Bool) {
    self.parts = parts
    self.skipsSpecialTokens = skipsSpecialTokens
  }

  private func text() throws -> String { try parts.decode(ids, skipsSpecialTokens: skipsSpecialTokens) }

  /// The text that a token completes; nil when it only begins some.
  public mutating func next(_ id: UInt32) throws -> String? {
    if given.isEmpty, !ids.isEmpty {
      let text = try text()
      if !Self.isOpen(text) {
        given = text
        givenIDs = ids.count
      }
    }
    ids.append(id)
    let text = try text()
    guard text.utf8.count > given.utf8.count, !Self.isOpen(text) else { return nil }
    let new = rest(text)
    let before = ids
    ids.removeFirst(givenIDs)
    given = try self.text()
    if given.isEmpty {
      // At the beginning of a text they would say nothing, and nothing of where they stand.
      ids = before
      given = text
    }
    givenIDs = ids.count
    return new
  }

  /// The text of what has not been given yet, with replacement characters for what is incomplete.
  public mutating func finish() throws -> String {
    let text = try text()
    let new = rest(text)
    ids = []
    given = ""
    givenIDs = 0
    return new
  }

  private func rest(_ text: String) -> String {
    String(decoding: text.utf8.dropFirst(given.utf8.count), as: UTF8.self)
  }

  /// Whether more tokens may change the end of a text.
  private static func isOpen(_ text: String) -> Bool { text.unicodeScalars.last == "\u{FFFD}" }
}
