import JSON

/// `samples.jsonl`: one line a pair, so that any number of results.json can be traced to its records.
public enum SamplesDocument {
  public static func line(_ pair: ScoredPair) -> [UInt8] {
    let value: JSONValue = [
      "cluster": .string(pair.cluster), "credit": .double(pair.credit), "loser": JSONValue(pair.loser),
      "margin": .double(pair.margin), "modality": .string(pair.modality), "record": .string(pair.record),
      "score_loser": .double(pair.loserScore), "score_winner": .double(pair.winnerScore),
      "tokens_loser": JSONValue(pair.loserTokens), "tokens_winner": JSONValue(pair.winnerTokens),
      "winner": JSONValue(pair.winner),
    ]
    return value.serialised(JSONValue.Style(sortedKeys: true)) + [10]
  }
}
