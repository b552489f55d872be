import PreferenceRecords
import TextTokenization

/// The texts of a record as tokens: the slow half of what `RecordTokenizer` does.
public enum TokenizedTexts: Sendable {
  /// Of each text part, prompt first, then the candidates in order.
  case parts([[UInt32]])
  /// As a model's chat template puts it.
  case conversation(ChatConversation)
}

/// Why a record cannot become tokens, whatever the tokenizer.
public enum TokenizedTextsError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The candidate of that index, from 0, says nothing.
  case emptyResponse(Int)

  public var description: String {
    switch self {
    case .emptyResponse(let index):
      "response \(index + 1) is empty, so nothing can be learned from it: correct the data"
    }
  }
}

extension PreferenceRecord {
  /// - Throws: ``TokenizedTextsError/emptyResponse(_:)`` for a candidate without media whose texts are empty or white space.
  func checkResponses() throws(TokenizedTextsError) {
    for (index, candidate) in candidates.enumerated() {
      let says = candidate.parts.contains { part in
        switch part {
        case .media: true
        case .text(let text): !text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
        }
      }
      if !says { throw .emptyResponse(index) }
    }
  }
}
