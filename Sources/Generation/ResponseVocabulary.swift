import Media
import TextTokenization
import TokenTrees

/// A vocabulary as generation sees it: which text tokens may follow which, and what rows of tokens are media.
public struct ResponseVocabulary: Sendable {
  public let layout: VocabularyLayout
  let tokenizer: TextTokenizer
  let text: TextContinuation
  let media: [MediaKind: MediumGrammar]
  /// Ids that end a response, ascending.
  let ends: [Range<Int>]
  /// Ids that may come after whole characters: text, or an end.
  let textOrEnd: [Range<Int>]

  public init(_ tokenizer: RecordTokenizer) {
    let layout = tokenizer.layout
    self.layout = layout
    self.tokenizer = tokenizer.text
    let endIds = Set(tokenizer.endTokens)
    ends = endIds.sorted().map { Int($0)..<Int($0) + 1 }
    text = TextContinuation(
      (0..<UInt32(layout.text.size)).map { endIds.contains($0) ? [] : tokenizer.text.bytes($0) })
    textOrEnd = (text.allowed[Int(UTF8Automaton.whole)] + ends).sorted { $0.lowerBound < $1.lowerBound }
    media = Dictionary(uniqueKeysWithValues: MediaKind.allCases.map { ($0, MediumGrammar(layout, $0)) })
  }

  func isEnd(_ id: Int) -> Bool { ends.contains { $0.contains(id) } }
}
