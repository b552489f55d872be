/// What stands in a conversation besides text.
public enum MediumKind: String, Sendable, Hashable, CaseIterable {
  case image, audio, video
}

/// A part of what is said.
public enum ChatContent: Sendable, Equatable {
  case text(String)
  /// A medium stands here.
  case medium(MediumKind)
}

/// One message of a conversation.
public struct ChatTurn: Sendable, Equatable {
  /// As templates know it: mostly `system`, `user` or `assistant`.
  public var role: String
  public var content: [ChatContent]

  public init(role: String, content: [ChatContent]) {
    self.role = role
    self.content = content
  }

  public init(role: String, text: String) { self.init(role: role, content: [.text(text)]) }
}
