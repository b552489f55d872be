/// One step through a document.
public enum JSONToken: Sendable, Equatable {
  case beginObject, endObject, beginArray, endArray
  /// A member's name; its value follows.
  case key(JSONText)
  case string(JSONText)
  case integer(Int64)
  /// An integer beyond `Int64`: where its digits lie.
  case bigInteger(Range<Int>)
  case double(Double)
  case bool(Bool)
  case null
  /// The document is complete and only white space followed.
  case end
}

/// Where a string's content lies between its quotes, not yet unescaped.
public struct JSONText: Sendable, Equatable {
  public var range: Range<Int>
  public var hasEscapes: Bool
}

/// A pull scanner over bytes in memory: one token a call, no allocation, strict RFC 8259 grammar.
///
/// It borrows the bytes: they must stay in place while it is used. After an error it must not be used again.
public struct JSONScanner {
  private enum Expected { case value, valueOrEnd, keyOrEnd, key, separatorOrEnd, end }

  let base: UnsafePointer<UInt8>
  let count: Int
  var position = 0
  private let limits: JSONLimits
  /// True for an object, false for an array.
  private var containers: [Bool] = []
  private var expected = Expected.value
  private let firstLine: Int

  /// - Parameter firstLine: the line of the first byte in the file that the bytes were taken from.
  public init(
    _ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits = JSONLimits(), firstLine: Int = 1
  ) throws(JSONError) {
    guard let address = bytes.baseAddress, !bytes.isEmpty else {
      throw JSONError(what: "the document is empty", line: firstLine, column: 1)
    }
    base = address
    count = bytes.count
    self.limits = limits
    self.firstLine = firstLine
    if bytes.count > limits.bytes {
      throw JSONError(
        what: "\(bytes.count) bytes are more than the limit of \(limits.bytes)", line: firstLine, column: 1)
    }
  }

  /// Bytes that have been read.
  public var offset: Int { position }

  /// The next token; `.end` once the document is complete, and again on every later call.
  public mutating func next() throws(JSONError) -> JSONToken {
    skipSpace()
    guard position < count else {
      if expected == .end { return .end }
      throw error("unexpected end of the document")
    }
    var byte = base[position]
    switch expected {
    case .end: throw error("something follows the document's end")
    case .separatorOrEnd:
      let isObject = containers.last == true
      if byte == (isObject ? 0x7D : 0x5D) { return close() }
      guard byte == 0x2C else { throw error("expected ',' or '\(isObject ? "}" : "]")'") }
      position += 1
      skipSpace()
      guard position < count else { throw error("unexpected end of the document") }
      if isObject { return try key() }
      byte = base[position]
    case .keyOrEnd:
      if byte == 0x7D { return close() }
      return try key()
    case .key: return try key()
    case .valueOrEnd:
      if byte == 0x5D { return close() }
    case .value: break
    }
    return try value(byte)
  }

  private mutating func close() -> JSONToken {
    position += 1
    let wasObject = containers.removeLast()
    afterValue()
    return wasObject ? .endObject : .endArray
  }

  private mutating func afterValue() { expected = containers.isEmpty ? .end : .separatorOrEnd }

  private mutating func key() throws(JSONError) -> JSONToken {
    guard base[position] == 0x22 else { throw error("expected a member's name in quotes") }
    let text = try string()
    skipSpace()
    guard position < count, base[position] == 0x3A else { throw error("expected ':' after a member's name") }
    position += 1
    expected = .value
    return .key(text)
  }

  private mutating func value(_ byte: UInt8) throws(JSONError) -> JSONToken {
    switch byte {
    case 0x7B, 0x5B:
      guard containers.count < limits.depth else { throw error("nested deeper than \(limits.depth) levels") }
      position += 1
      containers.append(byte == 0x7B)
      expected = byte == 0x7B ? .keyOrEnd : .valueOrEnd
      return byte == 0x7B ? .beginObject : .beginArray
    case 0x22:
      let text = try string()
      afterValue()
      return .string(text)
    case 0x2D, 0x30...0x39:
      let token = try number()
      afterValue()
      return token
    case 0x74: return try word("true", .bool(true))
    case 0x66: return try word("false", .bool(false))
    case 0x6E: return try word("null", .null)
    default: throw error("expected a value")
    }
  }

  private mutating func word(_ word: StaticString, _ token: JSONToken) throws(JSONError) -> JSONToken {
    let length = word.utf8CodeUnitCount
    guard position + length <= count else { throw error("expected a value") }
    for i in 0..<length where base[position + i] != word.utf8Start[i] { throw error("expected a value") }
    position += length
    afterValue()
    return token
  }

  @inline(__always)
  private mutating func skipSpace() {
    while position < count {
      switch base[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  /// Finds the closing quote of the string that starts here, eight bytes at a time.
  private mutating func string() throws(JSONError) -> JSONText {
    let start = position + 1
    var i = start
    var hasEscapes = false
    while true {
      i = ByteSearch.firstSpecial(base, from: i, to: count)
      guard i < count else { throw error("a string does not end") }
      let byte = base[i]
      if byte == 0x22 { break }
      if byte == 0x5C {
        hasEscapes = true
        i += 2
        if i > count {
          position = count
          throw error("a string does not end")
        }
        continue
      }
      position = i
      throw error("a control character in a string must be escaped")
    }
    position = i + 1
    return JSONText(range: start..<i, hasEscapes: hasEscapes)
  }

  /// An error at the current position, with its line and column.
  public func error(_ what: String) -> JSONError { error(what, at: position) }

  public func error(_ what: String, at offset: Int) -> JSONError {
    var line = firstLine
    var lineStart = 0
    for i in 0..<min(offset, count) where base[i] == 0x0A {
      line += 1
      lineStart = i + 1
    }
    return JSONError(what: what, line: line, column: offset - lineStart + 1)
  }
}

enum ByteSearch {
  /// The first quote, backslash or control character in `from..<to`, or `to`. Eight bytes at a time; Swift's SIMD masks
  /// are scalarised on x86-64, so the words are plain integers.
  @inline(__always)
  static func firstSpecial(_ base: UnsafePointer<UInt8>, from: Int, to: Int) -> Int {
    let raw = UnsafeRawPointer(base)
    let ones: UInt64 = 0x0101_0101_0101_0101
    let high: UInt64 = 0x8080_8080_8080_8080
    var i = from
    while i + 8 <= to {
      let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: i, as: UInt64.self))
      let quote = word ^ 0x2222_2222_2222_2222
      let slash = word ^ 0x5C5C_5C5C_5C5C_5C5C
      let found =
        (((word &- 0x2020_2020_2020_2020) & ~word) | ((quote &- ones) & ~quote) | ((slash &- ones) & ~slash))
        & high
      if found != 0 { return i + found.trailingZeroBitCount / 8 }
      i += 8
    }
    while i < to {
      let byte = base[i]
      if byte == 0x22 || byte == 0x5C || byte < 0x20 { return i }
      i += 1
    }
    return min(i, to)
  }
}
