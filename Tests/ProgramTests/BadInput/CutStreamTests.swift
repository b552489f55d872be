import ByteStreams
import Foundation
import PreferenceRecords
import ShardFormat
import Testing
import TokenTrees

/// Every program that reads a stream fails when it is cut, names who stopped writing, and leaves no output.
@Suite struct CutStreamTests {
  private static func chain(_ names: [String]) -> [ToolStep] {
    names.map { ToolStep(name: $0, version: "0") }
  }

  static func records(_ count: Int) throws -> [UInt8] {
    let sink = MemorySink()
    let meta = ShardMeta(profile: .records, chain: chain(["aa-convert"]))
    let writer = try ShardWriter(sink: sink, meta: meta)
    for i in 0..<count {
      let record = PreferenceRecord(
        id: "r\(i)", prompt: [Message(role: .user, parts: [.text("prompt \(i)")])],
        candidates: [Candidate(parts: [.text("good \(i)")]), Candidate(parts: [.text("bad")])],
        judgements: [Judgement(verdict: .pair(winner: 0, loser: 1, strength: nil), criterion: "overall")],
        source: Source(name: "test", locator: "train.jsonl:\(i + 1)"))
      try writer.add(record: record.encoded())
      if i % 40 == 39 { try writer.flush() }
    }
    try writer.finish()
    return sink.bytes
  }

  static func tokens(_ count: Int, chain names: [String]) throws -> [UInt8] {
    let sink = MemorySink()
    let meta = ShardMeta(profile: .tokens, chain: chain(names))
    let writer = try TokenStreamWriter(sink: sink, meta: meta, layout: VocabularyLayout())
    for group in ToyShard.groups(count) { try writer.add(group) }
    try writer.finish()
    return sink.bytes
  }

  /// A reader, and whether it reads tokens.
  static let readers: [(command: [String], tokens: Bool)] = [
    (["aa-validate", "-q", "--findings", "findings.jsonl"], false),
    (["aa-validate", "-q", "--filter", "-o", "out"], false),
    (["aa-tokenize", "-q", "-o", "out"], false),
    (["aa-pack", "-q", "-o", "out"], true),
    (trainProgram, true),
    (["aa-cat", "-q"], false),
    (["aa-cat", "-q"], true),
  ]
  private static let trainProgram = ["aa-train", "-q", "-o", "out"] + trainArguments("cpo", [])

  @Test(arguments: readers.indices) func everyCutIsNamed(index: Int) throws {
    let (command, isTokens) = Self.readers[index]
    let whole = try isTokens ? Self.tokens(200, chain: ["aa-convert", "aa-tokenize"]) : Self.records(200)
    let stage = isTokens ? "aa-tokenize" : "aa-convert"
    // After META, inside frames and between them, and with only the trailer gone.
    for cut in [whole.count / 4, whole.count / 2 & ~63, whole.count * 3 / 4, whole.count - 64] {
      let folder = try ScratchFolder()
      try folder.write("cut.aas", Array(whole[..<cut]))
      let file = try Programs.run(command[0], Array(command.dropFirst()) + ["cut.aas"], folder: folder.path)
      let pipe = try Programs.run(
        command[0], Array(command.dropFirst()), stdin: Array(whole[..<cut]), folder: folder.path)
      for (result, name) in [(file, "cut.aas"), (pipe, "standard input")] {
        #expect(result.status == 1)
        #expect(result.stderr.split(separator: "\n").count == 1, "\(result.stderr)")
        #expect(result.stderr.hasPrefix("\(command[0]): \(name): frame "), "\(result.stderr)")
        #expect(result.stderr.contains(": upstream ended after "), "\(result.stderr)")
        #expect(result.stderr.contains("; last stage: \(stage) (the stream ends "), "\(result.stderr)")
        #expect(
          result.stderr.hasSuffix("; run the upstream program again and look at its message\n"),
          "\(result.stderr)")
      }
      // aa-validate's findings up to the cut are what was asked for; aa-train's folder holds its log, but no model.
      let left = try folder.list().filter { $0 != "cut.aas" && $0 != "findings.jsonl" }
      #expect(left == [] || (command[0] == "aa-train" && left == ["out"]))
      #expect(!FileManager.default.fileExists(atPath: folder.file("out/model.safetensors")))
    }
  }

  @Test func theWholeLine() throws {
    let whole = try Self.records(80)
    let result = try Programs.run("aa-cat", ["-q"], stdin: Array(whole.dropLast(64)))
    let frames = try Programs.run("aa-cat", ["-q"], stdin: whole)
    #expect(frames.status == 0)
    let place = result.stderr.firstRange(of: /frame \d+ \(byte \d+\)/).map { String(result.stderr[$0]) } ?? ""
    #expect(
      result.stderr
        == "aa-cat: standard input: \(place): upstream ended after 80 records, which are all, but the index behind them "
        + "is cut; last stage: aa-convert (the stream ends between frames); "
        + "run the upstream program again and look at its message\n")
  }
}
