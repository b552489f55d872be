import Foundation
import JSON
import Testing

/// What aa-eval reads from a model: log-probabilities and scores.
@Suite struct ScoreTests {
  @Test func dpoNeedsTheColumnOfItsStartingModel() throws {
    let scratch = try TrainingScratch()
    let data = try scratch.file("data.aas", ToyShard.bytes(40))
    let model = scratch.path + "/sft"
    #expect(
      try Programs.run("aa-train", trainArguments("sft", ["--steps", "6", "-o", model, data])).status == 0)
    func dpo(_ more: [String]) throws -> Programs.Result {
      try Programs.run(
        "aa-train", ["--objective", "dpo", "--batch", "8", "--lr", "1e-3", "--steps", "3"] + more)
    }
    let without = try dpo(["--model", model, "-o", scratch.path + "/a", data])
    #expect(without.status == 1 && without.stderr.contains("aa-eval logprobs"), "\(without.stderr)")
    let column = scratch.path + "/column.aas"
    let written = try Programs.run("aa-eval", ["logprobs", "--model", model, data, "-o", column])
    #expect(written.status == 0, "\(written.stderr)")
    let stored = try dpo(["--model", model, "-o", scratch.path + "/b", column])
    #expect(stored.status == 0, "\(stored.stderr)")
    let live = try dpo(["--model", model, "--reference", "initial", "-o", scratch.path + "/c", data])
    #expect(live.status == 0, "\(live.stderr)")
    for run in ["b", "c"] {
      let first = try scratch.lines(run + "/metrics.jsonl")[0]
      let loss = try #require(first["loss"]?.doubleValue)
      #expect(abs(loss - 0.6931472) < (run == "c" ? 1e-9 : 1e-6), "\(run): \(loss)")
    }
    let stale = try dpo(["--model", scratch.path + "/b", "-o", scratch.path + "/d", column])
    #expect(stale.status == 1 && stale.stderr.contains("training starts from"), "\(stale.stderr)")
  }

  @Test func candidatesAreScored() throws {
    let scratch = try TrainingScratch()
    let data = try scratch.file("data.aas", ToyShard.bytes(60))
    let model = scratch.path + "/model"
    let run = try Programs.run(
      "aa-train", trainArguments("reward", ["--steps", "60", "--lr", "1e-2", "-o", model, data]))
    #expect(run.status == 0, "\(run.stderr)")
    let scores = scratch.path + "/scores.jsonl"
    let result = try Programs.run("aa-eval", ["score", "--model", model, data, "-o", scores])
    #expect(result.status == 0, "\(result.stderr)")
    let lines = try scratch.lines("scores.jsonl")
    #expect(lines.count == 120)
    #expect(
      lines[0].objectValue?.keys == [
        "record", "modality", "cluster", "candidate", "score", "tokens", "winner_of",
      ])
    var right = 0
    for pair in stride(from: 0, to: lines.count, by: 2) {
      let values = try (0..<2).map { try #require(lines[pair + $0]["score"]?.doubleValue) }
      let winner = lines[pair]["winner_of"]?.arrayValue?.isEmpty == false ? 0 : 1
      if values[winner] > values[1 - winner] { right += 1 }
    }
    #expect(right == 60)
  }

  /// Without a subcommand, what score and report give in two steps, to the byte.
  @Test func oneGoEqualsTwoSteps() throws {
    let scratch = try TrainingScratch()
    let data = try scratch.file("data.aas", ToyShard.bytes(30))
    let model = scratch.path + "/model"
    #expect(
      try Programs.run("aa-train", trainArguments("reward", ["--steps", "4", "-o", model, data])).status == 0)
    func path(_ name: String) -> String { scratch.path + "/" + name }
    let score = try Programs.run("aa-eval", ["score", "--model", model, data, "-o", path("scores.jsonl")])
    #expect(score.status == 0, "\(score.stderr)")
    let report = try Programs.run(
      "aa-eval", ["report", path("scores.jsonl"), "-o", path("two.json"), "--samples", path("two.jsonl")])
    #expect(report.status == 0, "\(report.stderr)")
    let one = try Programs.run(
      "aa-eval",
      [
        "--model", model, data, "-j1", "-o", path("one.json"), "--samples", path("one.jsonl"), "--scores",
        path("again.jsonl"),
      ])
    #expect(one.status == 0, "\(one.stderr)")
    #expect(one.stderr == report.stderr)
    #expect(try scratch.read("one.json") == scratch.read("two.json"))
    #expect(try scratch.read("one.jsonl") == scratch.read("two.jsonl"))
    #expect(try scratch.read("again.jsonl") == scratch.read("scores.jsonl"))
    let missed = try Programs.run(
      "aa-eval", ["--model", model, data, "-q", "-o", path("r/"), "--fail-under", "ti2t=0.5"])
    #expect(missed.status == 1 && missed.stderr.contains("no pair has this modality"), "\(missed.stderr)")
    #expect(scratch.has("r/results.json") && scratch.has("r/samples.jsonl") && scratch.has("r/table.md"))
    #expect(try Programs.run("aa-eval", [data]).status == 64)
  }
}
