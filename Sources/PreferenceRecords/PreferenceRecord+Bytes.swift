import ByteStreams
import ShardFormat

extension PreferenceRecord {
  /// The deterministic bytes: one record has one byte string, and so one digest. The same as `cbor.encode()`, written
  /// without the tree, each map's entries in their order.
  public func encoded() -> [UInt8] {
    var out = CBOREncoder(capacity: 1 << 11)
    let lists = [!judgements.isEmpty, !critiques.isEmpty, !refinements.isEmpty, !extra.isEmpty]
    out.map(4 + CBOREncoder.count(lists) + CBOREncoder.count([licence != nil, split != nil]))
    out.list(.candidates, candidates) { $0.encode(into: &$1) }
    out.put(.id, id)
    if !judgements.isEmpty { out.list(.judgements, judgements) { $0.encode(into: &$1) } }
    out.put(.licence, licence)
    out.list(.prompt, prompt) { $0.encode(into: &$1) }
    if !critiques.isEmpty { out.list(.critiques, critiques) { $0.encode(into: &$1) } }
    out.put(.split, split)
    if !refinements.isEmpty { out.list(.refinements, refinements) { $0.encode(into: &$1) } }
    out.key(.source)
    out.map(2)
    out.put(.locator, source.locator)
    out.put(.name, source.name)
    if !extra.isEmpty {
      out.key(.extra)
      out.texts(extra)
    }
    return out.bytes
  }
}

extension CBOREncoder {
  static func count(_ present: [Bool]) -> Int {
    var count = 0
    for there in present where there { count += 1 }
    return count
  }

  mutating func key(_ key: RecordKey) { text(key.short) }

  mutating func put(_ name: RecordKey, _ value: String?) {
    guard let value else { return }
    key(name)
    text(value)
  }

  mutating func put(_ name: RecordKey, _ value: Double?) {
    guard let value else { return }
    key(name)
    double(value)
  }

  mutating func put(_ name: RecordKey, _ value: Int?) {
    guard let value else { return }
    key(name)
    integer(value)
  }

  mutating func list<Element>(
    _ name: RecordKey, _ elements: [Element], _ encode: (Element, inout CBOREncoder) -> Void
  ) {
    key(name)
    array(elements.count)
    for element in elements { encode(element, &self) }
  }
}

extension Message {
  fileprivate func encode(into out: inout CBOREncoder) {
    out.map(2)
    out.list(.parts, parts) { $0.encode(into: &$1) }
    out.put(.role, role.rawValue)
  }
}

extension Part {
  fileprivate func encode(into out: inout CBOREncoder) {
    switch self {
    case .text(let text):
      out.map(1)
      out.put(.text, text)
    case .media(let reference):
      out.map(2 + CBOREncoder.count([reference.licence != nil, reference.span != nil]))
      out.key(.sha256)
      out.digest(reference.digest.bytes)
      out.put(.licence, reference.licence)
      out.put(.media, reference.kind)
      if let span = reference.span {
        out.list(.span, [span.lowerBound, span.upperBound]) { $1.double($0) }
      }
    }
  }
}

extension Candidate {
  fileprivate func encode(into out: inout CBOREncoder) {
    out.map(1 + CBOREncoder.count([author != nil, !sampling.isEmpty]))
    out.put(.author, author)
    out.list(.parts, parts) { $0.encode(into: &$1) }
    if !sampling.isEmpty {
      out.key(.sampling)
      out.texts(sampling)
    }
  }
}

extension Judgement {
  fileprivate func encode(into out: inout CBOREncoder) {
    var (strength, low, high): (Double?, Double?, Double?) = (nil, nil, nil)
    var (winner, loser, candidate): (Int?, Int?, Int?) = (nil, nil, nil)
    var (tied, ranks, bad): ([Int]?, [[Int]]?, Bool) = (nil, nil, false)
    var (rating, label): (Double?, String?) = (nil, nil)
    switch verdict {
    case .pair(let first, let second, let by): (winner, loser, strength) = (first, second, by)
    case .tie(let candidates, let bothBad): (tied, bad) = (candidates, bothBad)
    case .rank(let order): ranks = order
    case .rating(let of, let value, let from, let to): (candidate, rating, low, high) = (of, value, from, to)
    case .label(let of, let word): (candidate, label) = (of, word)
    }
    let present = [
      strength != nil, tied != nil, rationale != nil, candidate != nil, ranks != nil, label != nil,
      rating != nil,
      winner != nil, loser != nil, bad, advice != nil, annotator != nil, high != nil, low != nil,
    ]
    out.map(1 + CBOREncoder.count(present))
    out.put(.strength, strength)
    if let tied { out.list(.tie, tied) { $1.integer($0) } }
    out.put(.rationale, rationale)
    out.put(.criterion, criterion)
    out.put(.candidate, candidate)
    if let ranks {
      out.list(.rank, ranks) { group, out in
        out.array(group.count)
        for candidate in group { out.integer(candidate) }
      }
    }
    out.put(.label, label)
    out.put(.value, rating)
    out.put(.winner, winner)
    out.put(.loser, loser)
    if bad {
      out.key(.bothBad)
      out.bool(true)
    }
    out.put(.advice, advice)
    out.put(.annotator, annotator)
    out.put(.high, high)
    out.put(.low, low)
  }
}

extension Critique {
  fileprivate func encode(into out: inout CBOREncoder) {
    out.map(2 + CBOREncoder.count([advice != nil, aspect != nil, score != nil]))
    out.put(.candidate, candidate)
    out.put(.text, text)
    out.put(.advice, advice)
    out.put(.aspect, aspect)
    out.put(.score, score)
  }
}

extension Refinement {
  fileprivate func encode(into out: inout CBOREncoder) {
    out.map(2 + CBOREncoder.count([!critiques.isEmpty]))
    out.put(.from, from)
    if !critiques.isEmpty { out.list(.answers, critiques) { $1.integer($0) } }
    out.put(.to, to)
  }
}
