import ByteStreams

/// How the rows of one dataset become records: the contents of a file of schemas/adapters, whose language
/// schemas/adapters.md explains.
public struct Adapter: Sendable, Equatable {
  /// The version of the language that this program reads.
  public static let language = 1

  /// Its name, and the name of its file.
  public var name: String
  /// SHA-256 of its file.
  public var digest: Digest?
  /// One sentence for `--list`.
  public var about: String
  /// Names of the dataset on the Hugging Face hub.
  public var hub: [String] = []
  /// SPDX expression of the dataset; NOASSERTION when nobody states one.
  public var licence: String?
  /// What the SPDX expression does not say.
  public var licenceNote: String?
  /// Modalities in and out, such as "ti2t", when the rules do not tell them.
  public var givenModality: String?
  public var recognition = Recognition()
  /// Columns that hold JSON as a string; they are read as what it holds.
  public var json: [Field] = []
  /// Adjacent rows with the same value here are one row: `{"rows": […]}`.
  public var group: Field?
  /// What every row must say, or it is refused.
  public var expected: [Expectation] = []
  public var id: Fields = []
  public var split: Fields = []
  public var prompt = PromptRule.shared
  public var candidates = CandidatesRule.listed([])
  /// How labels name the winner, for every choice that is a plain field.
  public var labels = LabelEncoding()
  /// Ratings that say that there is none, such as "N/A".
  public var noRating: [String] = []
  /// Bounds of the ratings.
  public var scale: ClosedRange<Double>?
  /// In the order of the file. A row must have the columns of the first one's choice; null is no judgement.
  public var judgements: [JudgementRule] = []
  public var critiques: [CritiqueRule] = []
  public var refinements: [RefinementRule] = []

  /// A row says one of these values in this field.
  public struct Expectation: Sendable, Equatable {
    public var fields: Fields
    public var values: [String]
  }

  /// A list whose elements are read one by one. Paths inside the rule that has it begin at the element.
  public struct ListRule: Sendable, Equatable {
    public var fields: Fields
    /// The members of an object as elements `{key, value}`.
    public var entries = false
    /// Lists side by side, by the names that their elements go by; instead of `fields`.
    public var lists: [(name: String, fields: Fields)] = []

    public static func == (a: ListRule, b: ListRule) -> Bool {
      a.fields == b.fields && a.entries == b.entries && a.lists.map(\.name) == b.lists.map(\.name)
        && a.lists.map(\.fields) == b.lists.map(\.fields)
    }
  }

  public struct CritiqueRule: Sendable, Equatable {
    /// From 0 here; files count from 1. Nil when candidates are read from a list: then each has one.
    public var candidate: Int?
    /// One critique for each element of this list.
    public var each: ListRule?
    /// Text, or a list of texts. `##Critique:` and `##Refinement:` become text and advice.
    public var fields: Fields
    public var aspect: String?
  }

  /// Candidate `to` was written to be better than `from`. From 0 here; files count from 1.
  public struct RefinementRule: Sendable, Equatable {
    public var from: Int
    public var to: Int
  }
}
