import PreferenceRecords

extension Subject {
  /// Parts of each message and candidate with the name of the field they stand in.
  var fields: [(path: String, parts: [Part])] {
    record.prompt.enumerated().map { ("prompt[\($0)]", $1.parts) }
      + record.candidates.enumerated().map { ("candidates[\($0)]", $1.parts) }
  }

  /// Every text of the record that people wrote, with its field.
  var texts: [(path: String, text: String)] {
    var all: [(path: String, text: String)] = []
    for (path, parts) in fields {
      for part in parts { if case .text(let text) = part { all.append((path, text)) } }
    }
    for (i, critique) in record.critiques.enumerated() {
      all.append(("critiques[\(i)]", critique.text))
      if let advice = critique.advice { all.append(("critiques[\(i)].advice", advice)) }
    }
    for (i, judgement) in record.judgements.enumerated() {
      if let rationale = judgement.rationale { all.append(("judgements[\(i)].rationale", rationale)) }
    }
    return all
  }

  /// Media references with their field, each medium once a field.
  var references: [(path: String, reference: MediaReference)] {
    fields.flatMap { path, parts in
      parts.compactMap { part in
        if case .media(let reference) = part { return (path, reference) }
        return nil
      }
    }
  }

  /// Pairs whose two indexes name candidates, under any criterion.
  var soundPairs: [(judgement: Int, winner: Int, loser: Int)] {
    record.judgements.enumerated().compactMap { i, judgement in
      guard case .pair(let winner, let loser, _) = judgement.verdict,
        record.candidates.indices.contains(winner), record.candidates.indices.contains(loser)
      else { return nil }
      return (i, winner, loser)
    }
  }
}
