import PreferenceRecords
import ShardFormat
import TokenTrees

extension ShardWriter {
  /// Counts a record in SUMMARY under what it is and says.
  func count(_ record: PreferenceRecord) {
    count("records.by_modality", key: record.modality)
    count("records.by_source", key: record.source.name)
    count("records.by_licence", key: record.licence ?? "unknown")
    for judgement in record.judgements { count("judgements.by_criterion", key: judgement.criterion) }
  }

  /// Counts a token group in SUMMARY.
  func count(_ group: TokenGroup) {
    count("groups.by_modality", key: group.modality)
    count("tokens.by_modality", key: group.modality, by: UInt64(group.tokens.count))
  }
}
