/// What turns the strings of tokens into text.
indirect enum Decoder: Sendable {
  case byteLevel
  case metaspace(UInt32, dropsFirst: Bool)
  case byteFallback
  case fuse
  case strip(UInt32, start: Int, stop: Int)
  case replace(any TextSplitter, with: [UInt8])
  case wordPiece(prefix: [UInt8], cleansUp: Bool)
  case suffix([UInt8])
  case sequence([Decoder])

  /// One step: strings of tokens to strings that are closer to text.
  func decode(_ tokens: [[UInt8]]) throws -> [[UInt8]] {
    switch self {
    case .byteLevel:
      var bytes: [UInt8] = []
      for token in tokens { bytes += ByteAlphabet.bytes(token[...]) ?? token }
      return [Array(String(decoding: bytes, as: UTF8.self).utf8)]
    case .metaspace(let mark, let dropsFirst):
      var markBytes: [UInt8] = []
      UTF8Scalars.append(mark, to: &markBytes)
      return tokens.enumerated().map { place, token in
        Self.replacing(token, markBytes, with: place == 0 && dropsFirst ? [] : [0x20])
      }
    case .byteFallback: return Self.joiningBytes(tokens)
    case .fuse: return [Array(tokens.joined())]
    case .strip(let mark, let start, let stop):
      return tokens.map { Self.stripped($0, mark, start, stop) }
    case .replace(let pattern, let content):
      return try tokens.map { token in
        var new: [UInt8] = []
        try token.withUnsafeBufferPointer { bytes in
          try pattern.splitMarked(bytes, from: 0, to: bytes.count) { from, to, isMatch in
            if isMatch { new += content } else { new += bytes[from..<to] }
          }
        }
        return new
      }
    case .wordPiece(let prefix, let cleansUp):
      return tokens.enumerated().map { place, token in
        var token = token
        if place > 0 {
          if token.starts(with: prefix) {
            token.removeFirst(prefix.count)
          } else {
            token.insert(0x20, at: 0)
          }
        }
        return cleansUp ? Self.cleanedUp(token) : token
      }
    case .suffix(let suffix):
      return tokens.enumerated().map { place, token in
        Self.replacing(token, suffix, with: place == tokens.count - 1 ? [] : [0x20])
      }
    case .sequence(let parts): return try parts.reduce(tokens) { try $1.decode($0) }
    }
  }

  var steps: [Decoder] {
    if case .sequence(let parts) = self { return parts.flatMap(\.steps) }
    return [self]
  }

  /// What a step makes of one token that others stand before.
  func bytes(ofToken token: [UInt8]) -> [UInt8] {
    switch self {
    case .byteLevel: return ByteAlphabet.bytes(token[...]) ?? token
    case .byteFallback: return Self.byte(token).map { [$0] } ?? token
    case .metaspace(let mark, _):
      var markBytes: [UInt8] = []
      UTF8Scalars.append(mark, to: &markBytes)
      return Self.replacing(token, markBytes, with: [0x20])
    case .replace(let pattern, _):
      // A token that has been made bytes already may be a part of a character, which only strings are looked for in.
      guard pattern is LiteralSplitter || token.withUnsafeBufferPointer(UTF8Check.isValid) else {
        return token
      }
      return (try? decode([token]).first) ?? token
    case .wordPiece(let prefix, let cleansUp):
      let word = token.starts(with: prefix) ? Array(token.dropFirst(prefix.count)) : [0x20] + token
      return cleansUp ? Self.cleanedUp(word) : word
    case .suffix(let suffix): return Self.replacing(token, suffix, with: [0x20])
    case .fuse, .strip: return token
    case .sequence(let parts): return parts.reduce(token) { $1.bytes(ofToken: $0) }
    }
  }

  /// Tokens `<0x0A>` beside each other as the text of their bytes, each as a replacement character if they are none.
  private static func joiningBytes(_ tokens: [[UInt8]]) -> [[UInt8]] {
    var new: [[UInt8]] = []
    var bytes: [UInt8] = []
    func flush() {
      if bytes.isEmpty { return }
      if bytes.withUnsafeBufferPointer(UTF8Check.isValid) {
        new.append(bytes)
      } else {
        new += repeatElement([0xEF, 0xBF, 0xBD], count: bytes.count)
      }
      bytes.removeAll()
    }
    for token in tokens {
      if let byte = byte(token) {
        bytes.append(byte)
      } else {
        flush()
        new.append(token)
      }
    }
    flush()
    return new
  }

  private static func byte(_ token: [UInt8]) -> UInt8? {
    guard token.count == 6, token.starts(with: Array("<0x".utf8)), token[5] == 0x3E else { return nil }
    // A sign before one digit is read as well, as there.
    if token[3] == 0x2B { return digit(token[4]) }
    guard let high = digit(token[3]), let low = digit(token[4]) else { return nil }
    return high << 4 | low
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }

  private static func stripped(_ token: [UInt8], _ mark: UInt32, _ start: Int, _ stop: Int) -> [UInt8] {
    let characters = UTF8Scalars.codePoints(token)
    var from = 0
    while from < min(start, characters.count), characters[from] == mark { from += 1 }
    var to = characters.count
    while to > from, characters.count - to < stop, characters[to - 1] == mark { to -= 1 }
    var new: [UInt8] = []
    for codePoint in characters[from..<to] { UTF8Scalars.append(codePoint, to: &new) }
    return new
  }

  private static func replacing(_ text: [UInt8], _ old: [UInt8], with content: [UInt8]) -> [UInt8] {
    guard let first = old.first, text.contains(first) else { return text }
    var new: [UInt8] = []
    new.reserveCapacity(text.count)
    var place = 0
    while place < text.count {
      if text[place] == first, text[place...].starts(with: old) {
        new += content
        place += old.count
      } else {
        new.append(text[place])
        place += 1
      }
    }
    return new
  }

  private static let cleanups: [([UInt8], [UInt8])] = [
    (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"),
    (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
  ].map { (Array($0.0.utf8), Array($0.1.utf8)) }

  private static func cleanedUp(_ token: [UInt8]) -> [UInt8] {
    cleanups.reduce(token) { replacing($0, $1.0, with: $1.1) }
  }
}
