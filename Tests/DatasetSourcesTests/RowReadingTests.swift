import ByteStreams
import DatasetSources
import JSON
import Media
import PreferenceRecords
import Testing

/// Reads one row of JSON with an adapter; media are named by their place.
private func record(_ yaml: String, _ row: String) throws -> PreferenceRecord {
  let adapter = try Adapter(yaml: "adapter: a\n" + yaml, file: "a.yaml")
  let value = RowValue(try JSONValue(parsing: Array(row.utf8)))
  return try RowMapper(adapter).record(
    value, at: RowMapper.Place(locator: "x:1", id: "x:1"), frames: { ["\($0)/1.jpg", "\($0)/2.jpg"] }
  ) { kind, source in
    guard case .path(let path) = source else { throw RowError(field: "", what: "no path") }
    return MediaReference(kind: kind.rawValue, digest: SHA256.hash(Array(path.utf8)))
  }
}

private func fault(_ yaml: String, _ row: String) -> String? {
  do {
    _ = try record(yaml, row)
    return nil
  } catch { return "\(error)" }
}

private func medium(_ kind: String, _ path: String) -> Part {
  .media(MediaReference(kind: kind, digest: SHA256.hash(Array(path.utf8))))
}

@Suite struct RowReadingTests {
  private static let each = """
    prompt: [{text: q}]
    candidates: {each: answers, parts: [{text: text}], author: model}
    """

