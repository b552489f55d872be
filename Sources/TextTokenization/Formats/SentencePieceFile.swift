/// What SentencePiece's `.model` says: the fields of its ModelProto that encoding and decoding need.
struct SentencePieceFile {
  enum Kind: UInt64, Sendable {
    case normal = 1
    case unknown = 2
    case control = 3
    case userDefined = 4
    case unused = 5
    case byte = 6
  }

  struct Piece {
    var text: [UInt8] = []
    var score: Float = 0
    var kind = Kind.normal
  }

  enum Algorithm: UInt64, Sendable {
    case unigram = 1
    case bytePairs = 2
    case words = 3
    case characters = 4
  }

  /// A NormalizerSpec.
  struct Rules {
    var map: [UInt8] = []
    var addsDummyPrefix = true
    var removesExtraSpaces = true
    var escapesSpaces = true
  }

  var pieces: [Piece] = []
  var algorithm = Algorithm.unigram
  var fallsBackToBytes = false
  var putsSpaceBehind = false
  var unknownSurface = Array(" \u{2047} ".utf8)
  var normalizer = Rules()
  var denormalizer: Rules?

  init(_ file: UnsafeBufferPointer<UInt8>) throws {
    var fields = ProtobufReader(file, file.indices)
    var sections: Set<UInt64> = []
    while let (number, value) = try fields.next() {
      guard case .bytes(let range) = value else { continue }
      sections.insert(number)
      switch number {
      case 1:
        guard pieces.count < 1 << 24 else { throw TokenizerFileError("the file has too many pieces") }
        pieces.append(try Self.piece(file, range))
      case 2: try readTraining(file, range)
      case 3: try Self.read(file, range, &normalizer)
      case 5:
        var rules = denormalizer ?? Rules()
        try Self.read(file, range, &rules)
        denormalizer = rules
      default: break
      }
    }
    // Every trainer writes them, behind the pieces.
    for (number, name) in [(1, "pieces"), (2, "trainer_spec"), (3, "normalizer_spec")]
    where !sections.contains(UInt64(number)) {
      throw TokenizerFileError("the file has no \(name): it is no SentencePiece model, or is cut off")
    }
  }

  private static func piece(_ file: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) throws -> Piece {
    var piece = Piece()
    var fields = ProtobufReader(file, range)
    while let field = try fields.next() {
      switch (field.number, field.value) {
      case (1, .bytes(let text)): piece.text = Array(file[text])
      case (2, .fixed32(let bits)): piece.score = Float(bitPattern: bits)
      case (3, .varint(let kind)): piece.kind = Kind(rawValue: kind) ?? piece.kind
      default: break
      }
    }
    return piece
  }

  private mutating func readTraining(_ file: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) throws {
    var fields = ProtobufReader(file, range)
    while let field = try fields.next() {
      switch (field.number, field.value) {
      case (3, .varint(let type)): algorithm = Algorithm(rawValue: type) ?? algorithm
      case (24, .varint(let flag)): putsSpaceBehind = flag != 0
      case (35, .varint(let flag)): fallsBackToBytes = flag != 0
      case (44, .bytes(let text)): unknownSurface = Array(file[text])
      default: break
      }
    }
  }

  private static func read(
    _ file: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ rules: inout Rules
  ) throws {
    var fields = ProtobufReader(file, range)
    while let field = try fields.next() {
      switch (field.number, field.value) {
      case (2, .bytes(let map)): rules.map = Array(file[map])
      case (3, .varint(let flag)): rules.addsDummyPrefix = flag != 0
      case (4, .varint(let flag)): rules.removesExtraSpaces = flag != 0
      case (5, .varint(let flag)): rules.escapesSpaces = flag != 0
      default: break
      }
    }
  }
}
