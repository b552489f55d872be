import ByteStreams
import Testing

import Reports

/// Wrong inputs give one line: file, place, what, what to do.
@Suite struct InputTests {
  private func message(_ change: (inout ReportInputs) throws -> Void) throws -> String {
    var inputs = try ReportFixture.inputs()
    try change(&inputs)
    do {
      _ = try Report(reading: inputs)
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  private func results(_ old: String, _ new: String) throws -> MemorySource {
    let good = String(
      decoding: try ReportFixture.results(ReportFixture.scores(try ReportFixture.records())), as: UTF8.self)
    #expect(good.contains(old))
    return ReportFixture.source(Array(good.replacing(old, with: new).utf8), "results.json")
  }

  private static let resultsRemedy = "; give results.json as aa-eval report writes it"
  private static let metricsRemedy = "; give metrics.jsonl as aa-train writes it, or leave --metrics out"

  @Test func wrongResults() throws {
    #expect(
      try message { $0.results = ReportFixture.source(Array("{}".utf8), "results.json") }
        == "results.json: 'schema' is missing" + Self.resultsRemedy)
    #expect(
      try message { $0.results = ReportFixture.source(Array("[1".utf8), "results.json") }
        .hasPrefix("results.json: line 1, column "))
    #expect(
      try message { $0.results = try results("\"schema\": 1", "\"schema\": 2") }
        == "results.json: has schema 2, this program reads schema 1" + Self.resultsRemedy)
    #expect(
      try message { $0.results = try results("\"micro_ci95\"", "\"other\"") }
        == "results.json: accuracy: 'micro_ci95' is missing" + Self.resultsRemedy)
    #expect(
      try message {
        $0.results = try results(
          "\"macro\": 0.6666666666666666,\n    \"macro_ci95\"", "\"macro\": 7,\n    \"macro_ci95\"")
      }
        == "results.json: accuracy.macro: is 7.0, must lie between 0 and 1" + Self.resultsRemedy)
    #expect(
      try message { $0.control = ReportFixture.source(Array("3".utf8), "control.json") }
        == "control.json: is an integer, must be an object" + Self.resultsRemedy)
  }

  @Test func wrongMetrics() throws {
    func metrics(_ text: String) throws -> String {
      try message { $0.metrics = ReportFixture.source(Array(text.utf8), "metrics.jsonl") }
    }
    #expect(try metrics("{\"step\":1,\"loss\":2}\n{\"step\":").hasPrefix("metrics.jsonl: line 2: column 9: "))
    #expect(
      try metrics("{\"step\":1}\n\n[]\n") == "metrics.jsonl: line 3: is an array, must be an object"
        + Self.metricsRemedy)
    #expect(
      try metrics("{\"loss\":1}\n") == "metrics.jsonl: line 1: 'step' is missing or no count"
        + Self.metricsRemedy)
    #expect(
      try metrics("{\"step\":1,\"loss\":\"x\"}\n")
        == "metrics.jsonl: line 1: 'loss' is a string, must be a number" + Self.metricsRemedy)
    #expect(
      try metrics("{\"step\":5,\"loss\":1}\n{\"step\":4,\"loss\":1}\n")
        == "metrics.jsonl: line 2: step 4 comes after step 5" + Self.metricsRemedy)
    #expect(try metrics("") == "metrics.jsonl: holds no measurement" + Self.metricsRemedy)
  }

  @Test func wrongQuality() throws {
    #expect(
      try message { $0.quality = ReportFixture.source(Array("{\"quality\":[{\"kind\":1}]}".utf8), "q.json") }
        == "q.json: quality[0].kind: is an integer, must be a string; give what aa-tokenize quality --json prints, or leave --quality out"
    )
  }

  @Test func scoresOfAnotherEvaluation() throws {
    #expect(
      try message { $0.scores = ReportFixture.source([], "scores.jsonl") }
        == "scores.jsonl: is not what results.json was computed from; run aa-eval report on it and give that results.json, or leave --scores out"
    )
  }

  @Test func recordsOfAnotherSet() throws {
    let line = try message {
      $0.records = ReportFixture.source(
        try ReportFixture.recordShard(try ReportFixture.records(text: "other words")), "records.aas")
    }
    #expect(line.hasPrefix("records.aas: has no record "))
    #expect(
      line.hasSuffix(", which scores.jsonl scores; give the records that the scored tokens were made from"))
  }

  @Test func tokensOfAnotherSet() throws {
    let line = try message {
      $0.tokens = ReportFixture.source(
        try ReportFixture.tokenShard(try ReportFixture.records(text: "other words")), "tokens.aas")
    }
    #expect(line.hasPrefix("tokens.aas: has no tokens of records.aas: record "))
    #expect(line.hasSuffix("; give the tokens that aa-tokenize made of these records"))
  }

  @Test func shardsOfTheWrongStage() throws {
    let inputs = try ReportFixture.inputs()
    #expect(
      try message { $0.records = inputs.tokens }
        == "tokens.aas: a stream of tokens, not of records; give what aa-convert wrote")
    #expect(
      try message { $0.tokens = try ReportFixture.inputs().records }
        == "records.aas: a stream of records, not of tokens; give what aa-tokenize wrote")
  }
}
