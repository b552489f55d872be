/// What is done to the tokens of a whole text.
indirect enum PostProcessor: Sendable {
  /// Takes spaces out of offsets.
  case trim(addsPrefixSpace: Bool)
  /// The text between tokens, as often as the template says.
  /// - joins: what comes later sees tokens and text as one.
  case template([Piece], joins: Bool)
  case sequence([PostProcessor])

  enum Piece: Sendable, Equatable {
    case text
    case special([UInt32])
  }

  var parts: [PostProcessor] {
    if case .sequence(let parts) = self { return parts.flatMap(\.parts) }
    return [self]
  }
}
