import Media
import TokenTrees

/// Which tokens may come next in a response, so that whatever is drawn can be read back:
///
/// - text is valid UTF-8 without NUL;
/// - a begin mark is followed by a whole medium, each code in the run of its place, and the end mark;
/// - the end of the response comes when something was said and every medium is there that the form asks for;
/// - something is said, white space alone being nothing, before the tokens run out.
///
/// No medium is cut by the limit of tokens: one begins only where it still fits, and a sound near the limit ends with its
/// last whole frame. Room is kept for media that must still come.
public struct ResponseGrammar {
  private enum State {
    /// In or before text, with a state of `UTF8Automaton`.
    case text(UInt8)
    /// Inside a medium, after `codes` codes.
    case medium(MediumGrammar, codes: Int)
    case over
  }

  private let vocabulary: ResponseVocabulary
  private let form: ResponseForm
  private var state = State.text(UTF8Automaton.whole)
  private var counts: [MediaKind: Int] = [:]
  private var hasSaid = false
  /// Tokens that may still come.
  public private(set) var remaining: Int

  /// - Parameter budget: tokens that the response may have, its end included.
  /// - Throws: noRoom when the media that the form asks for do not fit.
  public init(_ vocabulary: ResponseVocabulary, form: ResponseForm, budget: Int) throws(GenerationError) {
    self.vocabulary = vocabulary
    self.form = form
    remaining = budget
    let need = needed(without: nil)
    if need > budget {
      let media = MediaKind.allCases.filter { (form.media[$0]?.lowerBound ?? 0) > 0 }
      throw GenerationError(
        .noRoom,
        "its responses need \(need) tokens for \(media.map(\.rawValue).joined(separator: " and ")), and only "
          + "\(budget) are left: raise --max-tokens, or use a model with a longer context")
    }
  }

  /// Whether the response has come to its end.
  public var isOver: Bool {
    if case .over = state { return true }
    return false
  }

  /// Tokens that the media still to come need at least, one of `kind` not counted.
  private func needed(without kind: MediaKind?) -> Int {
    var sum = 0
    for other in MediaKind.allCases {
      guard let grammar = vocabulary.media[other], let range = form.media[other] else { continue }
      let missing = range.lowerBound - counts[other, default: 0] - (other == kind ? 1 : 0)
      sum += max(0, missing) * grammar.shortest
    }
    return sum
  }

  /// Ids that may come next, ascending; never empty while tokens remain and the response is not over.
  public var allowed: [Range<Int>] {
    switch state {
    case .over: []
    case .medium(let grammar, let codes): inside(grammar, codes)
    case .text(let progress): outside(progress)
    }
  }

  private func inside(_ grammar: MediumGrammar, _ codes: Int) -> [Range<Int>] {
    let unit = grammar.places.count
    let end = Int(grammar.end)..<Int(grammar.end) + 1
    let place = grammar.places[codes % unit]
    guard codes % unit == 0, codes / unit >= grammar.units.lowerBound else { return [place] }
    let mayGoOn =
      codes / unit < grammar.units.upperBound && remaining >= unit + 1 + needed(without: nil)
    return mayGoOn ? [end, place] : [end]
  }

  private func outside(_ progress: UInt8) -> [Range<Int>] {
    let need = needed(without: nil)
    // A character may take three more tokens after its first; what remains then must hold what must still come.
    let isTight = remaining <= need + 3
    if progress != UTF8Automaton.whole {
      return isTight && need > 0
        ? vocabulary.text.oneByte[Int(progress)] : vocabulary.text.allowed[Int(progress)]
    }
    var ranges: [Range<Int>] = []
    if hasSaid && need == 0 {
      ranges = form.text ? vocabulary.textOrEnd : vocabulary.ends
    } else if form.text, !isTight || need == 0 {
      ranges = isTight && !hasSaid ? vocabulary.text.saying : vocabulary.text.allowed[Int(progress)]
    }
    for kind in MediaKind.allCases {
      guard let grammar = vocabulary.media[kind], let range = form.media[kind],
        counts[kind, default: 0] < range.upperBound,
        remaining >= grammar.shortest + needed(without: kind)
      else { continue }
      ranges.append(Int(grammar.begin)..<Int(grammar.begin) + 1)
    }
    return ranges
  }

  /// Takes the token that came.
  /// - Precondition: `allowed` holds it.
  public mutating func advance(_ id: Int) {
    remaining -= 1
    switch state {
    case .over: return
    case .medium(let grammar, let codes):
      state = id == Int(grammar.end) ? .text(UTF8Automaton.whole) : .medium(grammar, codes: codes + 1)
    case .text(let progress):
      if vocabulary.isEnd(id) {
        state = .over
      } else if id < vocabulary.layout.text.size {
        if vocabulary.text.says[id] { hasSaid = true }
        state = .text(vocabulary.text.state(after: id, from: progress))
      } else if let kind = MediaKind.allCases.first(where: { Int(vocabulary.layout.begin($0)) == id }),
        let grammar = vocabulary.media[kind]
      {
        counts[kind, default: 0] += 1
        hasSaid = true
        state = .medium(grammar, codes: 0)
      } else {
        state = .over
      }
    }
  }
}
