import JSON
import Testing
import TextTokenization

@Suite struct ChatMediaTests {
  private static let listing = """
    {%- for m in messages -%}
    {{- '[' + m.role + ']' -}}
    {%- if m.content is string %}{{ m.content }}{% else -%}
    {%- for part in m.content -%}
    {%- if part.type == 'image' %}{{ '<img><pic></img>' }}{% elif part.type == 'audio' %}{{ '<audio>' }}
    {%- elif part.type == 'text' %}{{ part.text }}{% endif -%}
    {%- endfor %}{% endif %}{{ '</s>' }}
    {%- endfor -%}
    {%- if add_generation_prompt %}{{ '[assistant]' }}{% endif -%}
    """
  private static let plain = """
    {%- for m in messages %}{{ '[' + m.role + ']' + m.content + '</s>' }}{% endfor -%}
    {%- if add_generation_prompt %}{{ '[assistant]' }}{% endif -%}
    """

  private static func chat(
    _ template: String, special: [String] = ["</s>"], config: JSONValue = ["eos_token": "</s>"],
    placeholders: [MediumKind: [String]] = [:]
  ) throws -> ChatTokenizer {
    var options = ChatTokenizer.Options()
    options.placeholders = placeholders
    return try ChatTokenizer(
      files: ChatFolders.files(special: special, config: config, template: template), options: options)
  }

  /// The text of tokens with `{kind index}` in the places of media.
  private static func shown(_ tokens: ChatTokens, _ chat: ChatTokenizer) throws -> String {
    var text = ""
    var from = 0
    for medium in tokens.media {
      text += try chat.tokenizer.decode(Array(tokens.ids[from..<medium.place]), skipsSpecialTokens: false)
      text += "{\(medium.kind.rawValue) \(medium.index)}"
      from = medium.place
    }
    return try text + chat.tokenizer.decode(Array(tokens.ids[from...]), skipsSpecialTokens: false)
  }

  private static func prompt(_ content: ChatContent...) -> [ChatTurn] {
    [ChatTurn(role: "user", content: content)]
  }

