import ByteStreams
import Glibc

/// One element of a stream of JSON values: its bytes, not yet parsed, so that the parsing can happen on another thread.
public struct JSONElement: Sendable {
  public var bytes: [UInt8]
  /// From 1.
  public var ordinal: Int
  /// The line of the first byte, from 1.
  public var line: Int

  public func parsed(limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONValue {
    try JSONValue(parsing: bytes, limits: limits, firstLine: line)
  }
}

/// Reads JSON Lines, or the elements of one top-level array, in bounded memory: a window of the file and one element.
public final class JSONStream {
  public enum Layout: Sendable {
    /// One value a line; empty lines are passed over.
    case lines
    /// One array that holds everything.
    case array
    /// An array when the first character is `[`, otherwise lines.
    case automatic
  }

  private let source: any ByteSource
  private let limits: JSONLimits
  private var layout: Layout
  private var window = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
  /// What has been read and not yet taken is `window[position..<filled]`.
  private var position = 0
  private var filled = 0
  private var exhausted = false
  private var line = 1
  private var ordinal = 0
  private var begun = false
  private var finished = false

  public init(_ source: any ByteSource, layout: Layout = .automatic, limits: JSONLimits = JSONLimits()) {
    self.source = source
    self.layout = layout
    self.limits = limits
  }

  deinit { window.deallocate() }

  /// The next element; nil at the end, and on every later call.
  ///
  /// A line that is no JSON throws nothing here but when it is parsed, so that a caller may pass over it and go on.
  public func next() throws -> JSONElement? {
    if finished { return nil }
    if !begun { try begin() }
    return layout == .array ? try nextOfArray() : try nextLine()
  }

  /// Passes over a byte order mark and decides the layout.
  private func begin() throws {
    begun = true
    while filled < 3, try fill() {}
    if window[..<filled].starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    guard layout != .lines else { return }
    let first = try peekPastSpace()
    if layout == .automatic { layout = first == 0x5B ? .array : .lines }
    if layout == .array {
      guard first == 0x5B else { throw error("expected '[': the file must be one array") }
      position += 1
    }
  }

  private func nextLine() throws -> JSONElement? {
    while true {
      var searched = 0
      var end: Int?
      while end == nil {
        end = lineEnd(from: position + searched)
        if end == nil {
          searched = filled - position
          guard searched <= limits.bytes else { throw error("the line is longer than \(limits.bytes) bytes") }
          if try !fill() { break }
        }
      }
      let text = window[position..<(end ?? filled)]
      if end == nil, text.isEmpty {
        finished = true
        return nil
      }
      let start = line
      position = end.map { $0 + 1 } ?? filled
      line += 1
      if text.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
      ordinal += 1
      return JSONElement(bytes: Array(text), ordinal: ordinal, line: start)
    }
  }

  private func lineEnd(from place: Int) -> Int? {
    guard let base = window.baseAddress, let found = memchr(base + place, 0x0A, filled - place) else {
      return nil
    }
    return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
  }

  private func nextOfArray() throws -> JSONElement? {
    guard var byte = try peekPastSpace() else { throw error("the array does not end") }
    if byte == 0x5D {
      position += 1
      finished = true
      if try peekPastSpace() != nil { throw error("something follows the array's end") }
      return nil
    }
    if ordinal > 0 {
      guard byte == 0x2C else { throw error("expected ',' or ']' after an element") }
      position += 1
      guard let next = try peekPastSpace() else { throw error("the array does not end") }
      byte = next
    }
    if byte == 0x2C || byte == 0x5D { throw error("expected a value") }
    let start = line
    var split = JSONElementEnd()
    while true {
      if let found = split.advance(UnsafeRawBufferPointer(window)[..<filled], from: position) {
        let element = Array(window[position..<found])
        line += split.newLines
        position = found
        ordinal += 1
        return JSONElement(bytes: element, ordinal: ordinal, line: start)
      }
      guard filled - position <= limits.bytes else {
        throw error("an element is longer than \(limits.bytes) bytes")
      }
      if try !fill() { throw error("the array's element \(ordinal + 1) does not end") }
    }
  }

  /// The next byte that is no white space, without taking it.
  private func peekPastSpace() throws -> UInt8? {
    while true {
      while position < filled {
        let byte = window[position]
        switch byte {
        case 0x0A: line += 1
        case 0x20, 0x0D, 0x09: break
        default: return byte
        }
        position += 1
      }
      if try !fill() { return nil }
    }
  }

  /// Drops what has been taken and appends more of the file; false at its end.
  private func fill() throws -> Bool {
    if exhausted { return false }
    if position > 0 {
      window.copyMemory(from: UnsafeRawBufferPointer(rebasing: window[position..<filled]))
      filled -= position
      position = 0
    }
    if filled == window.count {
      // Long elements are read in growing steps, so that the total work stays proportional to their length.
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * window.count, alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(window))
      window.deallocate()
      window = larger
    }
    let got = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: window[filled...]))
    filled += got
    exhausted = got == 0
    return got > 0
  }

  private func error(_ what: String) -> JSONError { JSONError(what: what, line: line, column: 1) }
}

/// Finds where one element of an array ends, over as many pieces of the file as it takes. It only balances brackets and
/// quotes; the element's own grammar is checked when it is parsed.
struct JSONElementEnd {
  private var offset = 0
  private var depth = 0
  private var inString = false
  /// Line ends inside the element so far.
  private(set) var newLines = 0

  /// Goes on from where it stopped; `start` is where the element begins in `bytes`. Returns the index after its last
  /// byte, nil when more bytes are needed.
  mutating func advance(_ window: Slice<UnsafeRawBufferPointer>, from start: Int) -> Int? {
    let bytes = UnsafeRawBufferPointer(rebasing: window).assumingMemoryBound(to: UInt8.self)
    guard let base = bytes.baseAddress else { return nil }
    var i = start + offset
    while i < bytes.count {
      if inString {
        i = ByteSearch.firstSpecial(base, from: i, to: bytes.count)
        guard i < bytes.count else { break }
        switch base[i] {
        case 0x22: inString = false
        case 0x5C:
          // The escaped byte may not be here yet: look at the backslash again then.
          if i + 1 >= bytes.count {
            offset = i - start
            return nil
          }
          i += 1
        case 0x0A: newLines += 1
        default: break
        }
        i += 1
        continue
      }
      switch base[i] {
      case 0x22: inString = true
      case 0x7B, 0x5B: depth += 1
      case 0x7D, 0x5D:
        if depth == 0 { return i }
        depth -= 1
      case 0x2C: if depth == 0 { return i }
      case 0x0A: newLines += 1
      default: break
      }
      i += 1
    }
    offset = i - start
    return nil
  }
}
