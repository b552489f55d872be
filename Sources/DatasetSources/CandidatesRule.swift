/// Where the candidates are.
public enum CandidatesRule: Sendable, Equatable {
  case listed([CandidateRule])
  /// One for each element of a list.
  case each(ListRule, CandidateRule)

  public typealias ListRule = Adapter.ListRule

  /// How many there are in every row; nil when the row says.
  var count: Int? {
    if case .listed(let rules) = self { return rules.count }
    return nil
  }

  var rules: [CandidateRule] {
    switch self {
    case .listed(let rules): rules
    case .each(_, let rule): [rule]
    }
  }
}

public struct CandidateRule: Sendable, Equatable {
  public enum Content: Sendable, Equatable {
    case parts([PartRule])
    /// What is the same in every candidate is the prompt; the rest is the candidate.
    case conversation(ConversationRule)
  }
  public var content: Content
  public var author: Fields = []
}

/// Where the prompt is.
public enum PromptRule: Sendable, Equatable {
  /// One turn of the user.
  case parts([PartRule])
  /// Several turns, and a last one of the user when there are parts.
  case conversation(ConversationRule, then: [PartRule])
  /// It is what the candidates' conversations share.
  case shared
}

/// How turns are written.
public enum ConversationRule: Sendable, Equatable {
  /// A list of {role, content}; content is text, or a list of {type, text | image | …}.
  case messages(Fields)
  /// One text: "\n\nHuman: … \n\nAssistant: …".
  case transcript(Fields)
  /// A list of rounds, each a question and an answer.
  case rounds(Adapter.ListRule, user: [PartRule], assistant: [PartRule])
  /// Two lists of text: the user's turns and the assistant's.
  case lists(user: Fields, assistant: Fields)
}
