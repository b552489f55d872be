/// The names of a record's fields: long in JSON and in messages, short in CBOR. Each is unique in the whole record, so
/// that one form turns into the other by renaming.
enum RecordKey: String, CaseIterable {
  case id, prompt, role, parts, text, media, sha256, span, licence
  case candidates, author, sampling
  case judgements, criterion, winner, loser, strength, tie, bothBad = "both_bad", rank
  case candidate, value, low, high, label, rationale, advice, annotator
  case critiques, score, aspect
  case refinements, from, to, answers
  case split, source, name, locator, extra

  var short: String {
    switch self {
    case .id: "i"
    case .prompt: "p"
    case .role: "r"
    case .parts: "b"
    case .text: "t"
    case .media: "m"
    case .sha256: "h"
    case .span: "z"
    case .licence: "l"
    case .candidates: "c"
    case .author: "a"
    case .sampling: "g"
    case .judgements: "j"
    case .criterion: "k"
    case .winner: "w"
    case .loser: "y"
    case .strength: "d"
    case .tie: "e"
    case .bothBad: "eb"
    case .rank: "o"
    case .candidate: "n"
    case .value: "v"
    case .low: "vl"
    case .high: "vh"
    case .label: "u"
    case .rationale: "f"
    case .advice: "fa"
    case .annotator: "fb"
    case .critiques: "q"
    case .score: "qs"
    case .aspect: "qm"
    case .refinements: "x"
    case .from: "xf"
    case .to: "xt"
    case .answers: "xq"
    case .split: "s"
    case .source: "so"
    case .name: "sn"
    case .locator: "sl"
    case .extra: "z+"
    }
  }

  static let byShort: [String: RecordKey] = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0.short, $0) })
}
