import ByteStreams
import Evaluation
import PreferenceRecords

/// One pair of a record as a report shows it.
struct Sample {
  var entry: SampleRecords.Entry
  var pair: PreferencePair
  /// What the model thinks of it; nil without scores.
  var scored: ScoredPair?
  /// Media made again from tokens, in the order of the record's; nil without tokens.
  var decoded: [SampleTokens.Medium]?

  var modality: String { entry.record.modality }
}

/// Samples out of records, tokens and scores that must speak of the same records.
struct Samples {
  var samples: [Sample] = []
  var records: SampleRecords
  var tokens: SampleTokens?

  /// - Parameter pairs: nil without scores; the samples are then the records with the smallest digests.
  /// - Throws: what reading throws; `ReportError` when a scored record is not among the records, or a record has no
  ///   tokens.
  init(
    records source: any ByteSource, tokens: (any ByteSource)?, scores: (pairs: [ScoredPair], file: String)?,
    perModality count: Int
  ) throws {
    let chosen = scores.map { SampleChoice.pairs($0.pairs, perModality: count) }
    var wanted: [Digest] = []
    for pair in chosen ?? [] {
      guard let digest = Digest(hex: pair.record) else {
        throw ReportError(
          file: scores?.file ?? "", place: "record \(pair.record.prefix(16))",
          what: "is no SHA-256 in hexadecimal", remedy: "give scores.jsonl as aa-eval score writes it")
      }
      wanted.append(digest)
    }
    records = try SampleRecords(
      reading: source, chosen == nil ? .smallest(perModality: count) : .records(Set(wanted)))
    if let chosen, let scores {
      for (digest, pair) in zip(wanted, chosen) {
        guard let entry = records.entries[digest] else {
          throw ReportError(
            file: records.name, what: "has no record \(pair.record.prefix(16)), which \(scores.file) scores",
            remedy: "give the records that the scored tokens were made from")
        }
        let candidates = entry.record.candidates.indices
        guard candidates.contains(pair.winner), candidates.contains(pair.loser) else {
          throw ReportError(
            file: records.name, place: entry.place,
            what:
              "has \(candidates.count) candidates, \(scores.file) scores candidate \(max(pair.winner, pair.loser))",
            remedy: "give the records that the scored tokens were made from")
        }
        samples.append(
          Sample(entry: entry, pair: PreferencePair(winner: pair.winner, loser: pair.loser), scored: pair))
      }
    } else {
      let entries = records.entries.values.sorted { $0.digest < $1.digest }
      for entry in Modality.sorted(entries, by: \.record.modality) {
        guard let pair = entry.record.pairs().first else { continue }
        samples.append(Sample(entry: entry, pair: pair))
      }
    }
    if let tokens { try decode(tokens) }
  }

  private mutating func decode(_ source: any ByteSource) throws {
    let tokens = try SampleTokens(reading: source, wanted: Set(samples.map(\.entry.digest)))
    self.tokens = tokens
    for i in samples.indices {
      let entry = samples[i].entry
      guard let media = tokens.media[entry.digest] else {
        throw ReportError(
          file: tokens.name, what: "has no tokens of \(records.name): \(entry.place)",
          remedy: "give the tokens that aa-tokenize made of these records")
      }
      guard media.map(\.digest) == entry.record.media.map(\.digest) else {
        throw ReportError(
          file: tokens.name, what: "has other media than \(records.name): \(entry.place)",
          remedy: "give the tokens that aa-tokenize made of these records")
      }
      samples[i].decoded = media
    }
  }
}
