/// A conversation as tokens: what is given, and the answers that were written to it, each to be put behind the prompt.
///
/// The boundary is exact by construction: prompt and answer are encoded apart, the answer as text that goes on.
public struct ChatConversation: Sendable, Equatable {
  /// With what opens the assistant's message. None of it is in the loss.
  public var prompt: ChatTokens
  /// In the order in which they were given, each with what closes it.
  public var responses: [ChatTokens]
  /// How many special tokens stand in the texts of the messages themselves; as in transformers they are tokens there.
  public var specialTokensInTexts = 0
  /// The template opens a message for the assistant to write in another way than it writes one: the prompt ends where
  /// the texts of several answers part, not where the template's generation prompt does.
  public var promptIsShared = false
  /// Then: of the prompt's texts, how many the template writes before its generation prompt, but leaves out where a
  /// response follows, as some do with what the system says. Those texts are in no token here.
  public var textsLeftOut = 0

  public init(prompt: ChatTokens, responses: [ChatTokens]) {
    self.prompt = prompt
    self.responses = responses
  }
}

/// A part of a conversation as tokens.
public struct ChatTokens: Sendable, Equatable {
  /// A place for a medium. Nothing of `ids` stands for it: what does is put there later.
  public struct Medium: Sendable, Equatable {
    /// The index in `ids` of the token before which it stands; the count of `ids` when it stands last.
    public var place: Int
    public var kind: MediumKind
    /// Which of the media it is, from 0: in a prompt of those of all its turns, in a response of the response's own, of
    /// all kinds together and in the order in which they were given.
    public var index: Int

    public init(place: Int, kind: MediumKind, index: Int) {
      self.place = place
      self.kind = kind
      self.index = index
    }
  }

  public var ids: [UInt32]
  /// Of each token, whether it is one that a model is to learn to write.
  public var inLoss: [Bool]
  /// In the order of their places.
  public var media: [Medium]

  public init(ids: [UInt32] = [], inLoss: [Bool] = [], media: [Medium] = []) {
    self.ids = ids
    self.inLoss = inLoss
    self.media = media
  }
}
