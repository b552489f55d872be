import Foundation
import ModelFolder
import TextTokenization
import Testing

/// aa-tokenize with a model's folder.
@Suite struct ChatTokenizeTests {
  /// Records of questions with two answers, and a model's folder beside them.
  private static func scratch(_ rows: [String], template: String? = ChatFolder.template) throws
    -> ScratchFolder
  {
    let folder = try ScratchFolder()
    try folder.write("rows.jsonl", BadRow.lines(rows))
    let result = try Programs.run(
      "aa-convert", ["-q", "rows.jsonl", "-o", "records.aas"], folder: folder.path)
    #expect(result.status == 0, "\(result.stderr)")
    for (name, bytes) in ChatFolder.files(template: template).files {
      try folder.write("model/" + name, bytes)
    }
    return folder
  }

  private static func row(_ question: String, _ first: String, _ second: String, winner: Int = 1) -> String {
    #"{"question":"\#(question)","response_1":"\#(first)","response_2":"\#(second)","overall_response":\#(winner)}"#
  }

  private static func tokenize(_ folder: ScratchFolder, _ arguments: [String]) throws -> Programs.Result {
    try Programs.run("aa-tokenize", ["--tokenizer", "model"] + arguments, folder: folder.path)
  }

  private static let rows = [row("Hé?", "no", "yes", winner: 2), row("b", "c\\td", "e")]

