/// Text that is being changed, and for each of its bytes the range of the original text that it came from.
///
/// Where offsets are not wanted the ranges are left out, which is faster.
struct NormalizedText: Sendable {
  private(set) var bytes: [UInt8]
  /// Of the original text's bytes; empty when offsets are not kept.
  private(set) var starts: [Int]
  private(set) var ends: [Int]
  let keepsOffsets: Bool
  /// Where this text begins in the original one.
  let origin: Int

  /// A part of the original text, as it is.
  /// - Parameter origin: where it begins, when the text is not the original one but like it.
  init(
    _ text: UnsafeBufferPointer<UInt8>, from: Int, to: Int, keepsOffsets: Bool, origin: Int? = nil
  ) {
    bytes = Array(text[from..<to])
    self.keepsOffsets = keepsOffsets
    self.origin = origin ?? from
    starts = []
    ends = []
    guard keepsOffsets else { return }
    starts.reserveCapacity(bytes.count)
    ends.reserveCapacity(bytes.count)
    var place = from
    while place < to {
      let length = min(UTF8Scalars.decode(text, place).length, to - place)
      for _ in 0..<length {
        starts.append(place)
        ends.append(place + length)
      }
      place += length
    }
  }

  private init(bytes: [UInt8], starts: [Int], ends: [Int], keepsOffsets: Bool, origin: Int) {
    self.bytes = bytes
    self.starts = starts
    self.ends = ends
    self.keepsOffsets = keepsOffsets
    self.origin = origin
  }

  var count: Int { bytes.count }

  /// Where the part of the original text that `from ..< to` comes from begins and ends.
  @inline(__always) func original(_ from: Int, _ to: Int) -> (start: Int, end: Int) {
    (starts[from], ends[to - 1])
  }

  /// Where a part that begins at `from` begins in the original text; a guess when offsets are not kept.
  func originalStart(_ from: Int) -> Int {
    keepsOffsets ? (from < starts.count ? starts[from] : origin) : origin + from
  }

  /// A copy of a part.
  func slice(_ from: Int, _ to: Int, origin: Int? = nil) -> NormalizedText {
    NormalizedText(
      bytes: Array(bytes[from..<to]), starts: keepsOffsets ? Array(starts[from..<to]) : [],
      ends: keepsOffsets ? Array(ends[from..<to]) : [], keepsOffsets: keepsOffsets,
      origin: origin ?? originalStart(from))
  }

  /// An empty text to which parts are appended.
  func emptied() -> NormalizedText {
    NormalizedText(bytes: [], starts: [], ends: [], keepsOffsets: keepsOffsets, origin: origin)
  }

  mutating func append(_ other: NormalizedText, _ from: Int, _ to: Int) {
    bytes += other.bytes[from..<to]
    guard keepsOffsets else { return }
    starts += other.starts[from..<to]
    ends += other.ends[from..<to]
  }

  /// Appends new bytes that come from one range of the original text.
  mutating func append(_ new: [UInt8], start: Int, end: Int) {
    bytes += new
    guard keepsOffsets else { return }
    starts += repeatElement(start, count: new.count)
    ends += repeatElement(end, count: new.count)
  }

  /// The text that edits make of this one.
  /// - Parameter removed: characters at the beginning that are gone.
  mutating func apply(_ edits: [Edit], removed: Int = 0) {
    var new: [UInt8] = []
    new.reserveCapacity(bytes.count)
    guard keepsOffsets else {
      for edit in edits { UTF8Scalars.append(edit.codePoint, to: &new) }
      bytes = new
      return
    }
    var newStarts: [Int] = []
    var newEnds: [Int] = []
    newStarts.reserveCapacity(bytes.count)
    newEnds.reserveCapacity(bytes.count)
    bytes.withUnsafeBufferPointer { old in
      var place = 0
      func skip(_ characters: Int) {
        for _ in 0..<characters where place < old.count {
          place = min(place + UTF8Scalars.decode(old, place).length, old.count)
        }
      }
      skip(removed)
      for edit in edits {
        let range: (Int, Int)
        if edit.change > 0 {
          range = place == 0 ? (origin, origin) : (starts[place - 1], ends[place - 1])
        } else {
          range =
            place < old.count ? (starts[place], ends[place]) : (ends.last ?? origin, ends.last ?? origin)
          skip(1 - edit.change)
        }
        let before = new.count
        UTF8Scalars.append(edit.codePoint, to: &new)
        newStarts += repeatElement(range.0, count: new.count - before)
        newEnds += repeatElement(range.1, count: new.count - before)
      }
    }
    bytes = new
    starts = newStarts
    ends = newEnds
  }

