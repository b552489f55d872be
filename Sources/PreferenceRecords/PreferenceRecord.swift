import ByteStreams

/// One prompt, its candidate responses, and everything people or models said of them: one model for every dataset.
///
/// What training needs (pairs, ratings, critic and refiner examples) are views computed from this; see `Views.swift`.
public struct PreferenceRecord: Sendable, Equatable {
  /// Stable identifier, unique in its source.
  public var id: String
  public var prompt: [Message]
  /// At least one.
  public var candidates: [Candidate]
  public var judgements: [Judgement]
  public var critiques: [Critique]
  public var refinements: [Refinement]
  /// "train", "validation", "test" or the source's own word.
  public var split: String?
  public var source: Source
  /// SPDX expression.
  public var licence: String?
  /// Fields of the source that no other field holds, as JSON text by name, sorted by name.
  public var extra: [String: String]

  public init(
    id: String, prompt: [Message], candidates: [Candidate], judgements: [Judgement] = [],
    critiques: [Critique] = [],
    refinements: [Refinement] = [], split: String? = nil, source: Source, licence: String? = nil,
    extra: [String: String] = [:]
  ) {
    self.id = id
    self.prompt = prompt
    self.candidates = candidates
    self.judgements = judgements
    self.critiques = critiques
    self.refinements = refinements
    self.split = split
    self.source = source
    self.licence = licence
    self.extra = extra
  }
}

/// Where a record came from.
public struct Source: Sendable, Equatable {
  /// Name of the dataset or adapter.
  public var name: String
  /// Place in the source: file, then row, line or member, such as "train.jsonl:17".
  public var locator: String
  public init(name: String, locator: String) {
    self.name = name
    self.locator = locator
  }
}

/// One turn of the prompt.
public struct Message: Sendable, Equatable {
  public enum Role: String, Sendable, CaseIterable { case system, user, assistant }
  public var role: Role
  public var parts: [Part]
  public init(role: Role, parts: [Part]) {
    self.role = role
    self.parts = parts
  }
}

/// A piece of a message or response.
public enum Part: Sendable, Equatable {
  case text(String)
  case media(MediaReference)
}

/// A medium by the SHA-256 of its bytes.
public struct MediaReference: Sendable, Equatable {
  /// "image", "audio" or "video".
  public var kind: String
  public var digest: Digest
  /// Seconds from the beginning, when only a part of the medium is meant.
  public var span: ClosedRange<Double>?
  /// SPDX expression when the medium's licence differs from the record's.
  public var licence: String?
  public init(kind: String, digest: Digest, span: ClosedRange<Double>? = nil, licence: String? = nil) {
    self.kind = kind
    self.digest = digest
    self.span = span
    self.licence = licence
  }
}

/// One response to the prompt.
public struct Candidate: Sendable, Equatable {
  public var parts: [Part]
  /// The model or person that wrote it.
  public var author: String?
  /// Sampling facts as the source gives them (temperature, seed), sorted by name.
  public var sampling: [String: String]
  public init(parts: [Part], author: String? = nil, sampling: [String: String] = [:]) {
    self.parts = parts
    self.author = author
    self.sampling = sampling
  }
}

/// What an annotator said of one, two or more candidates under one criterion.
public struct Judgement: Sendable, Equatable {
  public enum Verdict: Sendable, Equatable {
    /// `winner` and `loser` are candidate indexes from 0; `strength` is how much better, when stated.
    case pair(winner: Int, loser: Int, strength: Double?)
    /// These candidates are equally good (or equally bad, when `bothBad`).
    case tie(candidates: [Int], bothBad: Bool)
    /// Candidate indexes, best first; an inner list shares a rank.
    case rank([[Int]])
    /// A number on a scale; `low` and `high` bound it when known.
    case rating(candidate: Int, value: Double, low: Double?, high: Double?)
    /// A word: "safe", "unsafe", "chosen".
    case label(candidate: Int, value: String)
  }
  public var verdict: Verdict
  /// "overall", "prompt_following", "safety", …
  public var criterion: String
  public var rationale: String?
  public var annotator: String?
  /// What the annotator advises to do better, when it is told apart from the rationale.
  public var advice: String?
  public init(
    verdict: Verdict, criterion: String, rationale: String? = nil, annotator: String? = nil,
    advice: String? = nil
  ) {
    self.verdict = verdict
    self.criterion = criterion
    self.rationale = rationale
    self.annotator = annotator
    self.advice = advice
  }
}

/// Feedback in words on one candidate.
public struct Critique: Sendable, Equatable {
  public var candidate: Int
  public var text: String
  /// What the critic advises, when it is told apart from the critique.
  public var advice: String?
  /// The score that the critique itself states.
  public var score: Double?
  /// The output modality that it speaks of ("image", "text"), when stated.
  public var aspect: String?
  public init(
    candidate: Int, text: String, advice: String? = nil, score: Double? = nil, aspect: String? = nil
  ) {
    self.candidate = candidate
    self.text = text
    self.advice = advice
    self.score = score
    self.aspect = aspect
  }
}

/// A better response written from another one.
public struct Refinement: Sendable, Equatable {
  /// The candidate that was refined.
  public var from: Int
  /// The candidate that is the result.
  public var to: Int
  /// Indexes into `critiques` that it answers.
  public var critiques: [Int]
  public init(from: Int, to: Int, critiques: [Int] = []) {
    self.from = from
    self.to = to
    self.critiques = critiques
  }
}
