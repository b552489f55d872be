import JSON

/// What `results.json` says, as far as a report shows it. The form is schemas/results.schema.json.
public struct Results: Sendable, Equatable {
  /// Shares from 0 to 1.
  public struct Bounds: Sendable, Equatable {
    public var low: Double
    public var high: Double
  }

  /// Accuracy of guesses that do not look at the content.
  public struct Baselines: Sendable, Equatable {
    public var random: Double
    public var longest: Double
    public var shortest: Double
    public var first: Double
  }

  /// All pairs, the mean over modalities, or the pairs of one modality.
  public struct Row: Sendable, Equatable {
    /// "micro", "macro" or a modality key.
    public var key: String
    public var pairs: Int
    public var accuracy: Double
    public var interval: Bounds
    /// The middle 95 % of what a coin reaches; nil for the two rows over all modalities.
    public var chance: Bounds?
    public var baselines: Baselines
    public var ties: Int
  }

  public var micro: Row
  public var macro: Row
  /// In the order of `Modality.order`.
  public var modalities: [Row]
  public var records: Int
  /// Distinct prompts.
  public var prompts: Int
  /// Pairs with a score that is no finite number.
  public var nonFinite: Int
  /// SHA-256 of scores.jsonl, hexadecimal.
  public var scoresDigest: String?
  public var resamples: Int
  public var seed: String

  public func row(_ key: String) -> Row? { modalities.first { $0.key == key } }

  /// Accuracy over the pairs of all modalities with a medium, every pair weighing the same; nil without such pairs.
  public var perceiving: Double? {
    let rows = modalities.filter { Modality.hasMedia($0.key) }
    let pairs = rows.reduce(0) { $0 + $1.pairs }
    return pairs == 0 ? nil : rows.reduce(0) { $0 + $1.accuracy * Double($1.pairs) } / Double(pairs)
  }
}

extension Results {
  /// - Parameter file: what messages call it.
  /// - Throws: `ReportError` naming the member that is missing or wrong.
  public init(parsing bytes: [UInt8], file: String) throws(ReportError) {
    let root = try JSONPlace(
      parsing: bytes, file: file, remedy: "give results.json as aa-eval report writes it")
    let schema = try root.member("schema").count()
    guard schema == 1 else {
      throw root.error("has schema \(schema), this program reads schema 1")
    }
    let accuracy = try root.member("accuracy")
    let guesses = try root.member("baselines")
    let pairs = try root.member("pairs").count()
    func overall(_ key: String, ties: Int) throws(ReportError) -> Row {
      Row(
        key: key, pairs: pairs, accuracy: try accuracy.member(key).share(),
        interval: try Bounds(accuracy.member(key + "_ci95")),
        baselines: try Baselines { (name) throws(ReportError) in try guesses.member(name).member(key).share()
        },
        ties: ties)
    }
    let ties = try accuracy.member("ties").count()
    micro = try overall("micro", ties: ties)
    macro = try overall("macro", ties: ties)
    prompts = try accuracy.member("clusters").count()
    nonFinite = try accuracy.member("non_finite").count()
    records = try root.member("records").count()
    scoresDigest = try root.optional("scores_sha256")?.text()
    let options = try root.member("options")
    resamples = try options.member("bootstrap").count()
    seed = try options.member("seed").value.text()
    var rows: [Row] = []
    for (key, place) in try root.member("by_modality").members() { rows.append(try Row(key, place)) }
    guard !rows.isEmpty else { throw root.error("'by_modality' is empty") }
    modalities = Modality.sorted(rows) { $0.key }
  }
}

extension Results.Row {
  fileprivate init(_ key: String, _ place: JSONPlace) throws(ReportError) {
    let guesses = try place.member("baselines")
    self.init(
      key: key, pairs: try place.member("n").count(), accuracy: try place.member("accuracy").share(),
      interval: try Results.Bounds(place.member("ci95")),
      chance: try Results.Bounds(place.member("chance95")),
      baselines: try Results.Baselines { (name) throws(ReportError) in try guesses.member(name).share() },
      ties: try place.member("ties").count())
  }
}

extension Results.Bounds {
  fileprivate init(_ place: JSONPlace) throws(ReportError) {
    let bounds = try place.elements()
    guard bounds.count == 2 else { throw place.error("has \(bounds.count) numbers, must have two") }
    self.init(low: try bounds[0].share(), high: try bounds[1].share())
    guard low <= high else { throw place.error("has its larger number first") }
  }
}

extension Results.Baselines {
  fileprivate init(_ read: (String) throws(ReportError) -> Double) throws(ReportError) {
    self.init(
      random: try read("random"), longest: try read("longest"), shortest: try read("shortest"),
      first: try read("first"))
  }

  /// The best guess, and its name.
  var best: (name: String, accuracy: Double) {
    let named = [
      ("a coin", random), ("taking the longer response", longest), ("taking the shorter response", shortest),
      ("taking the first response", first),
    ]
    return named.dropFirst().reduce(named[0]) { $1.1 > $0.1 ? $1 : $0 }
  }
}
