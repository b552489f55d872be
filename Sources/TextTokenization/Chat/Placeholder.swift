/// What stands for a medium in text.
struct Placeholder: Sendable, Hashable {
  /// With a number between, when `end` is not nil: the medium's, from 1.
  let start: [UInt8]
  let end: [UInt8]?
  let kind: MediumKind
  /// The added token that it is, where it is one.
  let token: AddedToken?

  static func == (a: Placeholder, b: Placeholder) -> Bool {
    a.start == b.start && a.end == b.end && a.kind == b.kind
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(start)
    hasher.combine(end)
  }

  /// From a placeholder as it is written: `<|image_1|>` stands for all numbers.
  init?(_ content: String, _ kind: MediumKind, _ token: AddedToken?) {
    if content.isEmpty { return nil }
    self.kind = kind
    self.token = token
    let bytes = Array(content.utf8)
    if token == nil, let one = bytes.lastIndex(of: 0x31), one > 0, bytes[one - 1] == 0x5F,
      one + 1 < bytes.count
    {
      start = Array(bytes[..<one])
      end = Array(bytes[(one + 1)...])
    } else {
      start = bytes
      end = nil
    }
  }

  /// Where it ends in a text, when it begins at `place`, and its number.
  func match(_ text: [UInt8], _ place: Int) -> (end: Int, number: Int?)? {
    guard text[place...].starts(with: start) else { return nil }
    var at = place + start.count
    guard let end else { return (at, nil) }
    var number = 0
    let first = at
    while at < text.count, at < first + 6, (0x30...0x39).contains(text[at]) {
      number = number * 10 + Int(text[at] - 0x30)
      at += 1
    }
    guard at > first, number > 0, text[at...].starts(with: end) else { return nil }
    return (at + end.count, number)
  }

  func count(in text: [UInt8]) -> Int {
    var count = 0
    var place = 0
    while place < text.count {
      if text[place] == start[0], let (end, _) = match(text, place) {
        count += 1
        place = end
      } else {
        place += 1
      }
    }
    return count
  }
}

/// The placeholders of a model, by what is known of its folder and of model families.
struct Placeholders: Sendable {
  /// Of each kind, those that the folder and the options name first.
  let known: [MediumKind: [Placeholder]]
  /// Those that count in every text: tokens, and what was chosen.
  private let everywhere: Set<Placeholder>

  private static let families: [MediumKind: [String]] = [
    .image: [
      "<image>", "<|image_pad|>", "<|IMAGE|>", "<image_soft_token>", "<start_of_image>", "[IMG]", "<|image|>",
      "<|media_pad|>", "<IMG_CONTEXT>", "<image_placeholder>", "<|image_1|>",
    ],
    .audio: [
      "<audio>", "<|audio_pad|>", "<|AUDIO|>", "<audio_soft_token>", "<start_of_audio>", "[AUDIO]",
      "<|audio|>",
      "<|audio_1|>",
    ],
    .video: ["<video>", "<|video_pad|>", "<|VIDEO|>", "<video_soft_token>", "<|video|>", "<|video_1|>"],
  ]

  init(_ tokenizer: Tokenizer, _ settings: FolderSettings, _ options: ChatTokenizer.Options) {
    let added = Dictionary(
      tokenizer.addedTokens.map { ($0.content, $0) }, uniquingKeysWith: { $1 })
    var known: [MediumKind: [Placeholder]] = [:]
    var everywhere: Set<Placeholder> = []
    for kind in MediumKind.allCases {
      let chosen = options.placeholders[kind] ?? []
      let byID = (settings.placeholderTokens[kind] ?? []).compactMap { tokenizer.token($0) }
      let folders = (settings.placeholders[kind] ?? []) + byID
      var list: [Placeholder] = []
      for content in chosen + folders + (Self.families[kind] ?? []) {
        guard let placeholder = Placeholder(content, kind, added[content]), !list.contains(placeholder) else {
          continue
        }
        list.append(placeholder)
        if chosen.contains(content) || added[content] != nil { everywhere.insert(placeholder) }
      }
      known[kind] = list
    }
    self.known = known
    self.everywhere = everywhere
  }

  /// What stands for a medium of a kind where nothing else says so: chosen, a token, or the first that is known.
  func usual(_ kind: MediumKind) -> Placeholder? {
    let list = known[kind] ?? []
    return list.first { everywhere.contains($0) } ?? list.first
  }

  /// Whether a placeholder is only how data write a medium: neither the template's own nor one that counts in every
  /// text.
  func isGeneral(_ placeholder: Placeholder, _ form: ContentForms.Role) -> Bool {
    placeholder.end == nil && !everywhere.contains(placeholder)
      && form.media[placeholder.kind]?.placeholder != placeholder
  }

  /// What is looked for in a conversation's text.
  /// - Parameters:
  ///   - written: what the template writes for media.
  ///   - kinds: those of which there are media.
  func sought(_ written: [MediumKind: WrittenMedium], _ kinds: Set<MediumKind>) -> [Placeholder] {
    MediumKind.allCases.flatMap { kind -> [Placeholder] in
      let written = written[kind]
      return (known[kind] ?? []).filter { placeholder in
        if placeholder == written?.placeholder {
          return kinds.contains(kind) || everywhere.contains(placeholder)
        }
        // What the template writes beside the placeholder, such as a token that opens an image, is no further one.
        return everywhere.contains(placeholder) && written?.beside.contains(placeholder) != true
      }
    }
  }
}

/// What a template writes for a medium.
struct WrittenMedium: Sendable {
  var placeholder: Placeholder
  /// Others that it writes along with it.
  var beside: Set<Placeholder>
  /// The form in which the template takes it.
  var form: ContentForms.MediumForm
}
