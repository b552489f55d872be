/// What a row says about its candidates under one criterion.
public struct JudgementRule: Sendable, Equatable {
  public var criterion: String
  /// Holds the criterion's own words, when it differs from row to row.
  public var named: Fields = []
  /// One judgement for each element of this list: what each annotator said.
  public var each: Adapter.ListRule?
  /// The rule counts only for rows that say this.
  public var when: [Adapter.Expectation] = []
  public var choice: ChoiceEncoding?
  /// Why; its `##Reason:` and `##Refinement:` become rationale and advice.
  public var reason: Fields = []
  public var annotator: Fields = []
  public var rates: FieldForEach?
  public var rationales: FieldForEach?
  /// Bounds of these ratings, when they are not those of the adapter.
  public var scale: ClosedRange<Double>?
  /// A word on each candidate.
  public var label: FieldForEach?
  /// For each word of a record, the values that say it.
  public var words: [Word] = []

  public struct Word: Sendable, Equatable {
    public var word: String
    public var values: [String]
  }
}

/// How a row says which candidate is better. Each has a file of its own in Encodings.
public enum ChoiceEncoding: Sendable, Equatable {
  /// A label that names the winner.
  case label(Fields, LabelEncoding)
  /// The same candidate in every row, from 0: "chosen".
  case always(Int)
  /// 1 for the winner, 0 for the others.
  case oneHot(FieldForEach, tie: OneHotTie)
  /// A number whose sign says who wins and whose size says by how much; 0 is a tie. `bothBad` are numbers that say that
  /// the candidates are equally bad.
  case signed(Fields, negative: Int, limit: Double, bothBad: [Double])
  /// Ranks: 1 is best, equal ranks are ties.
  case ranks(FieldForEach)
  /// Scores: the highest is best. Of several, their mean counts.
  case scores([FieldForEach])
  /// Numbers of files: the even one wins.
  case even([Fields])
  /// The text of the winner.
  case textOf(Fields)
}

public enum OneHotTie: Sendable, Equatable {
  case never
  /// Every candidate has this value: 0.5.
  case value(Double)
  /// This field is 1.
  case field(Fields)
}

public struct LabelEncoding: Sendable, Equatable {
  public enum Winners: Sendable, Equatable {
    /// The number of the first candidate; the others follow.
    case numbers(first: Int)
    /// For each candidate the words that name it.
    case words([[String]])
  }
  public var winners = Winners.numbers(first: 1)
  /// Labels that say that the candidates are equally good.
  public var ties: [String] = []
  /// Labels that say that the candidates are equally bad.
  public var bothBad: [String] = []
  /// Labels that say that nobody judged.
  public var none: [String] = []
  /// What stands between a label and its strength: "+" in "B+2".
  public var strength: String?
}
