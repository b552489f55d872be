import Media
import TextTokenization
import TokenTrees

/// A vocabulary as generation sees it: which text tokens may follow which, and what rows of tokens are media.
public struct ResponseVocabulary: Sendable {
  public let layout: VocabularyLayout
  let tokenizer: TextTokenizer
  let text: TextContinuation
  let media: [MediaKind: MediumGrammar]
  let end: Int

  /// - Parameter tokenizer: the text tokenizer of the layout.
  public init(_ layout: VocabularyLayout, tokenizer: TextTokenizer) {
    self.layout = layout
    self.tokenizer = tokenizer
    text = TextContinuation((0..<layout.text.size).map { tokenizer.bytes(UInt32($0)) })
    media = Dictionary(uniqueKeysWithValues: MediaKind.allCases.map { ($0, MediumGrammar(layout, $0)) })
    end = Int(layout.id(.eos))
  }
}
