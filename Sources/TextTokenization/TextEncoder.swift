/// Encodes text on one thread: remembers the tokens of pieces from text to text.
public final class TextEncoder {
  private let parts: TokenizerParts
  private let cache = PieceCache()
  private var scratch = MergeScratch()
  private var buffer = TokenBuffer()
  private var found: [PieceToken] = []
  private var segments: [AddedTokens.Part] = []
  /// What stands before what is encoded next.
  private var context = TextContext.beginning
  /// Places in the text that is encoded, and how many tokens stand before each, where an added token is beside it.
  private var marks: [Int] = []
  private var tokensBeforeMarks: [Int?] = []
  private var ids = GrowingBuffer<UInt32>()
  /// Where pieces end, some at a time.
  private let ends = UnsafeMutablePointer<UInt32>.allocate(capacity: batch)
  private static let batch = 256

  init(_ parts: TokenizerParts) { self.parts = parts }

  deinit {
    buffer.deallocate()
    ends.deallocate()
  }

  /// Appends the tokens of a text.
  public func encode(_ text: String, addsSpecialTokens: Bool = true, into ids: inout [UInt32]) throws {
    var text = text
    var context = TextContext.beginning
    try text.withUTF8 { try encodeValid($0, addsSpecialTokens, &context, &ids) }
  }

  /// Appends the tokens of a text that may go on, without those that the file puts around every text.
  /// - Parameter context: what stands before the text; then what stands before the text that follows.
  public func encode(_ text: String, after context: inout TextContext, into ids: inout [UInt32]) throws {
    var text = text
    try text.withUTF8 { try encodeValid($0, false, &context, &ids) }
  }

  /// Appends the tokens of UTF-8 text.
  /// - Throws: `TokenizerError.notUTF8` for what is not: the caller knows what is to stand for it.
  public func encode(
    utf8 text: UnsafeBufferPointer<UInt8>, addsSpecialTokens: Bool = true, into ids: inout [UInt32]
  ) throws {
    guard UTF8Check.isValid(text) else { throw TokenizerError.notUTF8 }
    var context = TextContext.beginning
    try encodeValid(text, addsSpecialTokens, &context, &ids)
  }

  private func encodeValid(
    _ text: UnsafeBufferPointer<UInt8>, _ addsSpecialTokens: Bool, _ context: inout TextContext,
    _ ids: inout [UInt32]
  ) throws {
    guard text.count < 1 << 31 else { throw TokenizerError.tooLong }
    if context.isBeginning, parts.needsOrigins {
      ids += try place(text, addsSpecialTokens, .bytes, &context).map(\.id)
      return
    }
    buffer.removeAll()
    self.context = context
    try addTokens(text)
    self.context.pass(text)
    context = self.context
    var template: [PostProcessor.Piece] = [.text]
    if addsSpecialTokens {
      for case .template(let pieces, _) in parts.processors { template = pieces }
    }
    for piece in template {
      switch piece {
      case .text: ids.append(contentsOf: buffer.ids)
      case .special(let special): ids += special
      }
    }
  }

  /// The tokens of the text itself, into the buffer.
  private func addTokens(_ text: UnsafeBufferPointer<UInt8>) throws {
    var raw: [AddedTokens.Part] = []
    swap(&raw, &segments)
    defer { swap(&raw, &segments) }
    raw.removeAll(keepingCapacity: true)
    parts.added.parts(raw: text, after: context, &raw)
    for part in raw where part.from < part.to {
      if let id = part.id {
        buffer.append(id)
        context.pass(parts.added[id], normalized: false)
      } else {
        try addTokens(text, part.from, part.to)
      }
      for (place, mark) in marks.enumerated() where mark == part.to {
        tokensBeforeMarks[place] = buffer.count
      }
    }
  }

  /// Appends the tokens of UTF-8 text that may go on.
  /// - Parameters:
  ///   - text: known to be UTF-8.
  ///   - marks: places in it.
  /// - Returns: how many of the tokens stand before each of them; nil where a token may reach over it.
  func encode(
    known text: UnsafeBufferPointer<UInt8>, after context: inout TextContext, marks: [Int],
    into ids: inout [UInt32]
  ) throws -> [Int?] {
    self.marks = marks
    tokensBeforeMarks = marks.map { $0 <= 0 ? 0 : nil }
    defer { self.marks.removeAll(keepingCapacity: true) }
    let before = ids.count
    try encodeValid(text, false, &context, &ids)
    for (place, mark) in marks.enumerated() where mark >= text.count {
      tokensBeforeMarks[place] = ids.count - before
    }
    return tokensBeforeMarks
  }

