/// How SentencePiece makes text of pieces.
struct SentencePieceDecoding: Sendable {
  private let dropsFirstSpace: Bool
  private let dropsLeadingSpaces: Bool
  private let unknownSurface: [UInt8]
  private let denormalizer: SentencePieceNormalizer?

  init(_ file: SentencePieceFile) throws {
    dropsFirstSpace = file.normalizer.addsDummyPrefix || file.normalizer.removesExtraSpaces
    dropsLeadingSpaces = file.normalizer.removesExtraSpaces
    unknownSurface = file.unknownSurface
    if let rules = file.denormalizer, !rules.map.isEmpty {
      denormalizer = try SentencePieceNormalizer(rules, putsSpaceBehind: false, userDefined: ByteTrie())
    } else {
      denormalizer = nil
    }
  }

  /// - Parameter skipsControls: else they are as the file spells them.
  func decode(_ ids: [UInt32], _ pieces: SentencePieces, skipsControls: Bool) throws -> [UInt8] {
    var text: [UInt8] = []
    var bytes: [UInt8] = []
    var atStart = true
    var dropped = false
    func flush() {
      var place = 0
      bytes.withUnsafeBufferPointer { bytes in
        while place < bytes.count {
          let length = UTF8Scalars.decode(bytes, place).length
          let character = UnsafeBufferPointer(rebasing: bytes[place..<place + length])
          if UTF8Check.isValid(character) {
            text += character
            place += length
          } else {
            text += [0xEF, 0xBF, 0xBD]
            place += 1
          }
        }
      }
      bytes.removeAll(keepingCapacity: true)
    }
    for id in ids {
      guard let piece = pieces.table.string(id), Int(id) < pieces.kinds.count else { continue }
      let kind = pieces.kinds[Int(id)]
      if kind == .byte {
        if let byte = ByteNames.byte(Array(piece)) { bytes.append(byte) }
        continue
      }
      flush()
      if dropped || !text.isEmpty { atStart = false }
      dropped = false
      switch kind {
      case .control: if !skipsControls { text += piece }
      case .unknown: text += unknownSurface
      default:
        var piece = piece
        if atStart, dropsFirstSpace, piece.starts(with: SentencePieceNormalizer.mark) {
          piece = piece.dropFirst(3)
          dropped = !dropsLeadingSpaces
        }
        Self.appendSpaced(piece, to: &text)
      }
    }
    flush()
    return try denormalizer?.normalized(text) ?? text
  }

  /// The bytes of one piece that others stand before.
  func bytes(_ piece: ArraySlice<UInt8>, _ kind: SentencePieces.Kind) -> [UInt8] {
    switch kind {
    case .byte: return ByteNames.byte(Array(piece)).map { [$0] } ?? []
    case .unknown: return unknownSurface
    case .control: return Array(piece)
    default:
      var text: [UInt8] = []
      Self.appendSpaced(piece, to: &text)
      return text
    }
  }

  private static func appendSpaced(_ piece: ArraySlice<UInt8>, to text: inout [UInt8]) {
    var place = piece.startIndex
    while place < piece.endIndex {
      if piece[place] == 0xE2, piece[place...].starts(with: SentencePieceNormalizer.mark) {
        text.append(0x20)
        place += 3
      } else {
        text.append(piece[place])
        place += 1
      }
    }
  }
}