  @Test func aTemplateThatTakesListsPlacesThem() throws {
    let chat = try Self.chat(
      Self.listing, special: ["</s>", "<pic>"], config: ["eos_token": "</s>", "image_token": "<pic>"])
    let tokens = try chat.conversation(
      prompt: Self.prompt(.medium(.image), .text("and "), .medium(.audio), .medium(.image), .text("?")),
      responses: [[.text("See "), .medium(.image)], [.text("No.")]])
    #expect(
      try Self.shown(tokens.prompt, chat)
        == "[user]<img>{image 0}</img>and {audio 1}<img>{image 2}</img>?</s>[assistant]")
    #expect(try Self.shown(tokens.responses[0], chat) == "See <img>{image 0}</img></s>")
    #expect(try Self.shown(tokens.responses[1], chat) == "No.</s>")
    #expect(tokens.responses[0].inLoss.allSatisfy { $0 })
  }

  @Test func aTemplateOfStringsHasThemInTheirPlaces() throws {
    let chat = try Self.chat(Self.plain)
    let tokens = try chat.conversation(
      prompt: Self.prompt(.text("Look: "), .medium(.image), .text(" and "), .medium(.video)),
      responses: [[.medium(.image), .text("there")]])
    #expect(
      try Self.shown(tokens.prompt, chat) == "[user]Look: {image 0} and {video 1}</s>[assistant]")
    #expect(try Self.shown(tokens.responses[0], chat) == "{image 0}there</s>")
  }

  @Test(arguments: [plain, listing])
  func placesInTheTextItselfCount(_ template: String) throws {
    let chat = try Self.chat(template, config: ["eos_token": "</s>", "image_token": "<pic>"])
    for own in ["<image>", "<pic>", "<|image_pad|>", "[IMG]"] {
      let tokens = try chat.conversation(
        prompt: Self.prompt(.medium(.image), .medium(.image), .text("\(own)\nWhat? \(own)")),
        responses: [[.text("That.")]])
      // A general one: the template writes its own there, with what belongs around it.
      let (before, behind) = template == Self.listing && own != "<pic>" ? ("<img>", "</img>") : ("", "")
      #expect(
        try Self.shown(tokens.prompt, chat)
          == "[user]\(before){image 0}\(behind)\nWhat? \(before){image 1}\(behind)</s>[assistant]")
    }
  }

  @Test func otherNumbersOfGeneralPlacesAreRefused() throws {
    let chat = try Self.chat(Self.listing, config: ["eos_token": "</s>", "image_token": "<pic>"])
    #expect(throws: ChatError.placeholders(.image, places: 2, media: 1, response: nil)) {
      try chat.conversation(
        prompt: Self.prompt(.medium(.image), .text("<image> or <image>?")), responses: [])
    }
    #expect(throws: ChatError.placeholders(.image, places: 1, media: 2, response: 0)) {
      try chat.conversation(
        prompt: Self.prompt(.text("?")),
        responses: [[.medium(.image), .text("<image>"), .medium(.image)]])
    }
  }

  @Test func numbersInTheTextSayWhichOneIsMeant() throws {
    let chat = try Self.chat(Self.plain)
    let tokens = try chat.conversation(
      prompt: Self.prompt(.medium(.image), .medium(.image), .text("<|image_2|> before <|image_1|>"))
        + Self.prompt(.medium(.image), .text("<|image_3|>")),
      responses: [])
    #expect(
      try Self.shown(tokens.prompt, chat)
        == "[user]{image 1} before {image 0}</s>[user]{image 2}</s>[assistant]")
  }

  @Test func anotherNumberOfPlacesIsRefused() throws {
    let chat = try Self.chat(
      Self.listing, special: ["</s>", "<pic>"], config: ["eos_token": "</s>", "image_token": "<pic>"])
    #expect(throws: ChatError.placeholders(.image, places: 3, media: 1, response: nil)) {
      try chat.conversation(
        prompt: Self.prompt(.medium(.image), .text("<pic> or <pic>")), responses: [])
    }
    #expect(throws: ChatError.placeholders(.image, places: 1, media: 0, response: 0)) {
      try chat.conversation(
        prompt: Self.prompt(.medium(.image), .text("?")), responses: [[.text("<pic>")]])
    }
    // A token of a picture without one.
    #expect(throws: ChatError.placeholders(.image, places: 1, media: 0, response: nil)) {
      try chat.conversation(prompt: Self.prompt(.text("<pic>")), responses: [])
    }
  }

  @Test func textThatOnlyLooksLikeOneIsText() throws {
    let chat = try Self.chat(Self.listing)
    let tokens = try chat.conversation(
      prompt: Self.prompt(.text("The <video> tag, or <image>?")), responses: [[.text("<audio>")]])
    #expect(tokens.prompt.media.isEmpty)
    #expect(try Self.shown(tokens.prompt, chat) == "[user]The <video> tag, or <image>?</s>[assistant]")
    #expect(try Self.shown(tokens.responses[0], chat) == "<audio></s>")
  }

  @Test func placeholdersMayBeChosen() throws {
    let chat = try Self.chat(
      Self.plain, placeholders: [.image: ["((picture))"]])
    let tokens = try chat.conversation(
      prompt: Self.prompt(.text("((picture)) here"), .medium(.image)), responses: [])
    #expect(try Self.shown(tokens.prompt, chat) == "[user]{image 0} here</s>[assistant]")
    #expect(throws: ChatError.placeholders(.image, places: 1, media: 0, response: nil)) {
      try chat.conversation(prompt: Self.prompt(.text("((picture))")), responses: [])
    }
  }

  @Test func onlyListsMayBeTaken() throws {
    let chat = try Self.chat(
      "{% for m in messages %}{{ '[' + m.role + ']' }}{% for part in m.content %}{% if part.type == 'text' %}"
        + "{{ part.text }}{% else %}{{ '<image>' }}{% endif %}{% endfor %}{{ '</s>' }}{% endfor %}"
        + "{% if add_generation_prompt %}{{ '[assistant]' }}{% endif %}")
    let tokens = try chat.conversation(
      prompt: [ChatTurn(role: "system", text: "Be kind.")] + Self.prompt(.medium(.image), .text("What?")),
      responses: [[.text("A bus.")]])
    #expect(
      try Self.shown(tokens.prompt, chat)
        == "[system]Be kind.</s>[user]{image 0}What?</s>[assistant]")
    #expect(try Self.shown(tokens.responses[0], chat) == "A bus.</s>")
  }

  @Test(arguments: ChatTemplate.BuiltIn.allCases)
  func namedTemplatesPlaceThem(_ name: ChatTemplate.BuiltIn) throws {
    var options = ChatTokenizer.Options()
    options.template = .builtIn(name)
    let chat = try ChatTokenizer(
      files: ChatFolders.files(
        special: ["<s>", "</s>", "<image>"], config: ["bos_token": "<s>", "eos_token": "</s>"]),
      options: options)
    let tokens = try chat.conversation(
      prompt: Self.prompt(.medium(.image), .text("What?")), responses: [[.text("A bus.")], [.medium(.image)]])
    #expect(tokens.prompt.media.map(\.kind) == [.image])
    #expect(try Self.shown(tokens.prompt, chat).contains("{image 0}What?"))
    #expect(try Self.shown(tokens.responses[0], chat).contains("A bus."))
    #expect(tokens.responses[1].media.count == 1)
    #expect(tokens.responses[0].inLoss.contains(true))
  }
}
