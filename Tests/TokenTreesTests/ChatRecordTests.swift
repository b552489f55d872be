import ByteStreams
import Media
import ModelFolder
import PreferenceRecords
import ShardFormat
import TextTokenization
import TokenTrees
import Testing

/// Records as trees by a model's own tokenizer and chat template.
@Suite struct ChatRecordTests {
  private static let picture = MediaReference(kind: "image", digest: SHA256.hash([1, 2, 3]))

  private static func record(_ prompt: [Part], _ responses: [[Part]]) -> PreferenceRecord {
    PreferenceRecord(
      id: "r", prompt: [Message(role: .user, parts: prompt)],
      candidates: responses.map { Candidate(parts: $0) },
      judgements: responses.count < 2
        ? [] : [Judgement(verdict: .pair(winner: 1, loser: 0, strength: nil), criterion: "overall")],
      source: Source(name: "s", locator: "l"))
  }

  private static func layout(_ files: TokenizerFiles = ChatFolder.files()) throws -> VocabularyLayout {
    VocabularyLayout(text: .chat(try ChatVocabulary(files: files)))
  }

  private static func group(_ record: PreferenceRecord, _ layout: VocabularyLayout) throws -> TokenGroup {
    let tokenizer = try RecordTokenizer(layout: layout)
    return tokenizer.group(record, digest: SHA256.hash([9]), texts: try tokenizer.texts(record)) { _, _ in
      [5, 6]
    }
  }

  /// `<|im_end|>` and the like as one id, other characters as their bytes.
  private static func ids(_ text: String) -> [UInt32] {
    var (rest, ids): (Substring, [UInt32]) = (text[...], [])
    while let first = rest.first {
      if let special = ChatFolder.specials.first(where: { rest.hasPrefix($0) }) {
        ids.append(ChatFolder.id(special))
        rest = rest.dropFirst(special.count)
      } else {
        ids += String(first).utf8.map(UInt32.init)
        rest = rest.dropFirst()
      }
    }
    return ids
  }

  @Test func promptResponsesAndLoss() throws {
    let layout = try Self.layout()
    let group = try Self.group(Self.record([.text("Hi?")], [[.text("no")], [.text("yes")]]), layout)
    let prompt = Self.ids("<|im_start|>user\nHi?<|im_end|>\n<|im_start|>assistant\n")
    let (first, second) = (Self.ids("no<|im_end|>\n"), Self.ids("yes<|im_end|>\n"))
    #expect(group.tokens == prompt + first + second)
    #expect(group.segments.map(\.count) == [prompt.count, first.count, second.count])
    // The line's end behind the closing token is template, which nobody has to learn.
    #expect(group.lossMask == [UInt8](repeating: 0, count: prompt.count) + [1, 1, 1, 0, 1, 1, 1, 1, 0])
    #expect(group.pairs == [TokenGroup.Pair(winner: 2, loser: 1)])
  }

  @Test func mediaStandWhereTheTemplateHasThem() throws {
    let layout = try Self.layout()
    let medium: [UInt32] = [layout.begin(.image)] + layout.ids([5, 6], kind: .image) + [layout.end(.image)]
    let group = try Self.group(
      Self.record(
        [.media(Self.picture), .text("What?")], [[.text("a "), .media(Self.picture), .text(" b")]]),
      layout)
    let prompt =
      Self.ids("<|im_start|>user\n<|vision_start|>") + medium
      + Self.ids("What?<|im_end|>\n<|im_start|>assistant\n")
    let response = Self.ids("a <|vision_start|>") + medium + Self.ids(" b<|im_end|>\n")
    #expect(group.tokens == prompt + response)
    #expect(group.mediaSpans.map(\.start) == [7, prompt.count + 3])
    #expect(group.mediaSpans.map(\.count) == [4, 4])
    #expect(Array(group.lossMask[prompt.count...]) == [UInt8](repeating: 1, count: response.count - 1) + [0])
  }

  /// Also where a template asks for an answer in another way than it writes one.
  @Test func aPromptToBeAnsweredIsThatOfTraining() throws {
    for asks in ["", "<think>"] {
      let template = ChatFolder.template.replacing("assistant\\n' }}", with: "assistant\\n\(asks)' }}")
      #expect(template.contains("assistant\\n\(asks)'"))
      let layout = try Self.layout(ChatFolder.files(template: template))
      let answered = try Self.group(Self.record([.text("Hi?")], [[.text("no")]]), layout)
      let asked = try Self.group(Self.record([.text("Hi?")], []), layout)
      #expect(asked.segments.count == 1)
      #expect(asked.tokens == Array(answered.tokens.prefix(answered.segments[0].count)))
    }
  }

