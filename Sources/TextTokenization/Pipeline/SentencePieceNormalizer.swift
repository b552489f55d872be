/// What SentencePiece does to text before it looks for pieces: characters by a table, spaces by some flags.
struct SentencePieceNormalizer: Sendable {
  private let map: PrecompiledMap?
  private let addsDummyPrefix: Bool
  private let removesExtraSpaces: Bool
  private let putsSpaceBehind: Bool
  /// What a space becomes.
  private let space: [UInt8]
  /// Stay as they are, whatever the table says.
  private let userDefined: ByteTrie
  /// What happens to text that begins with a byte.
  private let starts: [Start]

  private enum Start: UInt8 {
    case copied, space, special
  }

  static let mark: [UInt8] = [0xE2, 0x96, 0x81]

  init(_ rules: SentencePieceFile.Rules, putsSpaceBehind: Bool, userDefined: ByteTrie) throws {
    if rules.map.isEmpty {
      map = nil
    } else {
      guard let map = PrecompiledMap(sentencePiece: rules.map) else {
        throw TokenizerFileError("the table of the normalizer is broken")
      }
      self.map = map
    }
    addsDummyPrefix = rules.addsDummyPrefix
    removesExtraSpaces = rules.removesExtraSpaces
    self.putsSpaceBehind = putsSpaceBehind
    space = rules.escapesSpaces ? Self.mark : [0x20]
    self.userDefined = userDefined
    starts = (UInt8.min...UInt8.max).map { [map] byte in
      // Characters of several bytes may have rules; without a table they are copied.
      if userDefined.begins(byte) || map?.begins(byte) ?? false { return .special }
      return byte == 0x20 ? .space : .copied
    }
  }

  /// What the text at a place becomes.
  private enum Step {
    case copy(Int)
    case replace(Range<Int>, Int)
  }

