import ByteStreams
import PreferenceRecords
import ShardFormat

/// Keeps records that fit every criterion that is given; a criterion is a list of which one value must fit.
public final class RecordFilter: Routing {
  public struct Criteria: Sendable {
    /// Modality keys, such as `ti2t`.
    public var modalities: Set<String> = []
    public var sources: Set<String> = []
    /// SPDX expressions; `none` is a record without one.
    public var licences: Set<String> = []
    /// Splits; `none` is a record without one.
    public var splits: Set<String> = []
    /// Criteria of judgements.
    public var criteria: Set<String> = []
    /// Identifiers and SHA-256 of records in hexadecimal; nil when none are asked for.
    public var ids: Set<String>?
    /// Keep those that do not fit.
    public var inverted = false
    public init() {}

    public var isEmpty: Bool {
      modalities.isEmpty && sources.isEmpty && licences.isEmpty && splits.isEmpty && criteria.isEmpty
        && ids == nil
    }

    /// True when a token group tells enough to be judged.
    public var fitsGroups: Bool {
      sources.isEmpty && licences.isEmpty && splits.isEmpty && criteria.isEmpty
    }

    /// How META names this choice. The list of identifiers stands by the SHA-256 of its sorted lines.
    public var options: [String: String] {
      var named: [String: String] = [:]
      for (name, values) in [
        ("modality", modalities), ("source", sources), ("licence", licences), ("split", splits),
        ("criterion", criteria),
      ] where !values.isEmpty {
        named[name] = values.sorted().joined(separator: ",")
      }
      if let ids {
        named["ids_sha256"] = SHA256.hash(Array(ids.sorted().map { $0 + "\n" }.joined().utf8)).hex
      }
      if inverted { named["invert"] = "true" }
      return named
    }
  }

  private let criteria: Criteria

  public init(_ criteria: Criteria) { self.criteria = criteria }

  public func output(for record: ReadRecord) -> Int? {
    let content = record.content
    func fits(_ wanted: Set<String>, _ value: String) -> Bool { wanted.isEmpty || wanted.contains(value) }
    let isWanted =
      fits(criteria.modalities, criteria.modalities.isEmpty ? "" : content.modality)
      && fits(criteria.sources, content.source.name)
      && fits(criteria.licences, content.licence ?? "none") && fits(criteria.splits, content.split ?? "none")
      && (criteria.criteria.isEmpty
        || content.judgements.contains { criteria.criteria.contains($0.criterion) })
      && (criteria.ids.map { $0.contains(content.id) || $0.contains(record.item.digest.hex) } ?? true)
    return isWanted != criteria.inverted ? 0 : nil
  }

  /// - Throws: `EditError` for a criterion that token groups do not tell.
  public func output(forGroup record: Digest, modality: String) throws -> Int? {
    guard criteria.fitsGroups else {
      throw EditError(
        "a token group tells its record's SHA-256 and modality only; filter the records before aa-tokenize")
    }
    let isWanted =
      (criteria.modalities.isEmpty || criteria.modalities.contains(modality))
      && (criteria.ids.map { $0.contains(record.hex) } ?? true)
    return isWanted != criteria.inverted ? 0 : nil
  }
}
