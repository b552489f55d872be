import Foundation
import JSON
import Testing

@Suite struct EvalTests {
  /// Six records of two modalities, two to a prompt; the model is right in four, ties in one.
  private static let scores: [UInt8] = {
    var text = ""
    let cases: [(String, Double, Double)] = [
      ("t2t", 2, 1), ("t2t", 1, 0), ("t2t", 0.5, 0.5), ("ti2t", 3, 1), ("ti2t", 1, 0), ("ti2t", -1, 1),
    ]
    for (i, (modality, winner, loser)) in cases.enumerated() {
      for (candidate, score) in [winner, loser].enumerated() {
        text += "{\"record\":\"\(i)f\",\"modality\":\"\(modality)\",\"cluster\":\"\(modality)\(i / 2)\","
        text += "\"candidate\":\(candidate),\"score\":\(score),\"tokens\":\(5 - candidate),"
        text += "\"winner_of\":\(candidate == 0 ? "[1]" : "[]")}\n"
      }
    }
    return Array(text.utf8)
  }()

  @Test func reportPrintsATableAndResults() throws {
    let result = try Programs.run("aa-eval", ["report"], stdin: Self.scores)
    #expect(result.status == 0)
    let json = try JSONValue(parsing: result.stdout)
    #expect(json["accuracy"]?["micro"]?.doubleValue == 4.5 / 6)
    #expect(json["accuracy"]?["macro"]?.doubleValue == (2.5 / 3 + 2.0 / 3) / 2)
    #expect(json["accuracy"]?["ties"]?.intValue == 1)
    #expect(json["by_modality"]?["ti2t"]?["n"]?.intValue == 3)
    #expect(json["by_modality"]?["ti2t"]?["ci95"]?.arrayValue?.count == 2)
    #expect(json["baselines"]?["longest"]?["micro"]?.doubleValue == 1)
    #expect(json["baselines"]?["random"]?["micro"]?.doubleValue == 0.5)
    #expect(result.stderr.contains("| modality | pairs | accuracy |"))
    #expect(result.stderr.contains("| micro    |     6 |    0.750 |"))
  }

  @Test func resultsAreTheSameBytesAtAnyThreadCount() throws {
    let one = try Programs.run("aa-eval", ["report", "-q", "-j1"], stdin: Self.scores)
    #expect(one.stderr == "")
    for threads in ["2", "8"] {
      #expect(
        try Programs.run("aa-eval", ["report", "-q", "-j", threads], stdin: Self.scores).stdout == one.stdout)
    }
    #expect(
      try Programs.run("aa-eval", ["report", "-q", "--seed", "2"], stdin: Self.scores).stdout != one.stdout)
  }

  @Test func aFolderGetsResultsSamplesAndTable() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let result = try Programs.run("aa-eval", ["report", "-q", "-o", folder.path + "/"], stdin: Self.scores)
    #expect(result.status == 0)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
        "results.json", "samples.jsonl", "table.md",
      ])
    let samples = try Data(contentsOf: folder.appendingPathComponent("samples.jsonl"))
    #expect(samples.filter { $0 == 10 }.count == 6)
  }

  @Test func aMissedThresholdFails() throws {
    let result = try Programs.run(
      "aa-eval", ["report", "-q", "--fail-under", "micro=0.7", "--fail-under", "ti2t=0.9"],
      stdin: Self.scores)
    #expect(result.status == 1)
    #expect(result.stderr == "aa-eval report: accuracy ti2t is 0.667, under --fail-under ti2t=0.9\n")
  }

  @Test func badScoresAreNamedByLine() throws {
    let lines = String(decoding: Self.scores, as: UTF8.self).split(separator: "\n")
    let missing = lines[0] + "\n" + "{\"record\":\"a\"}\n"
    let result = try Programs.run("aa-eval", ["report"], stdin: Array(missing.utf8))
    #expect(result.status == 1)
    #expect(result.stderr == "aa-eval report: standard input: line 2: 'modality' is missing\n")
    #expect(result.stdout.isEmpty)
    let cut = try Programs.run("aa-eval", ["report"], stdin: Self.scores.dropLast(30))
    #expect(cut.status == 1)
    #expect(cut.stderr.hasPrefix("aa-eval report: standard input: line 12: "))
    let empty = try Programs.run("aa-eval", ["report"])
    #expect(empty.status == 1)
    #expect(empty.stderr.hasPrefix("aa-eval report: no candidate is marked as preferred"))
  }

  @Test func misuseIsSixtyFour() throws {
    #expect(try Programs.run("aa-eval", ["report", "--by", "colour"]).status == 64)
    #expect(try Programs.run("aa-eval", ["report", "--fail-under", "micro"]).status == 64)
    #expect(try Programs.run("aa-eval", ["report", "--bootstrap", "0"]).status == 64)
  }
}
