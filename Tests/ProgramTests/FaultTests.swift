import Foundation
import Testing

/// No failing system call may look like success, and none leaves half a file: the n-th read, write, sync or rename of
/// every program that writes fails, n = 1, 2, … until the program gets through.
@Suite struct FaultTests {
  /// A program with its arguments in a folder that holds `rows/`, `tokens.aas`, `records.aas`, `scores.jsonl` and
  /// `model/`; it writes `out` there (and `out2`, when it writes two).
  struct Case: Sendable, CustomTestStringConvertible {
    var command: [String]
    var testDescription: String { command.joined(separator: " ") }
    init(_ words: String) { command = words.split(separator: " ").map(String.init) }
  }

  static let cases = [
    "aa-convert -q -j1 rows -o out", "aa-convert -q --to jsonl records.aas -o out",
    "aa-convert -q --to webdataset records.aas -o out",
    "aa-validate -q -j1 --filter records.aas -o out --findings out2 --summary out3",
    "aa-tokenize -q -j1 records.aas -o out", "aa-tokenize train -q --size 270 records.aas -o out",
    "aa-pack -q tokens.aas -o out", "aa-eval score -q -j1 --model model tokens.aas -o out",
    "aa-eval logprobs -q -j1 --model model tokens.aas -o out", "aa-eval report -q scores.jsonl -o out.json",
    "aa-report --results results.json -o out",
    "aa-generate -q -j1 --model model --max-tokens 4 records.aas -o out",
  ].map { Case($0) }

  private static func folder() throws -> ScratchFolder {
    let scratch = try ScratchFolder()
    try scratch.write("tokens.aas", try ToyShard.bytes(20))
    let row = #"{"question":"2 + 2?","response_1":"4","response_2":"5","overall_response":1}"# + "\n"
    try scratch.write("rows/train.jsonl", Array(String(repeating: row, count: 5).utf8))
    func run(_ words: String) throws {
      let command = words.split(separator: " ").map(String.init)
      let result = try Programs.run(command[0], Array(command.dropFirst()), folder: scratch.path)
      #expect(result.status == 0, "\(words): \(result.stderr)")
    }
    try run("aa-convert -q --adapter t2t rows -o records.aas")
    let model = trainArguments("sft", ["-q", "--steps", "2", "-o", "model", "tokens.aas"]).joined(
      separator: " ")
    try run("aa-train " + model)
    try run("aa-eval score -q --model model tokens.aas -o scores.jsonl")
    try run("aa-eval report -q scores.jsonl -o results.json")
    return scratch
  }

  @Test(arguments: cases)
  func noFailingCallLeavesHalfAFile(_ case: Case) throws {
    let scratch = try Self.folder()
    let before = try scratch.list()
    let (program, arguments) = (`case`.command[0], Array(`case`.command.dropFirst()))
    for operation in ["read", "write", "sync", "rename"] {
      var failures = 0
      for n in 1...60 {
        let result = try Programs.run(
          program, arguments, environment: ["AA_FAULT": "\(operation):\(n)"], folder: scratch.path)
        if result.status == 0 { break }
        failures += 1
        #expect(result.status == 1, "\(operation):\(n): \(result.stderr)")
        #expect(result.stderr.hasPrefix(program))
        #expect(result.stderr.contains("\(operation) failed: Input/output error"), "\(result.stderr)")
        #expect(result.stderr.split(separator: "\n").count == 1)
        // Of two outputs the first may be whole already; a half-written or hidden one may not be there.
        for name in try scratch.list() where !before.contains(name) {
          #expect(["out2", "out3"].contains(name), "\(operation):\(n) left \(name)")
          try FileManager.default.removeItem(atPath: scratch.file(name))
        }
      }
      // The loop reached the call that does not exist any more.
      #expect(failures < 60, "\(operation)")
      if operation == "write" || operation == "sync" { #expect(failures >= 1, "\(operation)") }
      for name in try scratch.list() where !before.contains(name) {
        try FileManager.default.removeItem(atPath: scratch.file(name))
      }
    }
  }

  /// A run leaves its log and its whole checkpoints, and goes on from them; nothing half-written, and no model.
  @Test(arguments: ["read", "write", "sync", "rename"])
  func aFailingCallLeavesATrainingRunThatGoesOn(operation: String) throws {
    let scratch = try Self.folder()
    let arguments = trainArguments(
      "sft", ["-q", "-j1", "--steps", "4", "--save-every", "2", "-o", "run", "tokens.aas"])
    let whole = try Programs.run("aa-train", arguments, folder: scratch.path)
    #expect(whole.status == 0, "\(whole.stderr)")
    let weights = try Data(contentsOf: URL(fileURLWithPath: scratch.file("run/model.safetensors")))
    var failures = 0
    for n in 1...80 {
      try FileManager.default.removeItem(atPath: scratch.file("run"))
      let result = try Programs.run(
        "aa-train", arguments, environment: ["AA_FAULT": "\(operation):\(n)"], folder: scratch.path)
      if result.status == 0 { break }
      failures += 1
      #expect(result.status == 1)
      #expect(result.stderr.contains("\(operation) failed: Input/output error"), "\(result.stderr)")
      #expect(result.stderr.split(separator: "\n").count == 1)
      let left = FileManager.default.subpaths(atPath: scratch.file("run")) ?? []
      #expect(!left.contains { $0.hasSuffix(".part") || $0.hasSuffix(".tmp") }, "\(operation):\(n): \(left)")
      let again = try Programs.run("aa-train", arguments + ["--resume"], folder: scratch.path)
      #expect(again.status == 0, "\(operation):\(n): \(again.stderr)")
      #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.file("run/model.safetensors"))) == weights)
    }
    #expect(failures >= 1 && failures < 80)
  }

  @Test(arguments: ["read", "write"])
  func everyFailingCallOfAPipeIsReported(operation: String) throws {
    let stdin = try CatTests.shard(records: 20)
    var failures = 0
    for n in 1...40 {
      let result = try Programs.run(
        "aa-cat", ["-q"], stdin: stdin, environment: ["AA_FAULT": "\(operation):\(n)"])
      if result.status == 0 { break }
      failures += 1
      #expect(result.status == 1)
      #expect(result.stderr.contains("\(operation) failed: Input/output error"))
    }
    // The loop reached the call that does not exist any more.
    #expect(failures >= 1 && failures < 40)
  }
}