  @Test func whatIsLeftOfAListKeepsItsPlace() throws {
    let read = try record(
      Self.each,
      #"{"q":"Q","answers":[{"text":"A"},{"text":"B","n":[1]},{"text":"C","model":"m"}],"other":{"k":1}}"#)
    #expect(read.extra == ["answers": #"[null,{"n":[1]},null]"#, "other": #"{"k":1}"#])
    #expect(read.candidates.map(\.author) == [nil, nil, "m"])
  }

  @Test func aStructOfListsIsAListOfStructs() throws {
    let read = try record(Self.each, #"{"q":"Q","answers":{"text":["A","B"],"model":null,"n":[1,2]}}"#)
    #expect(read.candidates.map(\.parts) == [[.text("A")], [.text("B")]])
    #expect(read.extra == ["answers": #"[{"n":1},{"n":2}]"#])
    #expect(
      fault(Self.each, #"{"q":"Q","answers":{"text":["A","B"],"n":[1]}}"#)
        == "field 'answers': is an object whose members are not lists of one length")
  }

  @Test func faultsNameTheirPlace() {
    #expect(
      fault(Self.each, #"{"q":"Q","answers":[{"text":"A"},{}]}"#) == "field 'answers.1.text': is missing")
    #expect(
      fault(Self.each, #"{"q":"Q","answers":[]}"#) == "field 'answers': is empty: the row has no candidate")
    #expect(fault(Self.each, #"{"q":"Q","answers":"A"}"#) == "field 'answers': is a string, not a list")
    #expect(fault(Self.each, #"{"q":"Q"}"#) == "field 'answers': is missing")
  }

  @Test func aColumnWithPointsComesBeforeAPath() throws {
    let yaml = "prompt: [{text: a.b}]\ncandidates: [{parts: [{text: c.1}]}]"
    #expect(try record(yaml, #"{"a.b":"Q","a":{"b":"no"},"c":["x","A"]}"#).prompt[0].parts == [.text("Q")])
    #expect(try record(yaml, #"{"a":{"b":"Q"},"c":["x","A"]}"#).candidates[0].parts == [.text("A")])
  }

  // MARK: Conversations

  private static let transcripts = "candidates: [{transcript: good}, {transcript: bad}]"

  @Test func aTranscriptIsSplitAtItsLastAnswer() throws {
    let read = try record(
      Self.transcripts,
      #"{"good":"\n\nHuman: Q\n\nAssistant: A\n\nHuman: R\n\nAssistant:  B\n\nmore","bad":"\n\nHuman: Q\n\nAssistant: A\n\nHuman: R\n\nAssistant:"}"#
    )
    #expect(
      read.prompt == [
        Message(role: .user, parts: [.text("Q")]), Message(role: .assistant, parts: [.text("A")]),
        Message(role: .user, parts: [.text("R")]),
      ])
    // One space belongs to the mark.
    #expect(read.candidates.map(\.parts) == [[.text(" B\n\nmore")], [.text("")]])
  }

  @Test func whatDiffersEarlierStaysInTheCandidates() throws {
    let read = try record(
      Self.transcripts,
      #"{"good":"\n\nHuman: Q\n\nAssistant: A\n\nHuman: R\n\nAssistant: B","bad":"\n\nHuman: Q\n\nAssistant: A\n\nHuman: S\n\nAssistant: C"}"#
    )
    #expect(read.prompt == [Message(role: .user, parts: [.text("Q")])])
    #expect(
      read.candidates.map(\.parts) == [
        [.text("A\n\nHuman: R\n\nAssistant: B")], [.text("A\n\nHuman: S\n\nAssistant: C")],
      ])
  }

  @Test func conversationsWithoutASharedPromptAreRefused() {
    #expect(
      fault(
        Self.transcripts, #"{"good":"\n\nHuman: Q\n\nAssistant: A","bad":"\n\nHuman: R\n\nAssistant: B"}"#)
        == "the conversations begin with different questions: they share no prompt")
    #expect(
      fault(Self.transcripts, #"{"good":"\n\nHuman: Q","bad":"\n\nHuman: Q\n\nAssistant: B"}"#)
        == "field 'good': does not end with a turn of the assistant: there is no answer")
    #expect(
      fault(Self.transcripts, #"{"good":"Q","bad":"\n\nHuman: Q\n\nAssistant: B"}"#)
        == "field 'good': is no transcript: it must begin with 'Human:' or 'Assistant:' on a line")
  }

  @Test func mediaKeepTheirPlaceInAConversation() throws {
    let read = try record(
      "candidates: [{messages: a}, {messages: b}]",
      """
      {"a":[{"role":"user","content":[{"type":"text","text":"Q"},{"type":"image","image":"1.png"}]},
            {"role":"assistant","content":"A"},
            {"role":"user","content":[{"type":"image","image":"2.png"}]},{"role":"assistant","content":"B"}],
       "b":[{"role":"user","content":[{"type":"text","text":"Q"},{"type":"image","image":"1.png"}]},
            {"role":"assistant","content":"C"}]}
      """)
    #expect(read.prompt.map(\.parts) == [[.text("Q"), medium("image", "1.png")]])
    #expect(
      read.candidates[0].parts == [
        .text("A\n\nHuman: "), medium("image", "2.png"), .text("\n\nAssistant: B"),
      ])
    #expect(read.candidates[1].parts == [.text("C")])
  }

  @Test func whatAMessageHoldsBesideItsContentIsKept() throws {
    let read = try record(
      "prompt: {messages: p}\ncandidates: [{parts: [{text: a}]}]",
      """
      {"a":"A","p":[{"role":"system","content":"S","name":"n"},
        {"role":"user","content":[{"type":"text","text":"Q","image":null},
          {"type":"image","image":"1.png","mimeType":"image/png","text":null}]}]}
      """)
    #expect(
      read.prompt == [
        Message(role: .system, parts: [.text("S")]),
        Message(role: .user, parts: [.text("Q"), medium("image", "1.png")]),
      ])
    #expect(read.extra == ["p": #"[{"name":"n"},{"content":[null,{"mimeType":"image/png"}]}]"#])
    // As Hugging Face stores a sequence of structs.
    let turned = try record(
      "prompt: {messages: p}\ncandidates: [{parts: [{text: a}]}]",
      #"{"a":"A","p":{"role":["user"],"content":["Q"],"n":[null]}}"#)
    #expect(turned.prompt == [Message(role: .user, parts: [.text("Q")])])
    #expect(turned.extra == [:])
  }

  // MARK: Media

  @Test func pathsAreMade() throws {
    let read = try record(
      """
      prompt: [{video: v, strip: ["./../"]}, {frames: f}, {medium: m}]
      candidates: [{parts: [{video: n, path: {even: "w/{//2:06}.mp4", odd: "l/{//2:06}.mp4"}}, {image: p, path: "in/{}"}]}]
      """, #"{"v":"./../a/b.mp4","f":"clip","m":"s.OGG","n":9,"p":"x.png"}"#)
    #expect(
      read.prompt[0].parts == [
        medium("video", "a/b.mp4"), medium("image", "clip/1.jpg"), medium("image", "clip/2.jpg"),
        medium("audio", "s.OGG"),
      ])
    #expect(read.candidates[0].parts == [medium("video", "l/000004.mp4"), medium("image", "in/x.png")])
    let yaml = "prompt: []\ncandidates: [{parts: [{video: n, path: {even: '{}', odd: '{}'}}]}]"
    #expect(fault(yaml, #"{"n":"x"}"#) == "field 'n': is 'x', not a number that a path can be made of")
    #expect(fault(yaml, #"{"n":-1}"#) == "field 'n': is '-1', not a number that a path can be made of")
    #expect(
      fault("prompt: [{medium: m}]\ncandidates: [{parts: []}]", #"{"m":"a.txt"}"#)
        == "field 'm': 'a.txt': its ending does not say whether it is an image, a sound or a clip")
  }

  // MARK: Choices

  private static func choice(_ encoding: String, _ row: String) throws -> [Judgement.Verdict] {
    try record(
      """
      prompt: []
      candidates: [{parts: [{text: a}]}, {parts: [{text: b}]}]
      no_rating: ["N/A"]
      judgements: {overall: {choice: \(encoding)}}
      """, #"{"a":"A","b":"B","# + row + "}"
    ).judgements.map(\.verdict)
  }

  private static func wrong(_ encoding: String, _ row: String) -> String? {
    do {
      _ = try choice(encoding, row)
      return nil
    } catch { return "\(error)" }
  }

  @Test func oneHotSaysOneWinnerOrATie() throws {
    let half = "{one_hot: [x, y], tie: 0.5}"
    #expect(try Self.choice(half, #""x":0,"y":1.0"#) == [.pair(winner: 1, loser: 0, strength: nil)])
    #expect(try Self.choice(half, #""x":"0.5","y":0.5"#) == [.tie(candidates: [0, 1], bothBad: false)])
    #expect(try Self.choice(half, #""x":null,"y":null"#) == [])
    let told = "{one_hot: [x, y], tie_field: t}"
    #expect(try Self.choice(told, #""x":"0","y":"0","t":"1""#) == [.tie(candidates: [0, 1], bothBad: false)])
    #expect(try Self.choice(told, #""x":"1","y":"0","t":"0""#) == [.pair(winner: 0, loser: 1, strength: nil)])
    #expect(
      Self.wrong(half, #""x":0,"y":0"#)
        == "field 'x': the values 0, 0 name no winner: they must be one 1 and otherwise 0, or 0.5 for each")
    #expect(
      Self.wrong(told, #""x":1,"y":0,"t":1"#) == "field 't': says that it is a tie, and 'x' that it is not")
    #expect(Self.wrong(told, #""x":0,"y":0,"t":2"#) == "field 't': is 2, not 0 or 1")
    #expect(
      Self.wrong(half, #""x":1,"y":null"#)
        == "field 'x': says who wins, but the other candidates' fields are empty")
    #expect(Self.wrong(half, #""x":1"#) == "field 'y': is missing")
  }

  @Test func aSignSaysWhoAndASizeHowMuch() throws {
    let signed = "{signed: s, negative: 1, limit: 3}"
    #expect(try Self.choice(signed, #""s":-2"#) == [.pair(winner: 0, loser: 1, strength: 2)])
    #expect(try Self.choice(signed, #""s":1"#) == [.pair(winner: 1, loser: 0, strength: 1)])
    #expect(
      try Self.choice("{signed: s, negative: 2, limit: 3}", #""s":-2"#) == [
        .pair(winner: 1, loser: 0, strength: 2)
      ])
    #expect(try Self.choice(signed, #""s":0"#) == [.tie(candidates: [0, 1], bothBad: false)])
    #expect(try Self.choice(signed, #""s":null"#) == [])
    #expect(
      try Self.choice("{signed: s, negative: 1, limit: 3, both_bad: -100}", #""s":-100"#) == [
        .tie(candidates: [0, 1], bothBad: true)
      ])
    #expect(Self.wrong(signed, #""s":-100"#) == "field 's': is -100, not from -3.0 to 3.0")
    #expect(Self.wrong(signed, #""s":"left""#) == #"field 's': is "left", not a number (N/A for none)"#)
  }

