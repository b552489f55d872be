import JSON

/// A prompt or a response on its way to text: its media, and what marks their places.
struct ChatPart {
  struct Medium {
    var kind: MediumKind
    /// What stands for it in text, as far as that is known.
    var placeholder: Placeholder?
    /// A text of our own stands for it in the messages' texts, not what the template writes.
    var isMarked: Bool
  }

  /// In the order in which they were given.
  private(set) var media: [Medium] = []
  /// The messages' own texts, without places for media.
  private(set) var texts: [[UInt8]] = []

  /// Of which media stand in the text as the template writes them.
  var written: Set<MediumKind> { Set(media.lazy.filter { !$0.isMarked }.map(\.kind)) }

  /// Adds a turn.
  /// - Parameter response: which response it is, or nil for one of the prompt.
  /// - Returns: the message that the template is given.
  /// - Throws: ``ChatError/placeholders(_:places:media:response:)``
  mutating func message(
    _ turn: ChatTurn, _ forms: ContentForms, _ placeholders: Placeholders, mark: Unicode.Scalar,
    response: Int? = nil
  ) throws -> JSONValue {
    let form = forms[turn.role]
    for case .text(let text) in turn.content { texts.append(Array(text.utf8)) }
    let kinds = turn.content.compactMap { if case .medium(let kind) = $0 { kind } else { nil } }
    var elements: [JSONValue] = []
    if kinds.isEmpty {
      for case .text(let text) in turn.content { elements.append(ContentForms.text(text)) }
    } else if let own = ownPlaces(turn, kinds, placeholders) {
      if form.takesList, own.allSatisfy({ form.media[$0.kind] != nil && placeholders.isGeneral($0, form) }) {
        // Where the text has a general placeholder the template writes its own, and what belongs around it.
        return ContentForms.message(turn.role, .array(splitPlaces(turn, kinds, own, form)))
      }
      let marked = markPlaces(turn, kinds, own, mark)
      elements = marked.map(ContentForms.text)
    } else if let (stray, count) = strayPlaces(turn, kinds, placeholders, form) {
      throw ChatError.placeholders(
        stray, places: count, media: kinds.count { $0 == stray }, response: response)
    } else if form.takesList, kinds.allSatisfy({ form.media[$0] != nil }) {
      for content in turn.content {
        switch content {
        case .text(let text): elements.append(ContentForms.text(text))
        case .medium(let kind):
          guard let written = form.media[kind] else { continue }
          elements.append(written.form.element(kind))
          media.append(Medium(kind: kind, placeholder: written.placeholder, isMarked: false))
        }
      }
      return ContentForms.message(turn.role, .array(elements))
    } else {
      for content in turn.content {
        switch content {
        case .text(let text): elements.append(ContentForms.text(text))
        case .medium(let kind):
          elements.append(ContentForms.text(Self.text(mark, media.count)))
          media.append(Medium(kind: kind, placeholder: placeholders.usual(kind), isMarked: true))
        }
      }
    }
    if form.takesString {
      let text = elements.map { $0["text"]?.stringValue ?? "" }.joined()
      return ContentForms.message(turn.role, .string(text))
    }
    return ContentForms.message(turn.role, .array(elements))
  }

  private static func text(_ mark: Unicode.Scalar, _ index: Int) -> String {
    String(Character(mark)) + String(index) + String(Character(mark))
  }

  /// What stands for the media in the turn's own text, when there are exactly as many of each kind as media.
  private func ownPlaces(
    _ turn: ChatTurn, _ kinds: [MediumKind], _ placeholders: Placeholders
  ) -> [Placeholder]? {
    var own: [Placeholder] = []
    let count = turn.content.count { if case .text = $0 { true } else { false } }
    for kind in MediumKind.allCases where kinds.contains(kind) {
      let wanted = kinds.count { $0 == kind }
      let found = placeholders.known[kind]?.first { placeholder in
        texts.suffix(count).reduce(0) { $0 + placeholder.count(in: $1) } == wanted
      }
      guard let found else { return nil }
      own.append(found)
    }
    return own
  }

  /// A kind of which the turn has media, and its text general placeholders, but not as many.
  private func strayPlaces(
    _ turn: ChatTurn, _ kinds: [MediumKind], _ placeholders: Placeholders, _ form: ContentForms.Role
  ) -> (kind: MediumKind, count: Int)? {
    let count = turn.content.count { if case .text = $0 { true } else { false } }
    for kind in MediumKind.allCases where kinds.contains(kind) {
      for one in placeholders.known[kind] ?? [] where placeholders.isGeneral(one, form) {
        let places = texts.suffix(count).reduce(0) { $0 + one.count(in: $1) }
        if places > 0 { return (kind, places) }
      }
    }
    return nil
  }

  /// The turn's content with its media where its own text has placeholders.
  private mutating func splitPlaces(
    _ turn: ChatTurn, _ kinds: [MediumKind], _ own: [Placeholder], _ form: ContentForms.Role
  ) -> [JSONValue] {
    for kind in kinds {
      media.append(Medium(kind: kind, placeholder: form.media[kind]?.placeholder, isMarked: false))
    }
    let count = turn.content.count { if case .text = $0 { true } else { false } }
    var elements: [JSONValue] = []
    for place in texts.indices.suffix(count) {
      let text = texts[place]
      var (kept, start, at): ([UInt8], Int, Int) = ([], 0, 0)
      func addText() {
        if start == at { return }
        elements.append(ContentForms.text(String(decoding: text[start..<at], as: UTF8.self)))
        kept += text[start..<at]
      }
      while at < text.count {
        guard let one = own.first(where: { $0.match(text, at) != nil }),
          let (end, _) = one.match(text, at), let written = form.media[one.kind]
        else {
          at += 1
          continue
        }
        addText()
        elements.append(written.form.element(one.kind))
        at = end
        start = end
      }
      addText()
      texts[place] = kept
    }
    return elements
  }