  /// As the same data have them in another packaging: a mark in the text, and the medium beside it.
  @Test func aPlaceholderInTheTextIsTheMediumsPlace() throws {
    let layout = try Self.layout()
    let apart = try Self.group(
      Self.record([.text("Look: "), .media(Self.picture), .text(" What?")], [[.text("a")]]), layout)
    let marked = try Self.group(
      Self.record([.media(Self.picture), .text("Look: <image> What?")], [[.text("a")]]), layout)
    #expect(apart.tokens == marked.tokens)
    #expect(apart.mediaSpans == marked.mediaSpans)
    #expect(throws: ChatError.self) {
      try Self.group(
        Self.record([.media(Self.picture), .text("<image> and <image>?")], [[.text("a")]]), layout)
    }
    #expect(throws: ChatError.self) {
      try Self.group(Self.record([.text("<|image_pad|>?")], [[.text("a")]]), layout)
    }
  }

  @Test func emptyResponsesAreErrors() throws {
    for layout in [VocabularyLayout(), try Self.layout()] {
      for empty: [Part] in [[], [.text("")], [.text(" \n"), .text("\u{3000}")]] {
        #expect(throws: TokenizedTextsError.emptyResponse(1)) {
          try Self.group(Self.record([.text("q")], [[.text("a")], empty]), layout)
        }
      }
      _ = try Self.group(Self.record([.text("")], [[.media(Self.picture)]]), layout)
    }
  }

  @Test func theFilesAreInTheDescription() throws {
    let layout = VocabularyLayout(
      text: .chat(
        try ChatVocabulary(
          files: ChatFolder.files(bos: "<|end|>"), template: "chatml", date: "2026-11-25",
          placeholders: ["image": ["<img>"]], refusesSpecialTokens: true)))
    let again = try VocabularyLayout(cbor: try CBOR.decode(layout.cbor.encode()))
    #expect(again == layout)
    #expect(again.hash == layout.hash)
    #expect(layout.id(.eos) == ChatFolder.id("<|im_end|>"))
    #expect(layout.id(.pad) == ChatFolder.id("<|end|>") && layout.id(.bos) == ChatFolder.id("<|end|>"))
    #expect(layout.special(ChatFolder.id("<|end|>")) == .pad)
    // The others follow the text.
    #expect(layout.id(.system) == 261 && layout.id(.videoEnd) == 269)
    #expect(try Self.layout().id(.bos) == 261)
    // Ids that the files do not give are noticed when the tokenizer is made.
    guard case .chat(var vocabulary) = layout.text else { return }
    vocabulary.files = ChatFolder.files()
    #expect(throws: TokenizerFileError.self) {
      try RecordTokenizer(layout: VocabularyLayout(text: .chat(vocabulary)))
    }
  }

  /// They are written into folders.
  @Test(arguments: ["../x.model", "model.safetensors", "/etc/x.tiktoken", ".model", "a/b.tiktoken", ""])
  func filesOfOtherNamesAreRefused(_ name: String) throws {
    func described(_ text: VocabularyLayout.Text) throws -> VocabularyLayout {
      try VocabularyLayout(cbor: try CBOR.decode(VocabularyLayout(text: text).cbor.encode()))
    }
    #expect(throws: TokenStreamError.self) { try described(.file(name: name, bytes: [], size: 256)) }
    _ = try described(.file(name: "mine.tiktoken", bytes: [], size: 256))
    var vocabulary = try ChatVocabulary(files: ChatFolder.files())
    vocabulary.files.files[name] = []
    #expect(throws: TokenStreamError.self) { try described(.chat(vocabulary)) }
  }

  @Test func aModelsFolderGetsTheFiles() throws {
    var files = ChatFolder.files()
    files.files["config.json"] = Array("{}".utf8)
    let layout = VocabularyLayout(text: .chat(try ChatVocabulary(files: files, template: "plain")))
    #expect(
      layout.tokenizerFiles.map(\.name) == ["chat_template.jinja", "tokenizer.json", "tokenizer_config.json"])
    #expect(layout.tokenizerFiles[0].bytes == Array(ChatTemplate.BuiltIn.plain.text.utf8))
    #expect(VocabularyLayout().tokenizerFiles.isEmpty)
  }

  @Test func aFolderWithoutTemplateIsRefused() throws {
    let files = ChatFolder.files(template: nil)
    #expect(throws: ChatError.noTemplate) { try ChatVocabulary(files: files) }
    _ = try ChatVocabulary(files: files, template: "plain")
  }
}