  /// Keeps the characters that `keeps` says.
  mutating func filter(_ keeps: (UInt32) -> Bool) {
    var edits: [Edit] = []
    var first = 0
    var gone = 0
    for codePoint in UTF8Scalars.codePoints(bytes) {
      guard keeps(codePoint) else {
        gone += 1
        continue
      }
      if edits.isEmpty { first = gone } else { edits[edits.count - 1].change = -gone }
      edits.append(Edit(codePoint, 0))
      gone = 0
    }
    if !edits.isEmpty { edits[edits.count - 1].change = -gone }
    apply(edits, removed: edits.isEmpty ? gone : first)
  }

  /// Other text in the place of this one.
  /// - Parameter places: for every new byte the byte of this text that it comes from, and the end of the last one.
  mutating func replaceAll(_ new: [UInt8], cameFrom places: [Int]) {
    bytes = new
    guard keepsOffsets else { return }
    let originals = places.map { $0 < starts.count ? starts[$0] : ends.last ?? origin }
    starts = Array(originals.prefix(new.count))
    ends = Array(originals.dropFirst().prefix(new.count))
  }

  mutating func map(_ character: (UInt32) -> UInt32) {
    apply(UTF8Scalars.codePoints(bytes).map { Edit(character($0), 0) })
  }

  /// Puts text before the first character, as a part of it; nothing before no character.
  mutating func prepend(_ new: [UInt8]) {
    guard !bytes.isEmpty else { return }
    bytes.insert(contentsOf: new, at: 0)
    guard keepsOffsets else { return }
    let (start, end) = (starts[0], ends[0])
    if new.isEmpty {
      // As it is there: the first character comes from nowhere then.
      let length = bytes.withUnsafeBufferPointer { UTF8Scalars.decode($0, 0).length }
      for place in 0..<min(length, bytes.count) { (starts[place], ends[place]) = (origin, origin) }
    }
    starts.insert(contentsOf: repeatElement(start, count: new.count), at: 0)
    ends.insert(contentsOf: repeatElement(end, count: new.count), at: 0)
  }

  /// Puts `content` in the place of every match.
  mutating func replace(_ pattern: any TextSplitter, with content: [UInt8]) throws {
    var new = emptied()
    new.bytes.reserveCapacity(bytes.count)
    try bytes.withUnsafeBufferPointer { text in
      try pattern.splitMarked(text, from: 0, to: text.count) { from, to, isMatch in
        if !isMatch {
          new.append(self, from, to)
        } else if keepsOffsets {
          let (start, end) = to == 0 ? (origin, origin) : (starts[to - 1], ends[to - 1])
          new.append(content, start: start, end: end)
        } else {
          new.bytes += content
        }
      }
    }
    self = new
  }

  /// Puts `content` in the place of every byte of a value, when offsets are not kept.
  mutating func replaceByte(_ byte: UInt8, with content: [UInt8]) {
    guard !keepsOffsets else { return }
    var new: [UInt8] = []
    new.reserveCapacity(bytes.count + bytes.count / 2)
    for each in bytes {
      if each == byte { new.append(contentsOf: content) } else { new.append(each) }
    }
    bytes = new
  }

  /// Takes whitespace away at the ends.
  mutating func strip(left: Bool, right: Bool) {
    let (from, to) = bytes.withUnsafeBufferPointer { text -> (Int, Int) in
      var from = 0
      var to = text.count
      if left {
        while from < to {
          let (codePoint, length) = UTF8Scalars.decode(text, from)
          guard CharacterSets.isWhitespace(codePoint) else { break }
          from += length
        }
      }
      if right {
        while to > from {
          let before = UTF8Scalars.before(to, text, from: from)
          guard CharacterSets.isWhitespace(UTF8Scalars.decode(text, before).codePoint) else { break }
          to = before
        }
      }
      return (from, to)
    }
    if from > 0 || to < bytes.count { self = NormalizedText(stripped: self, from, to) }
  }

  private init(stripped text: NormalizedText, _ from: Int, _ to: Int) {
    self.init(
      bytes: Array(text.bytes[from..<to]), starts: text.keepsOffsets ? Array(text.starts[from..<to]) : [],
      ends: text.keepsOffsets ? Array(text.ends[from..<to]) : [], keepsOffsets: text.keepsOffsets,
      origin: text.origin)
  }
}