  /// The turn's texts with our marks in the places of its own placeholders.
  private mutating func markPlaces(
    _ turn: ChatTurn, _ kinds: [MediumKind], _ own: [Placeholder], _ mark: Unicode.Scalar
  ) -> [String] {
    let base = media.count
    for kind in kinds {
      media.append(Medium(kind: kind, placeholder: own.first { $0.kind == kind }, isMarked: true))
    }
    let count = turn.content.count { if case .text = $0 { true } else { false } }
    var next: [MediumKind: Int] = [:]
    var result: [String] = []
    for place in texts.indices.suffix(count) {
      let text = texts[place]
      var marked: [UInt8] = []
      var kept: [UInt8] = []
      var at = 0
      while at < text.count {
        let found = own.lazy.compactMap { one in
          text[at] == one.start[0] ? one.match(text, at).map { (one.kind, $0) } : nil
        }.first
        guard let (kind, match) = found else {
          marked.append(text[at])
          kept.append(text[at])
          at += 1
          continue
        }
        let ordinal = next[kind, default: 0]
        next[kind] = ordinal + 1
        let indices = media.indices[base...].filter { media[$0].kind == kind }
        let index = Self.index(
          number: match.number, ordinal, indices, of: media.indices.filter { media[$0].kind == kind })
        marked += Array(Self.text(mark, index).utf8)
        at = match.end
      }
      texts[place] = kept
      result.append(String(decoding: marked, as: UTF8.self))
    }
    return result
  }

  /// Which medium a place in a turn's own text is for: of a number that one counted from the conversation's first, else
  /// by order.
  private static func index(number: Int?, _ ordinal: Int, _ turn: [Int], of all: [Int]) -> Int {
    if let number, number <= all.count, turn.contains(all[number - 1]) { return all[number - 1] }
    return turn[min(ordinal, turn.count - 1)]
  }
}

extension ChatPart {
  /// A text between media, or a place for one.
  enum Piece {
    case text(Range<Int>)
    case medium(Int)
  }

  /// What a text is made of.
  /// - Throws: ``ChatError/placeholders(_:places:media:response:)``
  func pieces(
    of text: [UInt8], _ sought: [Placeholder], mark: Unicode.Scalar, response: Int?
  ) throws -> [Piece] {
    if sought.isEmpty, media.isEmpty { return text.isEmpty ? [] : [.text(0..<text.count)] }
    let markBytes = Array(String(Character(mark)).utf8)
    var begins = [Bool](repeating: false, count: 256)
    for placeholder in sought { begins[Int(placeholder.start[0])] = true }
    if media.contains(where: \.isMarked) { begins[Int(markBytes[0])] = true }
    var pieces: [Piece] = []
    var found: [MediumKind: Int] = [:]
    var queues: [MediumKind: [Int]] = [:]
    for (index, medium) in media.enumerated() where !medium.isMarked {
      queues[medium.kind, default: []].append(index)
    }
    var isPlaced = [Bool](repeating: false, count: media.count)
    var gap = 0
    var at = 0
    func add(_ index: Int, _ end: Int) {
      if gap < at { pieces.append(.text(gap..<at)) }
      pieces.append(.medium(index))
      isPlaced[index] = true
      at = end
      gap = end
    }
    while at < text.count {
      guard begins[Int(text[at])] else {
        at += 1
        continue
      }
      if let (index, end) = Self.marked(text, at, markBytes), index < media.count, !isPlaced[index] {
        found[media[index].kind, default: 0] += 1
        add(index, end)
        continue
      }
      let matches = sought.lazy.compactMap { one in one.match(text, at).map { (one.kind, $0.end) } }
      guard let (kind, end) = matches.max(by: { $0.1 < $1.1 }) else {
        at += 1
        continue
      }
      let number = found[kind, default: 0]
      found[kind] = number + 1
      let queue = queues[kind] ?? []
      let taken = queue.count { isPlaced[$0] }
      if taken < queue.count { add(queue[taken], end) } else { at = end }
    }
    for kind in MediumKind.allCases {
      let wanted = media.count { $0.kind == kind }
      guard found[kind, default: 0] == wanted else {
        throw ChatError.placeholders(
          kind, places: found[kind, default: 0], media: wanted, response: response)
      }
    }
    if gap < text.count { pieces.append(.text(gap..<text.count)) }
    return pieces
  }

  private static func marked(_ text: [UInt8], _ place: Int, _ mark: [UInt8]) -> (index: Int, end: Int)? {
    guard text[place...].starts(with: mark) else { return nil }
    var at = place + mark.count
    var index = 0
    while at < text.count, (0x30...0x39).contains(text[at]), index < 1 << 30 {
      index = index * 10 + Int(text[at] - 0x30)
      at += 1
    }
    guard text[at...].starts(with: mark) else { return nil }
    return (index, at + mark.count)
  }
}
