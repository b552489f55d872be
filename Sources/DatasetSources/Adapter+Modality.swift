extension Adapter {
  /// Modalities that a row may have, as letters in and out: "ti2t"; letters in the order t, i, a, v.
  public var modality: String {
    if let givenModality { return givenModality }
    var (input, output) = ("", "")
    switch prompt {
    case .parts(let parts): input += Adapter.letters(parts)
    case .conversation(let conversation, let then):
      input +=
        Adapter.letters(conversation).input + Adapter.letters(conversation).output + Adapter.letters(then)
    case .shared: break
    }
    for rule in candidates.rules {
      switch rule.content {
      case .parts(let parts): output += Adapter.letters(parts)
      case .conversation(let conversation):
        input += Adapter.letters(conversation).input
        output += Adapter.letters(conversation).output
      }
    }
    return String("tiav".filter(input.contains)) + "2" + String("tiav".filter(output.contains))
  }

  private static func letters(_ parts: [PartRule]) -> String {
    parts.map { part in
      switch part.kind {
      case .text: "t"
      case .image, .frames: "i"
      case .audio: "a"
      case .video: "v"
      case .medium: "iav"
      }
    }.joined()
  }

  private static func letters(_ conversation: ConversationRule) -> (input: String, output: String) {
    if case .rounds(_, let user, let assistant) = conversation { return (letters(user), letters(assistant)) }
    return ("t", "t")
  }
}