  @inline(__always) private func step(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> Step {
    if userDefined.begins(text[place]), let match = userDefined.longest(text, place) {
      return .copy(match.end - place)
    }
    if let map, let found = map.longest(text, place) { return .replace(found.new, found.length) }
    return .copy(UTF8Scalars.decode(text, place).length)
  }

  /// - Parameter starts: where in the text each new byte comes from, and behind them where the last one ends; left alone
  ///   when `keepsStarts` is false.
  /// - Parameter goesOn: text stands before it, so it is given no space of its own, and keeps the one it begins with.
  /// - Throws: `TokenizerError.tooLong` for what becomes longer than 2 GiB.
  func normalize(
    _ text: UnsafeBufferPointer<UInt8>, into new: inout [UInt8], starts: inout [Int], keepsStarts: Bool,
    goesOn: Bool = false
  ) throws {
    var place = 0
    func isSpace(_ step: Step) -> Int? {
      switch step {
      case .copy(let length): length == 1 && text[place] == 0x20 ? length : nil
      case .replace(let range, let length):
        range.count == 1 && map?.strings[range.lowerBound] == 0x20 ? length : nil
      }
    }
    if removesExtraSpaces, !goesOn {
      while place < text.count, let length = isSpace(step(text, place)) { place += length }
    }
    if place >= text.count { return }
    if !keepsStarts, copy(text, place, into: &new, goesOn: goesOn) { return }
    new.reserveCapacity(text.count + text.count / 2 + 8)
    func add(_ bytes: [UInt8]) {
      new += bytes
      if keepsStarts { starts += repeatElement(place, count: bytes.count) }
    }
    if !putsSpaceBehind, addsDummyPrefix, !goesOn { add(space) }
    var afterSpace = removesExtraSpaces && !goesOn
    // Appends what does not begin with spaces that are too many; says whether it ends with one.
    func append(_ part: Slice<UnsafeBufferPointer<UInt8>>) {
      var part = part
      while afterSpace, part.first == 0x20 { part.removeFirst() }
      if !part.isEmpty {
        for byte in part {
          if byte == 0x20 { add(space) } else { new.append(byte) }
          if byte != 0x20, keepsStarts { starts.append(place) }
        }
        afterSpace = part.last == 0x20
      }
      if !removesExtraSpaces { afterSpace = false }
    }
    while place < text.count {
      if self.starts[Int(text[place])] == .copied {
        new.append(text[place])
        if keepsStarts { starts.append(place) }
        afterSpace = false
        place += 1
        continue
      }
      switch step(text, place) {
      case .copy(let length):
        append(text[place..<place + length])
        place += length
      case .replace(let range, let length):
        map?.strings.withUnsafeBufferPointer { append($0[range]) }
        place += length
        guard new.count < 1 << 31 else { throw TokenizerError.tooLong }
      }
    }
    var end = place
    if removesExtraSpaces {
      while new.count >= space.count, new.suffix(space.count) == space[...] {
        new.removeLast(space.count)
        if keepsStarts {
          end = starts[new.count]
          starts.removeLast(space.count)
        }
      }
    }
    place = end
    if putsSpaceBehind, addsDummyPrefix { add(space) }
    if keepsStarts { starts.append(place) }
  }

  /// Text of which nothing but spaces is changed, from `place` on.
  /// - Returns: whether it is such text.
  private func copy(
    _ text: UnsafeBufferPointer<UInt8>, _ place: Int, into new: inout [UInt8], goesOn: Bool
  ) -> Bool {
    starts.withUnsafeBufferPointer { starts in
      var spaces = 2
      for byte in text[place...] {
        let start = starts[Int(byte)]
        if start == .special { return false }
        if start == .space { spaces &+= 1 }
      }
      new = Array(unsafeUninitializedCapacity: text.count + spaces * space.count) { out, count in
        let isMark = space.count == 3
        var at = 0
        func addSpace() {
          if isMark {
            out[at] = 0xE2
            out[at &+ 1] = 0x96
            out[at &+ 2] = 0x81
            at &+= 3
          } else {
            out[at] = 0x20
            at &+= 1
          }
        }
        if !putsSpaceBehind, addsDummyPrefix, !goesOn { addSpace() }
        var afterSpace = removesExtraSpaces && !goesOn
        for byte in text[place...] {
          if byte != 0x20 {
            out[at] = byte
            at &+= 1
            afterSpace = false
          } else if !afterSpace {
            addSpace()
            afterSpace = removesExtraSpaces
          }
        }
        if removesExtraSpaces {
          while at >= space.count, out[at - space.count..<at].elementsEqual(space) { at -= space.count }
        }
        if putsSpaceBehind, addsDummyPrefix { addSpace() }
        count = at
      }
      return true
    }
  }

  func normalize(_ text: inout NormalizedText, goesOn: Bool) throws {
    var new: [UInt8] = []
    var starts: [Int] = []
    try text.bytes.withUnsafeBufferPointer {
      try normalize(
        $0, into: &new, starts: &starts, keepsStarts: text.keepsOffsets, goesOn: goesOn)
    }
    text.replaceAll(new, cameFrom: starts)
  }

  func normalized(_ text: [UInt8]) throws -> [UInt8] {
    var new: [UInt8] = []
    var starts: [Int] = []
    try text.withUnsafeBufferPointer { try normalize($0, into: &new, starts: &starts, keepsStarts: false) }
    return new
  }
}

extension PrecompiledMap {
  /// As SentencePiece reads it.
  init?(sentencePiece blob: [UInt8]) {
    guard blob.count > 4, blob.last == 0, blob[0] == 0, blob[1] & 3 == 0 else { return nil }
    let size = Int(blob[1]) << 8 | Int(blob[2]) << 16 | Int(blob[3]) << 24
    guard size >= 1024, size < blob.count - 4 else { return nil }
    self.init(blob)
    // A character does not become a book.
    var length = 0
    for byte in strings {
      length = byte == 0 ? 0 : length + 1
      if length > 255 { return nil }
    }
  }
}