  /// The tokens of UTF-8 text that may go on, and where they stand in it, in bytes.
  /// - Parameter text: known to be UTF-8.
  func encoding(known text: UnsafeBufferPointer<UInt8>, after context: inout TextContext) throws -> Encoding {
    guard text.count < 1 << 31 else { throw TokenizerError.tooLong }
    return Encoding(try place(text, false, .bytes, &context))
  }

  /// Whether the places of tokens leave out a space that stands before a place in a text.
  func trimsSpace(_ text: UnsafeBufferPointer<UInt8>, before place: Int) -> Bool {
    guard parts.trims, place > 0, place <= text.count else { return false }
    return CharacterSets.isWhitespace(UTF8Scalars.decode(text, UTF8Scalars.before(place, text)).codePoint)
  }

  /// How many special tokens stand in a text.
  func specialTokens(in text: UnsafeBufferPointer<UInt8>) -> Int {
    segments.removeAll(keepingCapacity: true)
    parts.added.parts(raw: text, after: .text, &segments)
    return segments.count { $0.id.flatMap { parts.added[$0] }?.isSpecial ?? false }
  }

  private func addTokens(_ text: UnsafeBufferPointer<UInt8>, _ from: Int, _ to: Int) throws {
    if from >= to { return }
    if parts.normalizer?.keeps(text, from, to) ?? true {
      return try addNormalized(UnsafeBufferPointer(rebasing: text[from..<to]), from)
    }
    var normalized = NormalizedText(text, from: from, to: to, keepsOffsets: false)
    try parts.normalizer?.normalize(&normalized, goesOn: context.goesOn)
    try normalized.bytes.withUnsafeBufferPointer { try addNormalized($0, from) }
  }

  private func addNormalized(_ text: UnsafeBufferPointer<UInt8>, _ origin: Int) throws {
    if text.isEmpty { return }
    defer { context.passNormalized() }
    guard parts.added.looksInNormalizedText else { return try addPieces(text, 0, text.count, origin) }
    var segments: [AddedTokens.Part] = []
    parts.added.parts(normalized: text, after: context, &segments)
    for segment in segments {
      if let id = segment.id {
        guard segment.from < segment.to else { continue }
        buffer.append(id)
        context.pass(parts.added[id], normalized: true)
      } else {
        try addPieces(text, segment.from, segment.to, origin)
      }
    }
  }

  private func addPieces(_ text: UnsafeBufferPointer<UInt8>, _ from: Int, _ to: Int, _ origin: Int) throws {
    if from >= to { return }
    defer { context.passPieces() }
    if let quick = parts.quick { return try addQuickly(text, from, to, quick) }
    guard let preTokenizer = parts.preTokenizer else { return try addPiece(text, from, to) }
    var pieces = PieceText(
      NormalizedText(text, from: from, to: to, keepsOffsets: false, origin: origin + from), after: context)
    try preTokenizer.preTokenize(&pieces)
    try pieces.text.bytes.withUnsafeBufferPointer { bytes in
      for piece in pieces.pieces { try addPiece(bytes, piece.from, piece.to) }
    }
  }

  private func addQuickly(
    _ text: UnsafeBufferPointer<UInt8>, _ from: Int, _ to: Int, _ quick: QuickSplit
  ) throws {
    if quick.addsPrefixSpace, text[from] != 0x20, !context.pieceGoesOn {
      let prefixed = [0x20] + text[from..<to]
      return try prefixed.withUnsafeBufferPointer { try cutQuickly($0, 0, $0.count, quick) }
    }
    try cutQuickly(text, from, to, quick)
  }

  private func cutQuickly(
    _ text: UnsafeBufferPointer<UInt8>, _ from: Int, _ to: Int, _ quick: QuickSplit
  ) throws {
    guard let base = text.baseAddress else { return }
    let end = text.count
    // A copy that only this call has: the runtime need not watch over it.
    var out = buffer
    defer { buffer = out }
    let cache = cache
    if let splitter = quick.batchSplitter {
      var scan = ScanPlace(from)
      var start = from
      while scan.place < to {
        let count = splitter.ends(text, to: to, from: &scan, into: ends, room: Self.batch)
        if count == 0 { return }
        try addBatch(base, &start, count, end, quick, cache, &out)
      }
      return
    }
    guard let splitter = quick.splitter else { return try addBytes(base, from, to, end, quick, cache, &out) }
    try splitter.splitMarked(text, from: from, to: to) { start, stop, isMatch in
      if isMatch || !quick.dropsGaps, start < stop {
        try addBytes(base, start, stop, end, quick, cache, &out)
      }
    }
  }

