/// SentencePiece's byte pairs, which are of characters: two that stand beside each other are merged when both in a row
/// are a piece, the piece of the highest score first, of equal scores the leftmost.
///
/// A class, so that it is not copied for every piece of a text.
final class PieceMerges: Sendable {
  /// Pieces that may be merged and what they are made of. Characters that are no pieces have ids behind all pieces.
  private let symbols: TokenTable
  private let pairs: PairTable
  private let asciiSymbols: [UInt32]
  private let userDefined: ByteTrie
  private let pieces: UInt32
  private let unknown: UInt32
  /// Pieces that are taken apart again after merging; empty for most models.
  private let unused: [Bool]
  let cuts: PieceCuts?

  private static let none = UInt32.max - 1

  init(_ file: SentencePieceFile, _ userDefined: ByteTrie, _ unknown: UInt32) throws {
    let merges = file.algorithm == .bytePairs
    var symbols = TokenTable(expecting: file.pieces.count)
    var products: [ArraySlice<UInt8>] = []
    var scores: [Float] = []
    for (id, piece) in file.pieces.enumerated() {
      switch piece.kind {
      case .normal, .unused:
        symbols.add(piece.text, id: UInt32(id))
        if merges, Self.characters(piece.text) > 1 {
          products.append(piece.text[...])
          scores.append(piece.score)
        }
      case .userDefined: products.append(piece.text[...])
      case .control:
        if Self.characters(piece.text) == 1 {
          throw TokenizerFileError(
            "the control piece '\(String(decoding: piece.text, as: UTF8.self))' is a single character, which would "
              + "stand in text")
        }
      case .unknown, .byte: break
      }
    }
    // Characters that are only parts of pieces.
    var next = UInt32(file.pieces.count)
    for piece in file.pieces where merges && (piece.kind == .normal || piece.kind == .unused) {
      piece.text.withUnsafeBufferPointer { text in
        var place = 0
        while place < text.count {
          let length = UTF8Scalars.decode(text, place).length
          let character = UnsafeBufferPointer(rebasing: text[place..<place + length])
          if symbols[character] == nil {
            symbols.add(character, id: next)
            next += 1
          }
          place += length
        }
      }
    }
    // Equal scores have one rank.
    scores.sort(by: >)
    var ranks: [Float: UInt32] = [:]
    for score in scores where ranks[score] == nil { ranks[score] = UInt32(ranks.count) }
    self.symbols = symbols
    pairs = RankedMerges.table(symbols) { id in
      guard Int(id) < file.pieces.count, merges else { return nil }
      return ranks[file.pieces[Int(id)].score]
    }
    asciiSymbols = (UInt8.min..<0x80).map { symbols[[$0]] ?? Self.none }
    self.userDefined = userDefined
    pieces = UInt32(file.pieces.count)
    self.unknown = unknown
    let isUnused = file.pieces.map { merges && $0.kind == .unused }
    unused = isUnused.contains(true) ? isUnused : []
    cuts =
      unused.isEmpty
      ? PieceCuts(
        products: products,
        known: { byte in symbols[[byte]].map { Int($0) < file.pieces.count } ?? false },
        fallsBack: file.fallsBackToBytes, fuses: !file.fallsBackToBytes) : nil
  }

  private static func characters(_ text: [UInt8]) -> Int {
    text.withUnsafeBufferPointer { text in
      var place = 0
      var count = 0
      while place < text.count {
        place += UTF8Scalars.decode(text, place).length
        count += 1
      }
      return count
    }
  }

  func cut(
    _ text: UnsafeBufferPointer<UInt8>, into out: inout PieceOutput, _ scratch: inout MergeScratch
  ) {
    scratch.begin()
    var place = 0
    while place < text.count {
      let byte = text[place]
      if userDefined.begins(byte), let match = userDefined.longest(text, place) {
        scratch.add(match.value, match.end - place)
        place = match.end
        continue
      }
      if byte < 0x80 {
        scratch.add(asciiSymbols[Int(byte)], 1)
        place += 1
        continue
      }
      let length = UTF8Scalars.decode(text, place).length
      scratch.add(symbols[UnsafeBufferPointer(rebasing: text[place..<place + length])] ?? Self.none, length)
      place += length
    }
    if unused.isEmpty {
      scratch.merge(pairs)
      for place in 0..<scratch.parts.count {
        let part = scratch.parts[place]
        out.add(part.id < pieces ? part.id : unknown, Int(part.length))
      }
    } else {
      var taken = UnusedPieces(unused)
      taken.merge(&scratch, pairs)
      taken.takeApart(scratch) { id, length in out.add(id < pieces ? id : unknown, length) }
    }
  }
}

/// Merging where some pieces are not to be used: they are made, and then taken apart into what they were last made of
/// anywhere in the text.
private struct UnusedPieces {
  private let unused: [Bool]
  private var parts: [UInt32: (left: Part, right: Part)] = [:]
  private typealias Part = (id: UInt32, length: UInt32)

  init(_ unused: [Bool]) { self.unused = unused }

  private func isUnused(_ id: UInt32) -> Bool { Int(id) < unused.count && unused[Int(id)] }

  private struct Candidate {
    var rank: UInt32
    var place: Int
    var other: Int
    var length: UInt32
    var token: UInt32
  }

  mutating func merge(_ scratch: inout MergeScratch, _ pairs: PairTable) {
    let count = scratch.parts.count
    var ids = (0..<count).map { scratch.parts[$0].id }
    var lengths = (0..<count).map { scratch.parts[$0].length }
    if count < 2 { return }
    var next = Array(1...count)
    var previous = Array(-1..<count - 1)
    var heap = BinaryHeap<Candidate> { ($0.rank, $0.place) < ($1.rank, $1.place) }
    var made: [UInt32: (left: Part, right: Part)] = [:]
    func look(_ left: Int, _ right: Int) {
      guard left >= 0, right < count, let found = pairs[ids[left], ids[right]] else { return }
      let length = lengths[left] + lengths[right]
      heap.push(
        Candidate(rank: found.rank, place: left, other: right, length: length, token: found.token))
      if isUnused(found.token) {
        made[found.token] = ((ids[left], lengths[left]), (ids[right], lengths[right]))
      }
    }
    for place in 1..<count { look(place - 1, place) }
    while let best = heap.pop() {
      let (left, right) = (best.place, best.other)
      guard lengths[left] > 0, lengths[right] > 0, lengths[left] + lengths[right] == best.length else {
        continue
      }
      ids[left] = best.token
      lengths[left] = best.length
      lengths[right] = 0
      next[left] = next[right]
      if next[left] < count { previous[next[left]] = left }
      look(previous[left], left)
      look(left, next[left])
    }
    parts = made
    scratch.begin()
    for place in 0..<count where lengths[place] > 0 { scratch.add(ids[place], Int(lengths[place])) }
  }

  func takeApart(_ scratch: borrowing MergeScratch, _ each: (UInt32, Int) -> Void) {
    var waiting: [Part] = []
    for place in 0..<scratch.parts.count {
      waiting.append((scratch.parts[place].id, scratch.parts[place].length))
      while let part = waiting.popLast() {
        if isUnused(part.id), let (left, right) = parts[part.id] {
          waiting.append(right)
          waiting.append(left)
        } else {
          each(part.id, Int(part.length))
        }
      }
    }
  }
}
