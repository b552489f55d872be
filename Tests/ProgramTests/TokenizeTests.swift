import ByteStreams
import ShardFormat
import Testing

@Suite struct TokenizeTests {
  /// Two sounds of 0.6 seconds, one of them used twice.
  private static func records(_ folder: ScratchFolder) throws {
    for name in ["000000.wav", "000010.wav"] {
      try folder.write("raw/" + name, try BadRow.fixture("ta2t/audios/" + name))
    }
    let rows = ["000000.wav", "000010.wav", "000000.wav"].map(BadRow.audio)
    try folder.write("raw/rows.jsonl", BadRow.lines(rows))
    let result = try Programs.run("aa-convert", ["-q", "raw", "-o", "records.aas"], folder: folder.path)
    #expect(result.status == 0, "\(result.stderr)")
  }

  /// The length of sounds is asked for, as the size of pictures is: counted, but no loss.
  @Test func cutSoundsAreCountedAndNoLoss() throws {
    let folder = try ScratchFolder()
    try Self.records(folder)
    let cut = try Programs.run(
      "aa-tokenize", ["--audio-seconds", "0.25", "records.aas", "-o", "tokens.aas"], folder: folder.path)
    #expect(cut.status == 0)
    #expect(cut.stderr.hasPrefix("aa-tokenize: 3 groups, "), "\(cut.stderr)")
    #expect(cut.stderr.hasSuffix(", 2 media, 2 sounds cut to 0.25 s (--audio-seconds)\n"), "\(cut.stderr)")
    let info = try Programs.run("aa-cat", ["--info", "tokens.aas"], folder: folder.path)
    #expect(
      info.text.split(separator: "\n").contains { $0.hasPrefix("  media cut ") && $0.hasSuffix(" audio: 2") },
      "\(info.text)")

    let whole = try Programs.run(
      "aa-tokenize", ["--audio-seconds", "0.6", "records.aas", "-o", "tokens.aas"], folder: folder.path)
    #expect(whole.status == 0)
    #expect(!whole.stderr.contains("cut"), "\(whole.stderr)")
  }

  @Test func recordsThatAreLeftOutAreListed() throws {
    let folder = try ScratchFolder()
    try Self.records(folder)
    let result = try Programs.run(
      "aa-tokenize", ["-q", "--max-tokens", "5", "records.aas", "-o", "tokens.aas"], folder: folder.path)
    #expect(result.status == 3)
    let lines = result.stderr.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { $0.hasSuffix(" tokens, more than --max-tokens 5: left out") })
  }

  /// What may leave records out stands in META, once it is not the usual; nothing else of it does.
  @Test func limitsStandInMeta() throws {
    let folder = try ScratchFolder()
    try Self.records(folder)
    func options(_ arguments: [String]) throws -> [String: String] {
      let result = try Programs.run(
        "aa-tokenize", ["-q"] + arguments + ["records.aas", "-o", "tokens.aas"], folder: folder.path)
      #expect(result.status == 0, "\(result.stderr)")
      let reader = ShardReader(source: MemorySource(try folder.read("tokens.aas")))
      _ = try reader.next()
      let step = try #require(reader.meta?.chain.last)
      #expect(step.name == "aa-tokenize")
      return step.options
    }
    let usual = try options([])
    #expect(usual.keys.filter { $0.hasPrefix("max-") || $0 == "skip-bad" } == [])
    let changed = try options(["--skip-bad", "--max-pixels", "5000", "--max-duration", "30"])
    let noted = ["skip-bad": "true", "max-pixels": "5000", "max-duration": "30.0"]
    #expect(changed == usual.merging(noted) { $1 })
  }
}
