import ByteStreams
import PreferenceRecords

/// A record that uses every field there is.
let fullRecord = PreferenceRecord(
  id: "r-1",
  prompt: [
    Message(role: .system, parts: [.text("Be brief.")]),
    Message(
      role: .user,
      parts: [
        .media(
          MediaReference(
            kind: "audio", digest: SHA256.hash([1, 2, 3]), span: 0.5...2, licence: "CC-BY-4.0")),
        .text("What is heard? é😀"),
      ]),
  ],
  candidates: [
    Candidate(parts: [.text("A bell.")], author: "model-a", sampling: ["temperature": "0.7", "seed": "1"]),
    Candidate(parts: [.text(""), .media(MediaReference(kind: "image", digest: SHA256.hash([])))]),
    Candidate(parts: []),
  ],
  judgements: [
    Judgement(
      verdict: .pair(winner: 0, loser: 1, strength: 2.5), criterion: "overall", rationale: "why",
      annotator: "x",
      advice: "say more"),
    Judgement(verdict: .pair(winner: 2, loser: 0, strength: nil), criterion: "safety"),
    Judgement(verdict: .tie(candidates: [0, 1], bothBad: false), criterion: "clarity"),
    Judgement(verdict: .tie(candidates: [1, 2], bothBad: true), criterion: "overall"),
    Judgement(verdict: .rank([[0], [1, 2]]), criterion: "overall"),
    Judgement(verdict: .rating(candidate: 1, value: 3, low: 0, high: 3), criterion: "safety"),
    Judgement(verdict: .rating(candidate: 1, value: 0.1, low: nil, high: nil), criterion: "safety"),
    Judgement(verdict: .label(candidate: 0, value: "safe"), criterion: "safety"),
  ],
  critiques: [
    Critique(candidate: 0, text: "Too short", advice: "Name the bell", score: 2, aspect: "text"),
    Critique(candidate: 1, text: ""),
  ],
  refinements: [Refinement(from: 0, to: 2, critiques: [0, 1]), Refinement(from: 1, to: 2)],
  split: "train", source: Source(name: "example", locator: "a.jsonl:3"), licence: "CC-BY-NC-4.0",
  extra: ["note": #"{"b":1,"a":[1.5,null]}"#, "n": "7", "criterion": "\"x\""])

let smallRecord = PreferenceRecord(
  id: "s", prompt: [Message(role: .user, parts: [.text("q")])], candidates: [Candidate(parts: [.text("a")])],
  source: Source(name: "n", locator: "l"))