  /// Adds the tokens of pieces that lie one behind the other and whose ends are known.
  private func addBatch(
    _ base: UnsafePointer<UInt8>, _ from: inout Int, _ count: Int, _ end: Int, _ quick: QuickSplit,
    _ cache: PieceCache, _ out: inout TokenBuffer
  ) throws {
    var number = 0
    while number < count {
      out.reserve(3 * (count - number))
      let known = cache.append(
        base, from, UnsafeBufferPointer(start: ends + number, count: count - number), readable: end,
        to: out.end)
      out.advance(known.tokens)
      number += known.pieces
      if known.pieces > 0 { from = Int(ends[number - 1]) }
      guard number < count else { return }
      let stop = Int(ends[number])
      try addBytes(base, from, stop, end, quick, cache, &out)
      from = stop
      number += 1
    }
  }

  @inline(__always)
  private func addBytes(
    _ base: UnsafePointer<UInt8>, _ from: Int, _ to: Int, _ end: Int, _ quick: QuickSplit,
    _ cache: PieceCache, _ out: inout TokenBuffer
  ) throws {
    out.reserve(3)
    if cache.append(base + from, to &- from, readable: end &- from, to: &out) { return }
    try addUnknownBytes(UnsafeBufferPointer(start: base + from, count: to - from), quick, &out)
  }

  @inline(never)
  private func addUnknownBytes(
    _ piece: UnsafeBufferPointer<UInt8>, _ quick: QuickSplit, _ out: inout TokenBuffer
  ) throws {
    try quick.model.tokenize(piece, &scratch)
    ids.truncate(0)
    ids.reserve(scratch.parts.count)
    for place in 0..<scratch.parts.count { ids.append(scratch.parts[place].id) }
    addNew(piece, &out)
  }

  private func addNew(_ piece: UnsafeBufferPointer<UInt8>, _ out: inout TokenBuffer) {
    let new = UnsafeBufferPointer(start: ids.base, count: ids.count)
    out.append(new)
    cache.insert(piece, new)
  }

  private func addPiece(_ text: UnsafeBufferPointer<UInt8>, _ from: Int, _ to: Int) throws {
    guard let base = text.baseAddress, from < to else { return }
    var out = buffer
    defer { buffer = out }
    let cache = cache
    let end = text.count
    guard let cuts = parts.cuts else { return try addWhole(base, from, to, end, cache, &out) }
    try cuts.forEach(text, from, to) { try addWhole(base, $0, $1, end, cache, &out) }
  }

  @inline(__always)
  private func addWhole(
    _ base: UnsafePointer<UInt8>, _ from: Int, _ to: Int, _ end: Int, _ cache: PieceCache,
    _ out: inout TokenBuffer
  ) throws {
    out.reserve(3)
    if cache.append(base + from, to &- from, readable: end &- from, to: &out) { return }
    try addUnknown(UnsafeBufferPointer(start: base + from, count: to - from), &out)
  }

  @inline(never)
  private func addUnknown(_ piece: UnsafeBufferPointer<UInt8>, _ out: inout TokenBuffer) throws {
    found.removeAll(keepingCapacity: true)
    try parts.model.tokenize(piece, into: &found, &scratch)
    ids.truncate(0)
    for token in found { ids.append(token.id) }
    addNew(piece, &out)
  }
}

extension TextEncoder {
  /// The tokens of a text, and where they stand in it.
  public func encoding(
    _ text: String, addsSpecialTokens: Bool = true, unit: Encoding.Unit = .bytes
  ) throws -> Encoding {
    var context = TextContext.beginning
    return try encoding(text, addsSpecialTokens, unit, &context)
  }

  /// The tokens of a text that may go on, and where they stand in it, without those that the file puts around every
  /// text.
  /// - Parameter context: what stands before the text; then what stands before the text that follows.
  public func encoding(
    _ text: String, after context: inout TextContext, unit: Encoding.Unit = .bytes
  ) throws -> Encoding {
    try encoding(text, false, unit, &context)
  }

  private func encoding(
    _ text: String, _ addsSpecialTokens: Bool, _ unit: Encoding.Unit, _ context: inout TextContext
  ) throws -> Encoding {
    var text = text
    return try text.withUTF8 { utf8 in
      guard utf8.count < 1 << 31 else { throw TokenizerError.tooLong }
      let tokens = try place(utf8, addsSpecialTokens, unit, &context)
      return Encoding(tokens)
    }
  }

