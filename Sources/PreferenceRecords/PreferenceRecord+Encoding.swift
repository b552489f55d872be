import ByteStreams
import ShardFormat

extension PreferenceRecord {
  /// The record as CBOR with short keys (schemas/record.cddl). What is nil or empty is left out.
  public var cbor: CBOR {
    RecordFields()
      .put(.id, .text(id))
      .put(.prompt, .array(prompt.map(\.cbor)))
      .put(.candidates, .array(candidates.map(\.cbor)))
      .put(.judgements, list: judgements.map(\.cbor))
      .put(.critiques, list: critiques.map(\.cbor))
      .put(.refinements, list: refinements.map(\.cbor))
      .put(.split, split)
      .put(.source, RecordFields().put(.name, source.name).put(.locator, source.locator).map)
      .put(.licence, licence)
      .put(.extra, names: extra)
      .map
  }
}

/// Gathers the entries of one map.
struct RecordFields {
  private var entries: [CBOR.Entry] = []

  var map: CBOR { .map(entries) }

  // Each takes the fields over, so that they are gathered in one place and not copied for each.
  consuming func put(_ key: RecordKey, _ value: CBOR) -> RecordFields {
    entries.append(CBOR.Entry(key: .text(key.short), value: value))
    return self
  }

  consuming func put(_ key: RecordKey, _ value: String?) -> RecordFields {
    guard let value else { return self }
    return put(key, .text(value))
  }

  consuming func put(_ key: RecordKey, _ value: Double?) -> RecordFields {
    guard let value else { return self }
    return put(key, .double(value))
  }

  consuming func put(_ key: RecordKey, _ value: Int) -> RecordFields { put(key, .integer(value)) }

  consuming func put(_ key: RecordKey, list: [CBOR]) -> RecordFields {
    list.isEmpty ? self : put(key, .array(list))
  }

  consuming func put(_ key: RecordKey, names: [String: String]) -> RecordFields {
    if names.isEmpty { return self }
    return put(key, .map(names.map { CBOR.Entry(key: .text($0.key), value: .text($0.value)) }))
  }
}

extension Message {
  var cbor: CBOR { RecordFields().put(.role, role.rawValue).put(.parts, .array(parts.map(\.cbor))).map }
}

extension Part {
  var cbor: CBOR {
    switch self {
    case .text(let text): RecordFields().put(.text, text).map
    case .media(let reference):
      RecordFields()
        .put(.media, reference.kind)
        .put(.sha256, .bytes(reference.digest.bytes))
        .put(.span, list: reference.span.map { [.double($0.lowerBound), .double($0.upperBound)] } ?? [])
        .put(.licence, reference.licence)
        .map
    }
  }
}

extension Candidate {
  var cbor: CBOR {
    RecordFields().put(.parts, .array(parts.map(\.cbor))).put(.author, author).put(.sampling, names: sampling)
      .map
  }
}

extension Judgement {
  var cbor: CBOR {
    var fields = RecordFields().put(.criterion, criterion)
    switch verdict {
    case .pair(let winner, let loser, let strength):
      fields = (consume fields).put(.winner, winner).put(.loser, loser).put(.strength, strength)
    case .tie(let candidates, let bothBad):
      fields = (consume fields).put(.tie, .array(candidates.map { .integer($0) }))
      if bothBad { fields = (consume fields).put(.bothBad, .bool(true)) }
    case .rank(let ranks):
      fields = (consume fields).put(.rank, .array(ranks.map { .array($0.map { .integer($0) }) }))
    case .rating(let candidate, let value, let low, let high):
      fields = (consume fields).put(.candidate, candidate).put(.value, value).put(.low, low).put(.high, high)
    case .label(let candidate, let value):
      fields = (consume fields).put(.candidate, candidate).put(.label, value)
    }
    return fields.put(.rationale, rationale).put(.advice, advice).put(.annotator, annotator).map
  }
}

extension Critique {
  var cbor: CBOR {
    RecordFields().put(.candidate, candidate).put(.text, text).put(.advice, advice).put(.score, score)
      .put(.aspect, aspect).map
  }
}

extension Refinement {
  var cbor: CBOR {
    RecordFields().put(.from, from).put(.to, to)
      .put(.answers, list: critiques.map { .integer($0) }).map
  }
}
