import ByteStreams

/// How the rows of one dataset become records: the contents of a file of schemas/adapters.
///
/// A field is named by its column, or by a path into nested objects and lists such as "video_0.path". Where a list of
/// fields stands, the first one that a row has, and that is not null, is taken.
public struct Adapter: Sendable, Equatable {
  public typealias Fields = [String]

  /// Its name, and the name of its file.
  public var name: String
  /// SHA-256 of its file.
  public var digest: Digest?
  /// One sentence for `--list`.
  public var about: String
  /// SPDX expression of the dataset.
  public var licence: String?
  /// Columns of which rows of this kind have at least one, when there are any; for the automatic choice only.
  public var with: [String] = []
  /// Columns whose presence says that the rows are of another kind; for the automatic choice only.
  public var without: [String] = []
  public var id: Fields = []
  public var split: Fields = []
  public var prompt: [PartRule] = []
  public var candidates: [CandidateRule] = []
  /// Label of the first candidate: 1 in align-anything's files.
  public var firstLabel = 1
  /// Labels that say that the candidates are equally good.
  public var ties: [String] = []
  /// Labels that say that the candidates are equally bad.
  public var bothBad: [String] = []
  /// Bounds of the ratings.
  public var scale: ClosedRange<Double>?
  public var overall: CriterionRule?
  /// In the order of the file.
  public var criteria: [CriterionRule] = []
  public var critiques: [CritiqueRule] = []

  public struct PartRule: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable { case text, image, audio, video }
    public var kind: Kind
    public var fields: Fields
    /// Placeholders such as "<image>" that are taken out of a text, with the white space after them.
    public var remove: [String] = []
    /// A row may lack it.
    public var optional = false
  }

  public struct CandidateRule: Sendable, Equatable {
    public var parts: [PartRule]
    public var author: Fields = []
  }

  public struct CriterionRule: Sendable, Equatable {
    public var criterion: String
    /// Which candidate wins.
    public var choice: Fields = []
    /// Why, for the overall choice; its `##Reason:` and `##Refinement:` become rationale and advice.
    public var reason: Fields = []
    /// One field for each candidate.
    public var rates: [Fields] = []
    /// One field for each candidate.
    public var rationales: [Fields] = []
  }

  public struct CritiqueRule: Sendable, Equatable {
    /// From 0 here; files count from 1.
    public var candidate: Int
    /// Its `##Critique:` and `##Refinement:` become text and advice.
    public var fields: Fields
    public var aspect: String?
  }

  /// For each field that every row must have, the names it may go by.
  public var required: [Fields] {
    let parts = (prompt + candidates.flatMap(\.parts)).filter { !$0.optional }.map(\.fields)
    return parts + [overall?.choice ?? []].filter { !$0.isEmpty }
  }

  /// Whether rows with these columns are of this adapter's kind.
  public func fits(columns: Set<String>) -> Bool {
    required.allSatisfy { $0.contains { columns.contains(Adapter.column($0)) } }
      && (with.isEmpty || with.contains(where: columns.contains))
      && !without.contains(where: columns.contains)
  }

  static func column(_ field: String) -> String { String(field.prefix { $0 != "." }) }
}
