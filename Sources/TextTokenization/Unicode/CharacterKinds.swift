/// What regular expressions tell characters apart by: a general category or a group of them.
enum CharacterKind: UInt16, CaseIterable {
  /// Controls, format characters, private use and what is not assigned.
  case other
  /// `\s`: White_Space, but for the line ends `\r` and `\n`.
  case space
  case uppercase, lowercase, titlecase, modifier, otherLetter
  case mark, number, punctuation, symbol
  /// `\r` and `\n`, which are `\s` too.
  case newline
}

/// A set of kinds, one bit each.
struct KindSet: OptionSet, Sendable {
  let rawValue: UInt16
  @inline(__always) init(rawValue: UInt16) { self.rawValue = rawValue }
  init(_ kind: CharacterKind) { rawValue = 1 << kind.rawValue }

  static let other = KindSet(.other)
  static let newline = KindSet(.newline)
  static let space: KindSet = [KindSet(.space), newline]
  static let lowercase = KindSet(.lowercase)
  static let mark = KindSet(.mark)
  static let number = KindSet(.number)
  /// Uppercase and titlecase.
  static let capital: KindSet = [KindSet(.uppercase), KindSet(.titlecase)]
  /// Letters of scripts without case, and modifier letters.
  static let caseless: KindSet = [KindSet(.modifier), KindSet(.otherLetter)]
  static let letter: KindSet = [lowercase, capital, caseless]
  static let punctuation: KindSet = [KindSet(.punctuation), KindSet(.symbol)]
  static let all = KindSet(rawValue: (1 << UInt16(CharacterKind.allCases.count)) - 1)

  @inline(__always) func meets(_ other: KindSet) -> Bool { rawValue & other.rawValue != 0 }
}

/// The kind of every code point, in a table of two stages that is filled at first use (under a millisecond, 100 kB).
struct CharacterKinds: Sendable {
  /// The kind of each byte below 0x80; empty for the others.
  nonisolated(unsafe) let ascii: UnsafePointer<KindSet>
  /// The page of each 128 code points, as its place in `pages`.
  nonisolated(unsafe) private let index: UnsafePointer<UInt32>
  nonisolated(unsafe) private let pages: UnsafePointer<KindSet>

  static let shared = CharacterKinds()

  @inline(__always) subscript(_ codePoint: UInt32) -> KindSet {
    pages[Int(index[Int(codePoint >> 7)] &+ codePoint & 0x7F)]
  }

  private init() {
    var pages: [KindSet] = []
    var index = [UInt32](repeating: 0, count: 0x110000 >> 7)
    var known: [[KindSet]: UInt32] = [:]
    var page: [KindSet] = []
    page.reserveCapacity(128)
    func finish(_ number: Int) {
      if let place = known[page] {
        index[number] = place
      } else {
        let place = UInt32(pages.count)
        pages += page
        known[page] = place
        index[number] = place
      }
      page.removeAll(keepingCapacity: true)
    }
    var uniform: [KindSet: UInt32] = [:]
    var at = 0
    for (place, run) in Self.runs.enumerated() {
      let end = place + 1 < Self.runs.count ? Int(Self.runs[place + 1] >> 4) : 0x110000
      let kind = KindSet(rawValue: 1 << UInt16(run & 15))
      while at < end {
        if page.isEmpty, end - at >= 128, let place = uniform[kind] {
          index[at >> 7] = place
          at += 128
          continue
        }
        let whole = page.isEmpty && end - at >= 128
        let count = min(end - at, 128 - page.count)
        page.append(contentsOf: repeatElement(kind, count: count))
        at += count
        if page.count == 128 {
          finish((at - 1) >> 7)
          if whole { uniform[kind] = index[(at - 1) >> 7] }
        }
      }
    }
    let ascii = UnsafeMutablePointer<KindSet>.allocate(capacity: 256)
    ascii.initialize(repeating: [], count: 256)
    for byte in 0..<128 { ascii[byte] = pages[Int(index[0]) + byte] }
    self.ascii = UnsafePointer(ascii)
    self.index = Self.kept(index)
    self.pages = Self.kept(pages)
  }

  /// A copy that stays for the life of the program.
  private static func kept<Element>(_ elements: [Element]) -> UnsafePointer<Element> {
    let copy = UnsafeMutablePointer<Element>.allocate(capacity: elements.count)
    elements.withUnsafeBufferPointer { from in
      if let base = from.baseAddress { copy.initialize(from: base, count: elements.count) }
    }
    return UnsafePointer(copy)
  }
}
extension KindSet: Hashable {}