  @Test func treesAreShown() throws {
    let folder = try Self.scratch(Self.rows)
    let shown = try Self.tokenize(folder, ["-q", "--show", "records.aas"])
    #expect(shown.status == 0, "\(shown.stderr)")
    #expect(
      shown.text.hasPrefix(
        """
        rows:1  t2t  32 tokens, 7 in the loss
        prompt, 23 tokens
          <|im_start|>|u|s|e|r|\\n
          H|\\xC3|\\xA9|?|<|im_end|>|\\n
          <|im_start|>|a|s|s|i|s|t|a|n|t|\\n
        response 1, 4 tokens, 3 in the loss
          [n][o][<|im_end|>]\\n
        response 2, preferred to 1, 5 tokens, 4 in the loss
          [y][e][s][<|im_end|>]\\n

        rows:2  t2t  
        """), "\(shown.text)")
    let coloured = try Self.tokenize(folder, ["-q", "--show", "--color", "always", "records.aas"])
    #expect(coloured.text.contains("\u{1B}[1;38;5;222;48;5;28m<|im_end|>\u{1B}[0m"))
    let bare = coloured.text.replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
    #expect(bare.contains("  yes<|im_end|>\\n\n"))
  }

  /// No frame of a shard ends up among the text.
  @Test func whatWasShownBeforeAnErrorIsText() throws {
    let folder = try Self.scratch([Self.row("a", "b", "c"), Self.row("d", "e", "")])
    let shown = try Self.tokenize(folder, ["-q", "--show", "records.aas"])
    #expect(shown.status == 1)
    #expect(shown.stderr.contains("record 2 (rows:2): response 2 is empty"), "\(shown.stderr)")
    #expect(
      shown.text.hasPrefix("rows:1  t2t ") && shown.text.hasSuffix("[c][<|im_end|>]\\n\n\n"), "\(shown.text)")
  }

  @Test func threadsChangeNoByte() throws {
    let folder = try Self.scratch((0..<300).map { Self.row("q\($0)", "a", "b", winner: 1 + $0 % 2) })
    for threads in ["-j1", "-j8"] {
      let result = try Self.tokenize(folder, [threads, "records.aas", "-o", "tokens\(threads).aas"])
      #expect(result.status == 0, "\(result.stderr)")
    }
    #expect(try folder.read("tokens-j1.aas") == folder.read("tokens-j8.aas"))
  }

  @Test func emptyResponsesAreErrors() throws {
    let folder = try Self.scratch([
      Self.row("a", "b", "c"), Self.row("d", "e", " \\n"), Self.row("f", "g", "h"),
    ])
    let what = "response 2 is empty, so nothing can be learned from it: correct the data"
    for tokenizer in [[], ["--tokenizer", "model"]] {
      let failed = try Programs.run(
        "aa-tokenize", tokenizer + ["-q", "records.aas", "-o", "none.aas"], folder: folder.path)
      #expect(failed.status == 1)
      #expect(
        failed.stderr
          == "aa-tokenize: records.aas: record 2 (rows:2): \(what); use --skip-bad to leave such records out\n"
      )
      #expect(try !folder.list().contains("none.aas"))
      let skipped = try Programs.run(
        "aa-tokenize", tokenizer + ["--skip-bad", "records.aas", "-o", "out.aas"], folder: folder.path)
      #expect(skipped.status == 3)
      #expect(skipped.stderr.hasPrefix("aa-tokenize: records.aas: record 2 (rows:2): \(what)\n"))
      #expect(
        skipped.stderr.contains("aa-tokenize: 2 groups, ")
          && skipped.stderr.hasSuffix(", 1 records left out\n"))
    }
  }

  @Test func whatIsTooLongIsCutOrLeftOutAndCounted() throws {
    let folder = try Self.scratch([
      Self.row("a", "b", "c"), Self.row(String(repeating: "q", count: 50), "b", "c"),
    ])
    func run(_ options: [String]) throws -> (status: Int32, summary: String, counters: String) {
      let result = try Self.tokenize(
        folder, ["--max-tokens", "60", "records.aas", "-o", "out.aas"] + options)
      let info = try Programs.run("aa-cat", ["--info", "out.aas"], folder: folder.path)
      return (result.status, result.stderr, info.text)
    }
    let dropped = try run([])
    #expect(dropped.status == 3)
    #expect(
      dropped.summary.hasPrefix(
        "aa-tokenize: records.aas: record 2 (rows:2): 75 tokens, more than --max-tokens 60: left out\n"),
      "\(dropped.summary)")
    #expect(dropped.summary.hasSuffix(", 1 records left out\n"))
    #expect(dropped.counters.contains("max-tokens: 1"), "\(dropped.counters)")
    let left = try run(["--truncate", "left"])
    #expect(left.status == 0)
    #expect(left.summary.hasPrefix("aa-tokenize: 2 groups, 86 tokens, "), "\(left.summary)")
    #expect(left.summary.hasSuffix(", 1 records cut on the left (--truncate)\n"))
    #expect(left.counters.contains("left: 1"))
    // The prompt alone is too long.
    #expect(try run(["--truncate", "right"]).status == 3)
    let usage = try Self.tokenize(folder, ["--truncate", "right", "records.aas"])
    #expect(usage.status == 64)
  }

  @Test func specialTokensInTextsAreCountedOrRefused() throws {
    let folder = try Self.scratch([Self.row("a<|im_end|>b", "c", "d"), Self.row("a", "c", "d")])
    let counted = try Self.tokenize(folder, ["records.aas", "-o", "out.aas"])
    #expect(counted.status == 0)
    #expect(
      counted.stderr.hasSuffix(", 1 records with special tokens in their texts (--refuse-special)\n"),
      "\(counted.stderr)")
    let refused = try Self.tokenize(folder, ["-q", "--refuse-special", "records.aas", "-o", "out2.aas"])
    #expect(refused.status == 1)
    #expect(
      refused.stderr.hasPrefix("aa-tokenize: records.aas: record 1 (rows:1): "), "\(refused.stderr)")
    #expect(refused.stderr.split(separator: "\n").count == 1)
  }

  @Test func aFolderWithoutTemplateNeedsOne() throws {
    let folder = try Self.scratch(Self.rows, template: nil)
    let failed = try Self.tokenize(folder, ["-q", "records.aas", "-o", "out.aas"])
    #expect(failed.status == 1)
    #expect(
      failed.stderr
        == "aa-tokenize: model: the folder has no chat template; choose one with --chat-template: chatml, llama-3, vicuna, mistral, chameleon, plain, or a file\n"
    )
    #expect(
      try Self.tokenize(folder, ["-q", "--chat-template", "chatml", "records.aas", "-o", "a.aas"]).status == 0
    )
    try folder.write("mine.jinja", Array(ChatFolder.template.utf8))
    let mine = try Self.tokenize(
      folder, ["-q", "--show", "--chat-template", "mine.jinja", "records.aas"])
    #expect(mine.text.contains("[y][e][s][<|im_end|>]\\n"))
    let unknown = try Self.tokenize(
      folder, ["-q", "--chat-template", "chatlm", "records.aas", "-o", "b.aas"])
    #expect(unknown.status == 1)
    #expect(unknown.stderr.contains("--chat-template chatlm: neither a file nor one of chatml"))
  }

  @Test func whatATemplateRefusesIsSaid() throws {
    let folder = try Self.scratch([Self.row("a", "b", "c")])
    func run(_ template: String, _ options: [String] = []) throws -> Programs.Result {
      try folder.write("mine.jinja", Array(template.utf8))
      return try Self.tokenize(
        folder, ["-q", "--chat-template", "mine.jinja", "records.aas", "-o", "out.aas"] + options)
    }
    let record = "aa-tokenize: records.aas: record 1 (rows:1): the chat template: line 1, column"
    let hint = "; use --skip-bad to leave such records out\n"
    let said = "{% for m in messages %}{{ m.content }}{% endfor %}"
    #expect(
      try run("{{ raise_exception('never ' ~ messages[0].content) }}").stderr
        == "\(record) 19: never a\(hint)")
    #expect(
      try run("{{ strftime_now('%Y') }}" + said).stderr
        == "\(record) 16: the template asks for today's date: give one, so that the text is the same every day "
        + "(--chat-date)\(hint)")
    #expect(try run("{{ strftime_now('%Y') }}" + said, ["--chat-date", "2026-11-25"]).status == 0)
    #expect(
      try run("{% if %}").stderr
        == "aa-tokenize: mine.jinja: the chat template: line 1, column 7: expected an expression, found '%}'; choose "
        + "another with --chat-template\n")
    #expect(try run("{{ 'x' * 1000000000 }}").stderr.hasPrefix("\(record) "))
  }

  /// The goldens of the library are files as their trainers write them.
  @Test(arguments: ["formats/llama2.model", "formats/cl100k_base.tiktoken"])
  func otherFormsOfVocabulariesAreRead(_ name: String) throws {
    let folder = try Self.scratch(Self.rows)
    let file = try BadRow.golden(name)
    let base = String(name.split(separator: "/").last ?? "")
    try folder.write(base, file)
    for arguments in [[], ["--chat-template", "chatml"]] {
      let result = try Programs.run(
        "aa-tokenize", ["-q", "--tokenizer", base, "records.aas", "-o", "tokens.aas"] + arguments,
        folder: folder.path)
      #expect(result.status == 0, "\(result.stderr)")
      let packed = try Programs.run("aa-pack", ["-q", "tokens.aas", "-o", "packed.aas"], folder: folder.path)
      #expect(packed.status == 0, "\(packed.stderr)")
    }
    try folder.write("other.tiktoken", try BadRow.golden("formats/cl100k_base.tiktoken"))
    let unknown = try Programs.run(
      "aa-tokenize", ["-q", "--tokenizer", "other.tiktoken", "records.aas", "-o", "a.aas"],
      folder: folder.path)
    #expect(unknown.status == 1)
    #expect(
      unknown.stderr.contains("'other.tiktoken' is a vocabulary of tiktoken's form"), "\(unknown.stderr)")
    let told = try Programs.run(
      "aa-tokenize",
      ["-q", "--tokenizer", "other.tiktoken", "--tiktoken", "cl100k_base", "records.aas", "-o", "a.aas"],
      folder: folder.path)
    #expect(told.status == 0, "\(told.stderr)")
  }

  /// What a model learned from a folder's tokens, it writes with them: the vocabulary travels along.
  @Test func aModelOfTheseTokensAnswers() throws {
    let folder = try Self.scratch((0..<8).map { Self.row("q\($0)", "a", "b") })
    func run(_ program: String, _ arguments: [String]) throws -> Programs.Result {
      let result = try Programs.run(program, arguments, folder: folder.path)
      #expect(result.status == 0, "\(program): \(result.stderr)")
      return result
    }
    _ = try run("aa-tokenize", ["-q", "--tokenizer", "model", "records.aas", "-o", "tokens.aas"])
    _ = try run("aa-pack", ["-q", "tokens.aas", "-o", "packed.aas"])
    _ = try run(
      "aa-train",
      [
        "-q", "--objective", "sft", "--preset", "tiny", "--epochs", "20", "--lr", "3e-3", "-o",
        "trained", "packed.aas",
      ])
    let generated = try run(
      "aa-generate",
      [
        "-q", "--model", "trained", "--temperature", "0", "--max-tokens", "8", "records.aas", "-o",
        "answers.aas",
      ])
    #expect(generated.stderr == "")
    // The model's folder has the tokenizer, so it gives the same tokens again.
    for name in ["tokenizer.json", "tokenizer_config.json", "chat_template.jinja"] {
      #expect(try folder.read("trained/" + name) == folder.read("model/" + name))
    }
    let before = try run("aa-tokenize", ["-q", "--show", "--tokenizer", "model", "records.aas"])
    let after = try run("aa-tokenize", ["-q", "--show", "--tokenizer", "trained", "records.aas"])
    #expect(before.text == after.text && !after.text.isEmpty)
    let answers = try run("aa-cat", ["-q", "answers.aas"])
    #expect(answers.text.contains(#""finish":"end""#), "\(answers.text)")
  }
}
