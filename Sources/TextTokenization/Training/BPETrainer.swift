/// Learns byte pairs: again and again the most frequent pair of tokens becomes one.
///
/// The merges and ids are those of the `BpeTrainer` of Hugging Face's `tokenizers` with the byte-level alphabet, from the
/// same pieces: special tokens come first, then the bytes in the order of the characters that stand for them, then what
/// is learned. Of equally frequent pairs the one with the lower tokens comes first, so the result is a pure function of
/// the counts.
///
/// A pair may spell a special token. It is merged into that token then, and no token is added.
public struct BPETrainer: Sendable {
  /// Tokens to reach, bytes and special tokens included; fewer when no pair is left.
  public var size: Int
  /// Pairs that are rarer are not merged.
  public var minFrequency: Int
  /// Tokens that stand for something outside the text. They are not learned from it, nor looked for in it.
  public var specialTokens: [String]

  public init(size: Int, minFrequency: Int = 2, specialTokens: [String] = []) {
    self.size = size
    self.minFrequency = minFrequency
    self.specialTokens = specialTokens
  }

  /// - Parameters:
  ///   - counts: consumed, since training needs room of its own.
  ///   - progress: called now and then with the number of tokens so far; what it throws ends the training.
  /// - Throws: ``TrainingError``, or what `progress` throws.
  public func train(
    _ counts: consuming PieceCounts, progress: (Int) throws -> Void = { _ in }
  ) throws -> TrainedVocabulary {
    var tokens = try TokenNames(special: specialTokens)
    guard size >= tokens.count, size <= 1 << 24 else {
      throw TrainingError.badSize(size, least: tokens.count)
    }
    let pieces = try PieceCells(counts, byteTokens: tokens.bytes)
    _ = consume counts
    var round = try MergeRound(
      pieces: pieces, byteTokens: tokens.bytes, lengths: tokens.lengths, least: Int64(minFrequency))
    var merges: [(left: UInt32, right: UInt32)] = []
    while tokens.count < size, let pair = round.next() {
      let token = tokens.join(pair.left, pair.right)
      merges.append((pair.left, pair.right))
      try round.merge(into: token)
      if merges.count & 63 == 0 { try progress(tokens.count) }
    }
    return TrainedVocabulary(
      names: tokens.names, merges: merges, specialTokens: tokens.special)
  }
}

/// The tokens so far: their ids, and the bytes of those that have any.
private struct TokenNames {
  private(set) var names: [String] = []
  /// The tokens of the 256 bytes.
  private(set) var bytes: [UInt32] = []
  private(set) var special: [UInt32] = []
  private var ids: [[UInt8]: UInt32] = [:]
  private var spelled: [[UInt8]] = []

  var count: Int { names.count }
  /// How many bytes each token has; special tokens have none.
  var lengths: [UInt32] { spelled.map { UInt32($0.count) } }

  init(special: [String]) throws(TrainingError) {
    var known: Set<[UInt8]> = []
    for token in special {
      guard !token.isEmpty else { throw .emptySpecialToken }
      guard known.insert(Array(token.utf8)).inserted else { continue }
      self.special.append(UInt32(names.count))
      // One that is written in the characters of bytes is also the token of these bytes.
      _ = append(token, ByteAlphabet.bytes(token))
    }
    let alphabet = ByteAlphabet.scalars.enumerated().sorted { $0.element < $1.element }
    bytes = [UInt32](repeating: 0, count: 256)
    for (byte, scalar) in alphabet {
      let spelling = [UInt8(byte)]
      bytes[byte] = ids[spelling] ?? append(String(scalar), spelling)
    }
  }

  private mutating func append(_ name: String, _ bytes: [UInt8]?) -> UInt32 {
    let id = UInt32(names.count)
    names.append(name)
    spelled.append(bytes ?? [])
    if let bytes { ids[bytes] = id }
    return id
  }

  /// The token of two tokens' bytes, a new one unless there is one.
  mutating func join(_ left: UInt32, _ right: UInt32) -> UInt32 {
    let bytes = spelled[Int(left)] + spelled[Int(right)]
    return ids[bytes] ?? append(names[Int(left)] + names[Int(right)], bytes)
  }
}
