import ByteStreams
import CommandLineTool
import DatasetSources
import PreferenceRecords

/// How a row was read, for people.
enum RowExplaining {
  static func print(row number: Int, of conversion: Conversion) throws -> Outcome {
    let explained = try conversion.explained(row: number)
    guard !explained.isEmpty else { throw Failure("no input has a row \(number) that an adapter reads") }
    let sink = try Streams.textOutput("-")
    for one in explained { try sink.write(text(one)) }
    try sink.commit()
    return explained.contains { $0.explanation.error != nil } ? .doneWithLoss : .done
  }

  private static func text(_ one: Conversion.Explained) -> String {
    let name = one.input.adapter?.name ?? ""
    var text = "\(one.place), read by \(name)\n"
    let notes = one.explanation.notes
    let width = min(40, notes.map(\.field.count).max() ?? 0)
    for note in notes {
      let field = note.field.isEmpty ? "(row)" : note.field
      text += "  \(padded(field, width))  \(note.value.isEmpty ? "" : note.value + "  ")-> \(note.became)\n"
    }
    if let error = one.explanation.error { text += "  stops here: \(error)\n" }
    if let record = one.explanation.record { text += summary(record) }
    return text
  }

  private static func summary(_ record: PreferenceRecord) -> String {
    var text = "record \(record.id), \(record.modality), split \(record.split ?? "-")\n"
    for message in record.prompt { text += "  \(message.role.rawValue): \(shown(message.parts))\n" }
    for (i, candidate) in record.candidates.enumerated() {
      text += "  candidate \(i + 1)\(candidate.author.map { " by " + $0 } ?? ""): \(shown(candidate.parts))\n"
    }
    for judgement in record.judgements {
      text +=
        "  \(judgement.criterion): \(judgement.verdict.words)\(judgement.annotator.map { ", said by " + $0 } ?? "")\n"
    }
    if !record.critiques.isEmpty { text += "  critiques: \(record.critiques.count)\n" }
    if !record.refinements.isEmpty { text += "  refinements: \(record.refinements.count)\n" }
    return text
  }

  private static func shown(_ parts: [Part]) -> String {
    parts.map { part in
      switch part {
      case .text(let text):
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count <= 60 ? line : line.prefix(57) + "…"
      case .media(let medium): return "[\(medium.kind) \(medium.digest.hex.prefix(8))]"
      }
    }.joined(separator: " ")
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

extension Judgement.Verdict {
  /// In words, candidates counted from 1.
  fileprivate var words: String {
    func numbers(_ candidates: [Int]) -> String {
      candidates.map { String($0 + 1) }.joined(separator: " = ")
    }
    switch self {
    case .pair(let winner, let loser, let strength):
      return "candidate \(winner + 1) beats \(loser + 1)" + (strength.map { ", strength \($0)" } ?? "")
    case .tie(let candidates, let bothBad):
      return "a tie of \(numbers(candidates))" + (bothBad ? ", equally bad" : "")
    case .rank(let ranks): return "best first: " + ranks.map(numbers).joined(separator: " > ")
    case .rating(let candidate, let value, let low, let high):
      let scale = if let low, let high { " of \(low) to \(high)" } else { "" }
      return "candidate \(candidate + 1) is rated \(value)\(scale)"
    case .label(let candidate, let value): return "candidate \(candidate + 1) is \(value)"
    }
  }
}
