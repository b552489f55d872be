import ByteStreams
import DatasetSources
import Foundation
import JSON
import Media
import PreferenceRecords
import Testing

/// The adapters of this checkout.
private func library() throws -> AdapterLibrary {
  var folder = URL(fileURLWithPath: #filePath)
  for _ in 0..<3 { folder.deleteLastPathComponent() }
  return try AdapterLibrary(folder: folder.appendingPathComponent("schemas/adapters").path)
}

/// Media are named by the digest of their path here.
private func convert(_ row: JSONObject, _ adapter: Adapter) throws -> PreferenceRecord {
  let place = RowMapper.Place(locator: "train.json#7", id: "train:7", split: "train")
  return try RowMapper(adapter).record(RowValue(.object(row)), at: place) { kind, source in
    switch source {
    case .path(let path): MediaReference(kind: kind.rawValue, digest: SHA256.hash(Array(path.utf8)))
    case .bytes(let bytes, _): MediaReference(kind: kind.rawValue, digest: SHA256.hash(bytes))
    }
  }
}

private func rowObject(_ row: JSONObject) -> RowObject { RowValue(.object(row)).objectValue ?? RowObject() }

private func medium(_ kind: String, _ path: String) -> Part {
  .media(MediaReference(kind: kind, digest: SHA256.hash(Array(path.utf8))))
}

@Suite struct AdapterTests {
  @Test func thereIsOneForEverySubsetAndTheBenchmark() throws {
    let names = try library().adapters.map(\.name)
    #expect(Set(PublishedLayout.all.map(\.adapter) + ["aa-bench"]).isSubset(of: names))
  }

  @Test(arguments: PublishedLayout.all)
  func theColumnsChooseTheAdapter(layout: PublishedLayout) throws {
    let library = try library()
    #expect(try library.adapter(forRow: rowObject(layout.row(label: 1)), file: "x").name == layout.adapter)
    // Also when only what is needed is there.
    let bare = JSONObject(layout.columns + [(layout.overall, 1)])
    #expect(try library.adapter(forRow: rowObject(bare), file: "x").name == layout.adapter)
  }

  /// Where peers flip labels: label 1 is the first candidate, label 2 the second.
  @Test(arguments: PublishedLayout.all)
  func theKnownWinnerWins(layout: PublishedLayout) throws {
    let adapter = try library().adapter(layout.adapter)
    for (label, winner) in [(JSONValue(1), 0), (JSONValue(2), 1), ("1", 0), (2.0, 1)] {
      let record = try convert(layout.row(label: label), adapter)
      #expect(record.pairs() == [PreferencePair(winner: winner, loser: 1 - winner)])
    }
    let tied = try convert(layout.row(label: 0), adapter)
    #expect(tied.pairs().isEmpty)
    #expect(tied.judgements.first?.verdict == .tie(candidates: [0, 1], bothBad: false))
    let unlabelled = try convert(layout.row(label: nil), adapter)
    #expect(!unlabelled.judgements.contains { $0.criterion == "overall" })
    for bad: JSONValue in [3, -1, "first", 1.5, true] {
      let error = #expect(throws: RowError.self) { try convert(layout.row(label: bad), adapter) }
      #expect(error?.field == layout.overall)
    }
    var without = layout.row(label: 1)
    without[layout.overall] = nil
    #expect(throws: RowError.self) { try convert(without, adapter) }
  }

  @Test(arguments: PublishedLayout.all)
  func everyCriterionRationaleAndCritiqueSurvives(layout: PublishedLayout) throws {
    let record = try convert(layout.row(label: 1), try library().adapter(layout.adapter))
    #expect(record.modality == layout.modality)
    #expect(record.judgements.count == 1 + 3 * layout.dimensions.count)
    #expect(record.judgements.first?.rationale == "it is better")
    #expect(record.judgements.first?.advice == "say more")
    for (n, dimension) in layout.dimensions.enumerated() {
      let said = record.judgements.filter { $0.criterion == dimension.criterion }
      #expect(
        said == [
          Judgement(
            verdict: .pair(winner: n % 2, loser: 1 - n % 2, strength: nil), criterion: dimension.criterion),
          Judgement(
            verdict: .rating(candidate: 0, value: Double(n % 4), low: 0, high: 3),
            criterion: dimension.criterion,
            rationale: "\(dimension.rate) of one"),
          Judgement(
            verdict: .rating(candidate: 1, value: Double((n + 1) % 4), low: 0, high: 3),
            criterion: dimension.criterion, rationale: "\(dimension.rate) of two"),
        ])
    }
    #expect(record.critiques.count == layout.feedback.count)
    for (n, field) in layout.feedback.enumerated() {
      let critique = record.critiques.first { $0.text == "fault \(n)" }
      #expect(critique?.advice == "remedy \(n)")
      #expect(critique?.candidate == (field.contains("2") ? 1 : 0))
    }
    // What no field of a record holds is kept as it was.
    #expect(record.extra == ["refine_prompt": #"{"kept":[1,2.5]}"#])
    #expect(record.source == Source(name: layout.adapter, locator: "train.json#7"))
    #expect(record.id == "train:7")
    #expect(record.split == "train")
    #expect(record.licence == "CC-BY-NC-4.0")
    #expect(try PreferenceRecord(decoding: record.encoded()) == record)
  }

  @Test func partsStandWhereTheyShould() throws {
    let library = try library()
    func record(_ index: Int) throws -> PreferenceRecord {
      let layout = PublishedLayout.all[index]
      return try convert(layout.row(label: 1), try library.adapter(layout.adapter))
    }
    #expect(try record(1).prompt.map(\.parts) == [[medium("image", "images/1.jpg"), .text("Q")]])
    #expect(try record(1).candidates.map(\.author) == ["model-1", "model-2"])
    let interleaved = try record(2)
    #expect(
      interleaved.prompt.map(\.parts) == [
        [medium("image", "images/1.jpg"), medium("image", "images/2.jpg"), .text("Q")]
      ])
    #expect(
      interleaved.candidates.map(\.parts) == [[.text("A"), medium("image", "images/3.jpg")], [.text("B")]])
    #expect(try record(3).candidates.map(\.author) == ["model-1", "model-2"])
    #expect(try record(4).prompt.map(\.parts) == [[medium("audio", "sounds/1.wav"), .text("Q")]])
    #expect(
      try record(5).candidates.map(\.parts) == [
        [medium("audio", "sounds/1.wav")], [medium("audio", "sounds/2.wav")],
      ])
    #expect(
      try record(6).candidates.map(\.parts) == [
        [medium("video", "clips/1.mp4")], [medium("video", "clips/2.mp4")],
      ])
    #expect(try record(7).prompt.map(\.parts) == [[medium("video", "clips/1.mp4"), .text("Q")]])
  }

  @Test func theBenchmarkLayoutHoldsAnyMedium() throws {
    let adapter = try library().adapter("aa-bench")
    let media: [(String, JSONValue)] = [("image", nil), ("audio", "a.wav"), ("video", nil)]
    let row = JSONObject(
      [
        ("id", "aa-000001"), ("question", "Q"), ("response_1", "A"), ("response_2", "B"),
        ("overall_response", 2),
        ("modality", "audio"),
      ] + media)
    #expect(try library().adapter(forRow: rowObject(row), file: "x").name == "aa-bench")
    let record = try convert(row, adapter)
    #expect(record.id == "aa-000001")
    #expect(record.prompt.map(\.parts) == [[medium("audio", "a.wav"), .text("Q")]])
    #expect(record.pairs() == [PreferencePair(winner: 1, loser: 0)])
    #expect(record.extra == ["modality": "\"audio\""])
  }

  @Test func missingAndWrongFieldsAreNamed() throws {
    let layout = PublishedLayout.all[1]
    let adapter = try library().adapter("ti2t")
    func message(_ change: (inout JSONObject) -> Void) -> String? {
      var row = layout.row(label: 1)
      change(&row)
      return #expect(throws: RowError.self) { try convert(row, adapter) }?.description
    }
    #expect(message { $0["response_2"] = nil } == "field 'response_2': is missing")
    #expect(message { $0["image"] = nil } == "field 'image': is missing (also known as image_path)")
    #expect(message { $0["response_1"] = 5 } == "field 'response_1': is an integer, not text")
    #expect(message { $0["image"] = 5 } == "field 'image': is an integer, not a path")
    #expect(
      message { $0["image"] = ["bytes": "abc"] }?.contains("holds the medium's bytes as a string") == true)
    #expect(message { $0["safety_rate_1"] = "good" } == "field 'safety_rate_1': is \"good\", not a number")
    #expect(
      message { $0["overall_response"] = 3 }
        == "field 'overall_response': the winner '3' is no candidate: labels are 1 to 2, ties are 0, tie, both_bad"
    )
  }

  @Test func twoThatFitAreNotGuessedBetween() throws {
    let one = try Adapter(
      yaml: "{adapter: a, prompt: [{text: q}], candidates: [{parts: [{text: r}]}]}", file: "a")
    var two = one
    two.name = "b"
    let library = AdapterLibrary([one, two])
    let error = #expect(throws: AdapterError.self) {
      try library.adapter(forRow: rowObject(JSONObject([("q", "Q"), ("r", "R")])), file: "x.json")
    }
    #expect(error?.description == "x.json: the columns fit a and b; choose one with --adapter")
    let none = #expect(throws: AdapterError.self) {
      try library.adapter(forRow: rowObject(JSONObject([("z", 1)])), file: "x.json")
    }
    #expect(none?.description == "x.json: no adapter fits the columns z; choose one with --adapter")
  }

  @Test(arguments: [
    (
      "adapter: a\nprompt: [{text: q}]\ncandidates: [{parts: [{text: r}]}]\ncritics: []",
      "a.yaml: line 4: unknown key 'critics'"
    ),
    (
      "adapter: a\nprompt: [{smell: q}]\ncandidates: []",
      "a.yaml: line 2: names none of text, image, audio, video, medium, frames"
    ),
    ("prompt: []", "a.yaml: line 1: 'adapter' is missing"),
    ("adapter: a\nprompt: []\ncandidates: []", "a.yaml: names no candidates"),
    ("", "a.yaml: is empty"),
    ("adapter: a\nlanguage: 2", "a.yaml: line 2: this program reads version 1 of the language"),
    (
      "adapter: a\ncandidates:\n  - author: m",
      "a.yaml: line 3: has none of parts, messages, transcript, rounds, turns"
    ),
    (
      "adapter: a\ncandidates:\n  - parts: [{text: r}]",
      "a.yaml: line 1: 'prompt' is missing; only candidates that are conversations hold it"
    ),
    (
      "adapter: a\nprompt: []\ncandidates: [{parts: [{text: r}]}]\nrefinements:\n  - {from: 2, to: 1}",
      "a.yaml: line 5: there is no candidate 2"
    ),
    (
      "adapter: a\nprompt: []\ncandidates: [{parts: [{text: r}]}]\njudgements:\n  x:\n    choice: {sign: s}",
      "a.yaml: line 6: names no encoding: always, one_hot, signed, ranks, scores, mean, even, text_of, or a field alone"
    ),
    (
      "adapter: a\nprompt: []\ncandidates: [{parts: [{text: r}]}]\njudgements:\n  x:\n    rates: [a, b]",
      "a.yaml: line 6: 'rates' must name 1 fields, one for each candidate"
    ),
    (
      "adapter: a\nprompt: []\ncandidates: [{parts: [{text: r}]}]\nlabels: {first: one}",
      "a.yaml: line 4: 'first' must be an integer"
    ),
    (
      "adapter: a\nprompt: [{image: i, path: 'x'}]\ncandidates: [{parts: [{text: r}]}]",
      "a.yaml: line 2: 'path' must have one {}"
    ),
    (
      "adapter: a\nrecognise: {types: {x: words}}\nprompt: []\ncandidates: [{parts: [{text: r}]}]",
      "a.yaml: line 2: 'words' is none of text, number, list, object, medium"
    ),
  ])
  func aBrokenAdapterIsRefusedWithItsLine(yaml: String, message: String) {
    let error = #expect(throws: AdapterError.self) { try Adapter(yaml: yaml, file: "a.yaml") }
    #expect(error?.description == message)
  }
}
