import ByteStreams
import ShardFormat

extension PreferenceRecord {
  /// Reads a record's CBOR strictly: every field must have its type, and unknown fields are refused.
  ///
  /// It checks form, not meaning: whether an index has its candidate is for `aa-validate` to say.
  public init(cbor: CBOR) throws(RecordError) {
    var fields = try RecordMap(cbor, path: "")
    let id = try fields.text(.id)
    let prompt = try fields.list(.prompt) { (value, path) throws(RecordError) in
      try Message(cbor: value, path: path)
    }
    let candidates = try fields.list(.candidates) { (value, path) throws(RecordError) in
      try Candidate(cbor: value, path: path)
    }
    let judgements = try fields.optionalList(.judgements) { (value, path) throws(RecordError) in
      try Judgement(cbor: value, path: path)
    }
    let critiques = try fields.optionalList(.critiques) { (value, path) throws(RecordError) in
      try Critique(cbor: value, path: path)
    }
    let refinements = try fields.optionalList(.refinements) { (value, path) throws(RecordError) in
      try Refinement(cbor: value, path: path)
    }
    let split = try fields.optionalText(.split)
    guard let place = fields.take(.source) else { throw fields.missing(.source) }
    var sourceFields = try RecordMap(place, path: "source")
    let source = Source(name: try sourceFields.text(.name), locator: try sourceFields.text(.locator))
    try sourceFields.finish()
    let licence = try fields.optionalText(.licence)
    let extra = try fields.names(.extra)
    try fields.finish()
    guard !candidates.isEmpty else { throw RecordError(path: "candidates", what: "there are none") }
    self.init(
      id: id, prompt: prompt, candidates: candidates, judgements: judgements, critiques: critiques,
      refinements: refinements, split: split, source: source, licence: licence, extra: extra)
  }

  /// Reads a record's bytes; refuses anything but deterministic CBOR.
  public init(decoding bytes: [UInt8]) throws(RecordError) {
    let value: CBOR
    do { value = try CBOR.decode(bytes) } catch {
      throw RecordError(path: "", what: "\(error)")
    }
    try self.init(cbor: value)
  }
}

extension Message {
  init(cbor: CBOR, path: String) throws(RecordError) {
    var fields = try RecordMap(cbor, path: path)
    let word = try fields.text(.role)
    guard let role = Role(rawValue: word) else {
      throw RecordError(path: path + ".role", what: "'\(word)' is none of system, user, assistant")
    }
    let parts = try fields.parts()
    try fields.finish()
    self.init(role: role, parts: parts)
  }
}

extension Part {
  init(cbor: CBOR, path: String) throws(RecordError) {
    var fields = try RecordMap(cbor, path: path)
    if let text = try fields.optionalText(.text) {
      try fields.finish()
      self = .text(text)
      return
    }
    let kind = try fields.text(.media)
    guard let digest = fields.take(.sha256)?.bytesValue.flatMap({ Digest(bytes: $0) }) else {
      throw RecordError(path: path + ".sha256", what: "must be 32 bytes")
    }
    var span: ClosedRange<Double>?
    if let bounds = fields.take(.span) {
      guard let numbers = bounds.arrayValue, numbers.count == 2, let from = numbers[0].doubleValue,
        let to = numbers[1].doubleValue, from <= to
      else { throw RecordError(path: path + ".span", what: "must be two numbers, the smaller one first") }
      span = from...to
    }
    let licence = try fields.optionalText(.licence)
    try fields.finish()
    self = .media(MediaReference(kind: kind, digest: digest, span: span, licence: licence))
  }
}

extension Candidate {
  init(cbor: CBOR, path: String) throws(RecordError) {
    var fields = try RecordMap(cbor, path: path)
    let parts = try fields.parts()
    let author = try fields.optionalText(.author)
    let sampling = try fields.names(.sampling)
    try fields.finish()
    self.init(parts: parts, author: author, sampling: sampling)
  }
}

extension Judgement {
  init(cbor: CBOR, path: String) throws(RecordError) {
    var fields = try RecordMap(cbor, path: path)
    let criterion = try fields.text(.criterion)
    let verdict: Verdict
    if fields.has(.winner) {
      verdict = .pair(
        winner: try fields.index(.winner), loser: try fields.index(.loser),
        strength: try fields.optionalNumber(.strength))
    } else if let tied = fields.take(.tie) {
      let candidates = try RecordMap.indexes(tied, path: path + ".tie")
      var bothBad = false
      if let value = fields.take(.bothBad) {
        guard value == .bool(true) else {
          throw RecordError(path: path + ".both_bad", what: "must be true or left out")
        }
        bothBad = true
      }
      verdict = .tie(candidates: candidates, bothBad: bothBad)
    } else if fields.has(.rank) {
      verdict = .rank(
        try fields.list(.rank) { (value, path) throws(RecordError) in
          try RecordMap.indexes(value, path: path)
        })
    } else if let label = try fields.optionalText(.label) {
      verdict = .label(candidate: try fields.index(.candidate), value: label)
    } else {
      guard let value = try fields.optionalNumber(.value) else {
        throw RecordError(path: path, what: "holds none of winner, tie, rank, value, label")
      }
      verdict = .rating(
        candidate: try fields.index(.candidate), value: value, low: try fields.optionalNumber(.low),
        high: try fields.optionalNumber(.high))
    }
    let rationale = try fields.optionalText(.rationale)
    let advice = try fields.optionalText(.advice)
    let annotator = try fields.optionalText(.annotator)
    try fields.finish()
    self.init(
      verdict: verdict, criterion: criterion, rationale: rationale, annotator: annotator, advice: advice)
  }
}

extension Critique {
  init(cbor: CBOR, path: String) throws(RecordError) {
    var fields = try RecordMap(cbor, path: path)
    self.init(
      candidate: try fields.index(.candidate), text: try fields.text(.text),
      advice: try fields.optionalText(.advice), score: try fields.optionalNumber(.score),
      aspect: try fields.optionalText(.aspect))
    try fields.finish()
  }
}

extension Refinement {
  init(cbor: CBOR, path: String) throws(RecordError) {
    var fields = try RecordMap(cbor, path: path)
    let from = try fields.index(.from)
    let to = try fields.index(.to)
    var critiques: [Int] = []
    if let answers = fields.take(.answers) {
      critiques = try RecordMap.indexes(answers, path: path + ".answers")
      if critiques.isEmpty { throw RecordError(path: path + ".answers", what: "must not be empty") }
    }
    try fields.finish()
    self.init(from: from, to: to, critiques: critiques)
  }
}
