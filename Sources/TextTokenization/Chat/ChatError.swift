/// Why a folder cannot be used, or a conversation cannot become tokens.
public enum ChatError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The folder has no vocabulary that can be read.
  case noVocabulary(String)
  /// A file of the folder is not as it should be.
  case file(String, String)
  /// The folder has no chat template, and none was chosen.
  case noTemplate
  /// The template cannot be read or refuses the conversation.
  case template(TemplateError)
  /// The response of that index, from 0, says nothing.
  case emptyResponse(Int)
  /// The template does not show where a response begins.
  case noBoundary(String)
  /// The places for media in the text are not as many as the media. Of the response of that index, or of the prompt.
  case placeholders(MediumKind, places: Int, media: Int, response: Int?)
  /// Messages hold special tokens in their own texts, and the options refuse them.
  case specialTokens(Int)

  public var description: String {
    switch self {
    case .noVocabulary(let what): what
    case .file(let name, let what): "\(name): \(what)"
    case .noTemplate:
      "the folder has no chat template; choose one by name ("
        + ChatTemplate.BuiltIn.allCases.map(\.rawValue).joined(separator: ", ") + ") or give its text"
    case .template(let error): "the chat template: \(error)"
    case .emptyResponse(let index): "response \(index + 1) is empty"
    case .noBoundary(let what): "the chat template does not show where a response begins: \(what)"
    case .placeholders(let kind, let places, let media, let response):
      "the text of \(response.map { "response \($0 + 1)" } ?? "the prompt") has \(places) places for media of the kind "
        + "\(kind.rawValue), and there are \(media)"
    case .specialTokens(let count):
      "the messages' own texts hold \(count) special token\(count == 1 ? "" : "s"), which the options refuse"
    }
  }
}