  private func place(
    _ text: UnsafeBufferPointer<UInt8>, _ addsSpecialTokens: Bool, _ unit: Encoding.Unit,
    _ context: inout TextContext
  ) throws -> [PlacedToken] {
    var placed: [PlacedToken] = []
    var raw: [AddedTokens.Part] = []
    let isBeginning = context.isBeginning
    parts.added.parts(raw: text, after: context, &raw)
    defer { context.pass(text) }
    for part in raw where part.from < part.to {
      var normalized = NormalizedText(text, from: part.from, to: part.to, keepsOffsets: true)
      if let id = part.id {
        add(id, normalized, 0, normalized.count, &placed)
        context.pass(parts.added[id], normalized: false)
        continue
      }
      try parts.normalizer?.normalize(&normalized, goesOn: context.goesOn)
      guard normalized.count > 0 else { continue }
      defer { context.passNormalized() }
      var segments: [AddedTokens.Part] = []
      normalized.bytes.withUnsafeBufferPointer {
        parts.added.parts(normalized: $0, after: context, &segments)
      }
      for segment in segments where segment.from < segment.to {
        if let id = segment.id {
          add(id, normalized, segment.from, segment.to, &placed)
          context.pass(parts.added[id], normalized: true)
        } else {
          try place(normalized.slice(segment.from, segment.to), context, &placed)
          context.passPieces()
        }
      }
    }
    if unit == .characters {
      let characters = CharacterOffsets(text)
      for place in placed.indices { characters.convert(&placed[place]) }
    }
    return process(placed, addsSpecialTokens, isBeginning: isBeginning)
  }

  /// An added token, which takes up what its slice comes from.
  private func add(
    _ id: UInt32, _ text: NormalizedText, _ from: Int, _ to: Int, _ placed: inout [PlacedToken]
  ) {
    let (start, end) = text.original(from, to)
    var token = PlacedToken(id: id, start: start, end: end)
    if parts.trims {
      let value = Array(text.bytes[from..<to])
      (token.spaceBefore, token.spaceBehind) = Self.spaces(value[...])
    }
    placed.append(token)
  }

  private func place(
    _ text: NormalizedText, _ context: TextContext, _ placed: inout [PlacedToken]
  ) throws {
    var pieces = PieceText(text, after: context)
    try parts.preTokenizer?.preTokenize(&pieces)
    try pieces.text.bytes.withUnsafeBufferPointer { bytes in
      for piece in pieces.pieces {
        found.removeAll(keepingCapacity: true)
        try parts.model.tokenize(
          UnsafeBufferPointer(rebasing: bytes[piece.from..<piece.to]), into: &found, &scratch)
        for token in found {
          let (from, to) = (piece.from + token.from, piece.from + token.to)
          let (start, end) = from < to ? pieces.text.original(from, to) : (token.from, token.from)
          var new = PlacedToken(id: token.id, start: start, end: end)
          if parts.trims {
            if case .unigram = parts.model {
              (new.spaceBefore, new.spaceBehind) = Self.spaces(Array(bytes[from..<to])[...])
            } else if let string = parts.model.table.string(token.id) {
              (new.spaceBefore, new.spaceBehind) = Self.spaces(string)
            }
          }
          placed.append(new)
        }
      }
    }
  }

  /// Spaces, also those that stand for the byte of one, at the two ends of a token.
  private static func spaces(_ string: ArraySlice<UInt8>) -> (before: Int, behind: Int) {
    let characters = UTF8Scalars.codePoints(Array(string))
    func isSpace(_ codePoint: UInt32) -> Bool { codePoint == 0x120 || CharacterSets.isWhitespace(codePoint) }
    return (
      characters.prefix(while: isSpace).count, characters.reversed().prefix(while: isSpace).count
    )
  }

  private func process(
    _ placed: [PlacedToken], _ addsSpecialTokens: Bool, isBeginning: Bool
  ) -> [PlacedToken] {
    var placed = placed
    var template: [PostProcessor.Piece] = [.text]
    var framed = false
    for processor in parts.processors {
      switch processor {
      case .trim(let addsPrefixSpace):
        Self.trim(&placed, addsPrefixSpace, isFramed: framed, isBeginning: isBeginning)
      case .template(let pieces, let joins):
        guard addsSpecialTokens else { continue }
        template = pieces
        framed = joins
      case .sequence: break
      }
    }
    return template.flatMap { piece -> [PlacedToken] in
      switch piece {
      case .text: placed
      case .special(let ids): ids.map { PlacedToken(id: $0, start: 0, end: 0) }
      }
    }
  }

  /// - Parameter isFramed: a token has been put before the first one already.
  /// - isBeginning: nothing stands before the text.
  private static func trim(
    _ placed: inout [PlacedToken], _ addsPrefixSpace: Bool, isFramed: Bool, isBeginning: Bool
  ) {
    for place in placed.indices {
      let token = placed[place]
      var before = token.spaceBefore
      if before > 0 {
        let isFirst = isBeginning && ((place == 0 && !isFramed) || token.start == 0)
        // A space that was added is not in the text.
        if isFirst, addsPrefixSpace, before == 1 { before = 0 }
        placed[place].start = min(token.start + before, token.end)
      }
      if token.spaceBehind > 0, token.end >= token.spaceBehind {
        placed[place].end = max(token.end - token.spaceBehind, placed[place].start)
      }
    }
  }
}
