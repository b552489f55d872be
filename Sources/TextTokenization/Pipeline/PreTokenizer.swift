/// What cuts text into the pieces that the model sees.
indirect enum PreTokenizer: Sendable {
  case byteLevel(addsPrefixSpace: Bool, splits: Bool)
  /// With the regular expression's text, where it is one.
  case split(any TextSplitter, pattern: String?, SplitBehavior, inverts: Bool)
  case characters(CharacterClass, SplitBehavior)
  case metaspace(UInt32, PrependScheme, splits: Bool)
  /// `Whitespace`: words, and rows of what is neither word nor space.
  case words
  case bert
  case sequence([PreTokenizer])

  enum PrependScheme: String, Sendable {
    case first, never, always
  }

  enum CharacterClass: Sendable {
    case numeric, punctuation, whitespace
    case one(UInt32)

    @inline(__always) func contains(_ codePoint: UInt32) -> Bool {
      switch self {
      case .numeric: CharacterSets.isNumeric(codePoint)
      case .punctuation: CharacterSets.contains(.punctuation, codePoint)
      case .whitespace: CharacterSets.isWhitespace(codePoint)
      case .one(let one): codePoint == one
      }
    }
  }

  /// The parts in the order in which they work.
  var parts: [PreTokenizer] {
    if case .sequence(let parts) = self { return parts.flatMap(\.parts) }
    return [self]
  }

  func preTokenize(_ text: inout PieceText) throws {
    switch self {
    case .byteLevel(let addsPrefixSpace, let splits):
      if addsPrefixSpace {
        text.rewrite { piece, goesOn in
          if piece.bytes.first != 0x20, !goesOn { piece.prepend([0x20]) }
        }
      }
      if splits { try text.split(GPT2Splitter(), .isolated, inverts: false) }
      text.rewrite { piece, _ in ByteLevelText.apply(&piece) }
    case .split(let splitter, _, let behavior, let inverts):
      try text.split(splitter, behavior, inverts: inverts)
    case .characters(let kind, let behavior): text.split(kind, behavior)
    case .metaspace(let mark, let scheme, let splits):
      Self.metaspace(&text, mark, scheme)
      if splits { text.split(.one(mark), .mergedWithNext) }
    case .words: text.splitWords()
    case .bert:
      text.split(.whitespace, .removed)
      text.split(.punctuation, .isolated)
    case .sequence(let parts): for part in parts { try part.preTokenize(&text) }
    }
  }

  private static func metaspace(_ text: inout PieceText, _ mark: UInt32, _ scheme: PrependScheme) {
    var markBytes: [UInt8] = []
    UTF8Scalars.append(mark, to: &markBytes)
    let beginsText = text.context.isBeginning
    text.rewrite { piece, goesOn in
      piece.replace([0x20], with: markBytes)
      if goesOn || scheme == .never || piece.bytes.starts(with: markBytes) { return }
      if scheme == .always || (beginsText && piece.origin == 0) { piece.prepend(markBytes) }
    }
  }
}

/// What becomes of what a pattern matches.
enum SplitBehavior: String, Sendable {
  case removed = "Removed"
  case isolated = "Isolated"
  case mergedWithPrevious = "MergedWithPrevious"
  case mergedWithNext = "MergedWithNext"
  case contiguous = "Contiguous"

  /// The pieces that are kept of matches and gaps, none of them empty.
  func pieces(_ marked: [(from: Int, to: Int, isMatch: Bool)]) -> [(from: Int, to: Int)] {
    var kept: [(from: Int, to: Int)] = []
    kept.reserveCapacity(marked.count)
    switch self {
    case .isolated: for part in marked { kept.append((part.from, part.to)) }
    case .removed: for part in marked where !part.isMatch { kept.append((part.from, part.to)) }
    case .contiguous:
      var wasMatch = false
      for part in marked {
        if part.isMatch == wasMatch, !kept.isEmpty {
          kept[kept.count - 1].to = part.to
        } else {
          kept.append((part.from, part.to))
        }
        wasMatch = part.isMatch
      }
    case .mergedWithPrevious:
      var wasMatch = false
      for part in marked {
        if part.isMatch, !wasMatch, !kept.isEmpty {
          kept[kept.count - 1].to = part.to
        } else {
          kept.append((part.from, part.to))
        }
        wasMatch = part.isMatch
      }
    case .mergedWithNext:
      var wasMatch = false
      for part in marked.reversed() {
        if part.isMatch, !wasMatch, !kept.isEmpty {
          kept[kept.count - 1].from = part.from
        } else {
          kept.append((part.from, part.to))
        }
        wasMatch = part.isMatch
      }
      kept.reverse()
    }
    kept.removeAll { $0.from >= $0.to }
    return kept
  }
}
