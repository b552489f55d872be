/// The pieces of a SentencePiece model, and what cuts normalized text into them.
///
/// A class, as the models in it are: a value would be copied for every piece of a text, with all that it holds.
final class SentencePieces: Sendable {
  typealias Kind = SentencePieceFile.Kind

  /// The pieces by their ids, as the file has them.
  let table: TokenTable
  let kinds: [Kind]
  let unknown: UInt32
  /// The pieces of the bytes, by byte; empty where unknown characters stay unknown.
  let byteTokens: [UInt32]
  private let algorithm: Algorithm
  let decoding: SentencePieceDecoding

  private enum Algorithm: Sendable {
    case merges(PieceMerges)
    case lattice(PieceLattice)
    case words
  }

  init(_ file: SentencePieceFile, userDefined: ByteTrie) throws {
    var table = TokenTable(expecting: file.pieces.count)
    var unknown: UInt32?
    var bytes = [UInt32](repeating: .max, count: 256)
    for (id, piece) in file.pieces.enumerated() {
      let name = { "the piece '\(String(decoding: piece.text, as: UTF8.self))' with the id \(id)" }
      if piece.text.isEmpty { throw TokenizerFileError("the piece with the id \(id) has no text") }
      if table[piece.text] != nil { throw TokenizerFileError("\(name()) is there twice") }
      if piece.score.isNaN { throw TokenizerFileError("the score of \(name()) is no number") }
      table.add(piece.text, id: UInt32(id))
      switch piece.kind {
      case .unknown:
        if unknown != nil { throw TokenizerFileError("\(name()) is a second unknown piece") }
        unknown = UInt32(id)
      case .byte:
        guard file.fallsBackToBytes else {
          throw TokenizerFileError("\(name()) is a byte, and the model does not fall back to bytes")
        }
        guard let byte = ByteNames.byte(piece.text) else {
          throw TokenizerFileError("\(name()) is to be a byte, and is none")
        }
        bytes[Int(byte)] = UInt32(id)
      default: break
      }
    }
    guard let unknown else { throw TokenizerFileError("the model has no unknown piece") }
    if file.fallsBackToBytes, let missing = bytes.firstIndex(of: .max) {
      throw TokenizerFileError("the model falls back to bytes, and has no piece for the byte \(missing)")
    }
    self.table = table
    self.unknown = unknown
    kinds = file.pieces.map(\.kind)
    byteTokens = file.fallsBackToBytes ? bytes : []
    switch file.algorithm {
    case .bytePairs, .characters:
      algorithm = .merges(try PieceMerges(file, userDefined, unknown))
    case .unigram: algorithm = .lattice(try PieceLattice(file, unknown))
    case .words: algorithm = .words
    }
    decoding = try SentencePieceDecoding(file)
  }

  /// Where a long text can be cut without another result.
  var cuts: PieceCuts? {
    if case .merges(let merges) = algorithm { return merges.cuts }
    return nil
  }

  func tokenize(
    _ text: UnsafeBufferPointer<UInt8>, into tokens: inout [PieceToken], _ scratch: inout MergeScratch
  ) throws {
    var out = PieceOutput(text, tokens: tokens, unknown: unknown, byteTokens: byteTokens)
    tokens = []
    switch algorithm {
    case .merges(let merges): merges.cut(text, into: &out, &scratch)
    case .lattice(let lattice): lattice.cut(text, into: &out)
    case .words:
      var start = 0
      var place = 0
      while place < text.count {
        place += UTF8Scalars.decode(text, place).length
        let atMark = place < text.count && text[place...].starts(with: SentencePieceNormalizer.mark)
        guard atMark || place >= text.count else { continue }
        let id = table[UnsafeBufferPointer(rebasing: text[start..<place])] ?? unknown
        guard kinds[Int(id)] != .control else {
          tokens = out.tokens
          throw TokenizerError.controlPiece(id)
        }
        out.add(id, place - start)
        start = place
      }
    }
    tokens = out.tokens
  }
}

/// Gathers pieces; those that are unknown become bytes, or one unknown piece for all beside each other.
struct PieceOutput {
  private let text: UnsafeBufferPointer<UInt8>
  private(set) var tokens: [PieceToken]
  private let unknown: UInt32
  private let byteTokens: [UInt32]
  private var place = 0
  private var isAfterUnknown = false

  init(
    _ text: UnsafeBufferPointer<UInt8>, tokens: [PieceToken], unknown: UInt32, byteTokens: [UInt32]
  ) {
    self.text = text
    self.tokens = tokens
    self.unknown = unknown
    self.byteTokens = byteTokens
  }

  /// Adds the piece of the next `count` bytes.
  @inline(__always) mutating func add(_ id: UInt32, _ count: Int) {
    let end = place &+ count
    if id == unknown { return addUnknown(end) }
    tokens.append(PieceToken(id: id, from: place, to: end))
    isAfterUnknown = false
    place = end
  }

  @inline(never) private mutating func addUnknown(_ end: Int) {
    if !byteTokens.isEmpty {
      for byte in text[place..<end] {
        tokens.append(PieceToken(id: byteTokens[Int(byte)], from: place, to: end))
      }
    } else if isAfterUnknown {
      tokens[tokens.count - 1].to = end
    } else {
      tokens.append(PieceToken(id: unknown, from: place, to: end))
    }
    isAfterUnknown = true
    place = end
  }
}

/// The pieces `<0x00>` to `<0xFF>`.
enum ByteNames {
  static func byte(_ name: [UInt8]) -> UInt8? {
    guard name.count == 6, name.starts(with: Array("<0x".utf8)), name[5] == 0x3E, let high = digit(name[3]),
      let low = digit(name[4])
    else { return nil }
    return high << 4 | low
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    default: nil
    }
  }
}
