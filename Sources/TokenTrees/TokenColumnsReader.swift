import ByteStreams
import ShardFormat

/// Reads columns back into groups; every index is checked before it is followed.
struct TokenColumnsReader {
  private let block: ColumnBlock
  init(_ block: ColumnBlock) { self.block = block }

  private static func bad(_ what: String) -> TokenStreamError { TokenStreamError(.badColumns, what) }

  /// - Throws: `TokenStreamError` badColumns, tokenOutOfRange.
  func groups() throws -> [TokenGroup] {
    do { return try readGroups() } catch let error as ShardError where error.code == .noSuchColumn {
      throw Self.bad(error.what)
    }
  }

  private func readGroups() throws -> [TokenGroup] {
    guard let vocabulary = block.attributes["vocabulary"]?.intValue, vocabulary > 0,
      let modalities = block.attributes["modalities"]?.arrayValue?.map(\.textValue),
      let kinds = block.attributes["kinds"]?.arrayValue?.map(\.textValue)
    else { throw Self.bad("the frame does not tell its vocabulary, modalities and kinds") }
    guard kinds == TokenFrameCoding.kinds else {
      throw Self.bad("the attribute 'kinds' is not the known one")
    }
    let keys = modalities.compactMap { $0.map { Array($0.utf8) } }
    guard keys.count == modalities.count,
      zip(keys, keys.dropFirst()).allSatisfy({ $0.lexicographicallyPrecedes($1) })
    else { throw Self.bad("the attribute 'modalities' is not a list of different keys in order") }
    let model = block.attributes["reference_model"]
    guard (model != nil) == (block.type(of: "reference_log_probabilities") != nil),
      model == nil || model?.bytesValue?.count == 32
    else { throw Self.bad("reference log-probabilities and the SHA-256 of their model go together") }
    guard block.type(of: "tokens") == (vocabulary <= 1 << 16 ? .u16 : .u32) else {
      throw Self.bad("column 'tokens' is missing, or not as wide as the vocabulary needs")
    }
    let tokens = try block.widened("tokens")
    let mask = try column("loss_mask", tokens.count, block.u8)
    let reference: [Float]? =
      block.type(of: "reference_log_probabilities") == nil
      ? nil : try column("reference_log_probabilities", tokens.count, block.f32)
    let parents = try block.i32("segment_parent")
    let roles = try column("segment_role", parents.count, block.u8)
    let positions = try column("first_position", parents.count, block.u32)
    let starts = try Self.starts(block, "segment_start", of: parents.count, total: tokens.count)
    let records = try Self.digests(block, "group_record")
    let modality = try column("group_modality", records.count, block.u8)
    let clusters = try column("group_cluster", records.count, block.u64)
    let segmentsOf = try Self.starts(block, "group_segment", of: records.count, total: parents.count)
    let winners = try block.u32("pair_winner")
    let losers = try column("pair_loser", winners.count, block.u32)
    let pairsOf = try Self.starts(block, "group_pair", of: records.count, total: winners.count)
    let spanDigests = try Self.digests(block, "span_digest")
    let spanStarts = try column("span_start", spanDigests.count, block.u32)
    let spanCounts = try column("span_count", spanDigests.count, block.u32)
    let spanKinds = try column("span_kind", spanDigests.count, block.u8)
    let spansOf = try Self.starts(block, "group_span", of: records.count, total: spanDigests.count)

    var groups: [TokenGroup] = []
    groups.reserveCapacity(records.count)
    for g in records.indices {
      let first = starts[segmentsOf[g]]
      let range = first..<starts[segmentsOf[g + 1]]
      guard let key = modalities.element(Int(modality[g])) ?? nil else {
        throw Self.bad("a modality without a name")
      }
      var segments: [TokenGroup.Segment] = []
      for s in segmentsOf[g]..<segmentsOf[g + 1] {
        guard let role = TokenGroup.Role(rawValue: roles[s]), parents[s] >= -1 else {
          throw Self.bad("a segment with an unknown role or parent")
        }
        segments.append(
          TokenGroup.Segment(
            start: starts[s] - first, count: starts[s + 1] - starts[s],
            parent: parents[s] < 0 ? nil : Int(parents[s]), role: role))
      }
      let spans = try (spansOf[g]..<spansOf[g + 1]).map { i in
        guard let kind = kinds.element(Int(spanKinds[i])) ?? nil else {
          throw Self.bad("a medium without a kind")
        }
        return TokenGroup.MediaSpan(
          start: Int(spanStarts[i]), count: Int(spanCounts[i]), kind: kind, digest: spanDigests[i])
      }
      let group = TokenGroup(
        record: records[g], modality: key, cluster: clusters[g], tokens: Array(tokens[range]),
        segments: segments,
        lossMask: Array(mask[range]),
        pairs: (pairsOf[g]..<pairsOf[g + 1]).map {
          TokenGroup.Pair(winner: Int(winners[$0]), loser: Int(losers[$0]))
        }, mediaSpans: spans, referenceLogProbabilities: reference.map { Array($0[range]) })
      try TokenGroupChecks.check(group, vocabularySize: vocabulary)
      try Self.checkPositions(positions[segmentsOf[g]..<segmentsOf[g + 1]], of: group)
      groups.append(group)
    }
    return groups
  }

  /// Positions follow from the tree; a column that says otherwise was not written by a tokenizer.
  private static func checkPositions(_ column: ArraySlice<UInt32>, of group: TokenGroup) throws {
    var expected: [Int] = []
    for (segment, stored) in zip(group.segments, column) {
      let position = segment.parent.map { expected[$0] + group.segments[$0].count } ?? 0
      guard Int(stored) == position else {
        throw bad("record \(group.record): a first position that is not its own")
      }
      expected.append(position)
    }
  }

  static func lengths(_ block: ColumnBlock) throws -> [Int] {
    let segments = block.count(of: "segment_parent") ?? 0
    let groups = (block.count(of: "group_record") ?? 0) / 32
    let starts = try starts(block, "segment_start", of: segments, total: block.count(of: "tokens") ?? 0)
    let of = try Self.starts(block, "group_segment", of: groups, total: segments)
    return (0..<groups).map { starts[of[$0 + 1]] - starts[of[$0]] }
  }

  private func column<T>(_ name: String, _ count: Int, _ read: (String) throws -> [T]) throws -> [T] {
    let values = try read(name)
    guard values.count == count else {
      throw Self.bad("column '\(name)' has \(values.count) values, \(count) are needed")
    }
    return values
  }

  /// A column of `count + 1` offsets that begins at 0, never falls and ends at `total`.
  static func starts(_ block: ColumnBlock, _ name: String, of count: Int, total: Int) throws -> [Int] {
    let values = try block.u32(name).map(Int.init)
    guard values.count == count + 1, values.first == 0, values.last == total else {
      throw bad("column '\(name)' does not run from 0 to \(total) in \(count) steps")
    }
    for i in 0..<count where values[i] > values[i + 1] { throw bad("column '\(name)' falls") }
    return values
  }

  static func digests(_ block: ColumnBlock, _ name: String) throws -> [Digest] {
    let bytes = try block.bytes(name)
    guard bytes.count % 32 == 0 else { throw bad("column '\(name)' holds no whole digests") }
    return stride(from: 0, to: bytes.count, by: 32).compactMap { Digest(bytes: bytes[$0..<$0 + 32]) }
  }
}

extension Array {
  fileprivate func element(_ index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
