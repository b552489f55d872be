import ByteStreams
import DatasetSources
import Media
import PreferenceRecords
import ShardFormat

/// A record in a few short lines for people.
enum RecordOutline {
  /// - Parameter media: the record's media, whose facts are shown as far as they are known.
  static func lines(_ record: PreferenceRecord, media: [PreparedMedium]) -> [String] {
    var lines = [
      "\(record.source.locator): \(record.modality), id \(record.id), split \(record.split ?? "none")"
    ]
    for message in record.prompt {
      lines.append("  \(message.role.rawValue): \(words(message.parts, media))")
    }
    for (i, candidate) in record.candidates.enumerated() {
      let author = candidate.author.map { " by \(short($0))" } ?? ""
      lines.append("  candidate \(i + 1)\(author): \(words(candidate.parts, media))")
    }
    for judgement in record.judgements {
      let annotator = judgement.annotator.map { ", said by \(short($0))" } ?? ""
      lines.append("  \(judgement.criterion): \(words(judgement.verdict))\(annotator)")
    }
    if !record.critiques.isEmpty { lines.append("  critiques: \(record.critiques.count)") }
    if !record.refinements.isEmpty { lines.append("  refinements: \(record.refinements.count)") }
    if !record.extra.isEmpty {
      lines.append("  kept as they are: \(record.extra.keys.sorted().joined(separator: ", "))")
    }
    return lines
  }

  private static func words(_ parts: [Part], _ media: [PreparedMedium]) -> String {
    parts.map { part in
      switch part {
      case .text(let text): "\"\(short(text))\""
      case .media(let reference):
        "[\(media.first { $0.digest == reference.digest }.map(facts) ?? "\(reference.kind) \(reference.digest.hex.prefix(8))")]"
      }
    }.joined(separator: " ")
  }

  /// "image/png 256×256, 91 kB"
  private static func facts(_ medium: PreparedMedium) -> String {
    let facts = medium.facts
    var words = [facts["type"]?.textValue ?? medium.kind.rawValue]
    if let width = facts["width"]?.intValue, let height = facts["height"]?.intValue {
      words.append("\(width)×\(height)")
    }
    if case .double(let seconds)? = facts["duration"] { words.append("\(seconds) s") }
    if let rate = facts["rate"]?.intValue { words.append("\(rate) Hz") }
    if let channels = facts["channels"]?.intValue { words.append("\(channels) channels") }
    if let frames = facts["frames"]?.intValue { words.append("\(frames) frames") }
    if let bytes = medium.bytes { words.append("\(bytes.count) bytes") }
    return words.joined(separator: ", ")
  }

  /// One line, nothing that a terminal would act on.
  private static func short(_ text: String) -> String {
    let line = text.prefix(200).unicodeScalars.map { scalar in
      scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
        ? " " : scalar
    }
    var shown = String.UnicodeScalarView()
    shown.append(contentsOf: line)
    let all = String(shown)
    return all.count <= 70 ? all : all.prefix(69) + "…"
  }

  private static func words(_ verdict: Judgement.Verdict) -> String {
    func numbers(_ candidates: [Int]) -> String { candidates.map { String($0 + 1) }.joined(separator: " = ") }
    switch verdict {
    case .pair(let winner, let loser, let strength):
      return "candidate \(winner + 1) beats \(loser + 1)" + (strength.map { ", strength \($0)" } ?? "")
    case .tie(let candidates, let bothBad):
      return "a tie of \(numbers(candidates))" + (bothBad ? ", equally bad" : "")
    case .rank(let ranks): return "best first: " + ranks.map(numbers).joined(separator: " > ")
    case .rating(let candidate, let value, let low, let high):
      let scale = if let low, let high { " of \(low) to \(high)" } else { "" }
      return "candidate \(candidate + 1) is rated \(value)\(scale)"
    case .label(let candidate, let value): return "candidate \(candidate + 1) is \(short(value))"
    }
  }
}