  @Test func ranksAndScoresMayBeEqualOrMissing() throws {
    #expect(try Self.choice("{ranks: [x, y]}", #""x":2,"y":1"#) == [.rank([[1], [0]])])
    #expect(
      try Self.choice("{ranks: [x, y]}", #""x":1,"y":1"#) == [.tie(candidates: [0, 1], bothBad: false)])
    #expect(try Self.choice("{ranks: {list: r}}", #""r":[1,2]"#) == [.rank([[0], [1]])])
    #expect(
      Self.wrong("{ranks: {list: r}}", #""r":[1,2,3]"#)
        == "field 'r': has 3 elements where there are 2 candidates")
    #expect(Self.wrong("{ranks: [x, y]}", #""x":1.5,"y":1"#) == "field 'x': the rank 1.5 is not from 1 to 2")
    #expect(try Self.choice("{scores: [x, y]}", #""x":"4","y":4.5"#) == [.rank([[1], [0]])])
    #expect(try Self.choice("{scores: [x, y]}", #""x":"N/A","y":4.5"#) == [])
    #expect(try Self.choice("{mean: [[x, y], [v, w]]}", #""x":1,"y":2,"v":5,"w":1"#) == [.rank([[0], [1]])])
  }

  @Test func labelsBeyondTheEncodingAreErrors() throws {
    func labelled(_ labels: String, _ label: String) -> String? {
      fault(
        """
        prompt: []
        candidates: [{parts: [{text: a}]}, {parts: [{text: b}]}]
        labels: \(labels)
        judgements: {overall: {choice: w}}
        """, #"{"a":"A","b":"B","w":"# + label + "}")
    }
    let words = "{words: [[A, left], B], tie: same, both_bad: bad, none: ''}"
    for label in [#""A""#, #""left""#, #""B""#, #""same""#, #""bad""#, #""""#, "null"] {
      #expect(labelled(words, label) == nil)
    }
    #expect(
      labelled(words, #""a""#)
        == "field 'w': the winner 'a' is no candidate: labels are A, left, B, ties are same, bad")
    #expect(labelled("{first: 0}", "2") == "field 'w': the winner '2' is no candidate: labels are 0 to 1")
    #expect(labelled("{first: 0}", "-9223372036854775808")?.contains("is no candidate") == true)
    #expect(labelled("{first: 0}", "1.0") == nil)
    #expect(labelled("{first: 0}", "true") == "field 'w': is a boolean, not a label")
    #expect(labelled("{first: 0}", "[0]") == "field 'w': is an array, not a label")
  }

  @Test func listsSideBySideAreVotesWithTheirStrength() throws {
    let yaml = """
      prompt: []
      candidates: [{parts: [{text: a}]}, {parts: [{text: b}]}]
      labels: {words: [A, B], tie: Tie, strength: "+"}
      judgements: {vote: {each: {said: votes, who: raters}, choice: said, annotator: who}}
      """
    func votes(_ rest: String) throws -> [Judgement] {
      try record(yaml, #"{"a":"A","b":"B","# + rest + "}").judgements
    }
    #expect(
      try votes(#""votes":["B+2","A","Tie","A+0"],"raters":["r1","r2","r3","r4"]"#) == [
        Judgement(verdict: .pair(winner: 1, loser: 0, strength: 2), criterion: "vote", annotator: "r1"),
        Judgement(verdict: .pair(winner: 0, loser: 1, strength: nil), criterion: "vote", annotator: "r2"),
        Judgement(verdict: .tie(candidates: [0, 1], bothBad: false), criterion: "vote", annotator: "r3"),
        Judgement(verdict: .tie(candidates: [0, 1], bothBad: false), criterion: "vote", annotator: "r4"),
      ])
    // Without the names they are numbered.
    #expect(try votes(#""votes":["B"]"#).map(\.annotator) == ["1"])
    #expect(try votes(#""votes":null"#) == [])
    #expect(try record(Self.each, #"{"q":"Q","answers":[{"text":"A"}]}"#).extra == [:])
    for bad in ["B+x", "B+", "C+1", "B-1", "+2"] {
      #expect(throws: RowError.self) { try votes(#""votes":["# + "\"\(bad)\"]") }
    }
    #expect(
      #expect(throws: RowError.self) { try votes(#""votes":["B"],"raters":[]"#) }?.description
        == "field 'raters': has 0 elements where 'said' has 1")
  }

  @Test func aListOfRatingsIsOneForEachAnnotator() throws {
    let read = try record(
      """
      prompt: []
      candidates: [{parts: [{text: a}]}]
      judgements: {help: {rates: [h], scale: [0, 4]}}
      """, #"{"a":"A","h":[3,4]}"#)
    #expect(
      read.judgements == [
        Judgement(
          verdict: .rating(candidate: 0, value: 3, low: 0, high: 4), criterion: "help", annotator: "1"),
        Judgement(
          verdict: .rating(candidate: 0, value: 4, low: 0, high: 4), criterion: "help", annotator: "2"),
      ])
  }

  // MARK: Explaining

  @Test func everyFieldIsExplainedUpToTheFault() throws {
    let adapter = try Adapter(
      yaml: """
        adapter: a
        prompt: [{text: q}]
        candidates: [{parts: [{text: a}]}, {parts: [{text: b}]}]
        labels: {first: 0, tie: tie}
        judgements: {overall: {choice: w}}
        """, file: "a")
    func explain(_ row: String) throws -> RowExplanation {
      try RowMapper(adapter).explanation(
        RowValue(try JSONValue(parsing: Array(row.utf8))), at: RowMapper.Place(locator: "x:1", id: "x")
      ) { _, _ in throw RowError(field: "", what: "no media") }
    }
    let good = try explain(#"{"q":"Q","a":"A","b":"B","w":1,"z":[1]}"#)
    #expect(good.record?.pairs() == [PreferencePair(winner: 1, loser: 0)])
    #expect(
      good.notes == [
        RowNote(field: "q", value: #""Q""#, became: "text"),
        RowNote(field: "a", value: #""A""#, became: "text"),
        RowNote(field: "b", value: #""B""#, became: "text"),
        RowNote(
          field: "w", value: "1", became: "overall: candidate 2 wins (labels are 0 to 1, ties are tie)"),
        RowNote(field: "z", value: "[1]", became: "kept as extra"),
      ])
    let bad = try explain(#"{"q":"Q","a":"A","b":"B","w":2}"#)
    #expect(bad.record == nil)
    #expect(bad.notes.map(\.field) == ["q", "a", "b"])
    #expect(bad.error?.field == "w")
    #expect(try explain("[]").error?.what == "the row is an array, not an object")
  }
}
