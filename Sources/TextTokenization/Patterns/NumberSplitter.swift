/// `\p{N}{1,3}`, or one of another greatest number. Alternatively single digits as `Digits` has them.
struct NumberSplitter: ScannedSplitter {
  private let group: Int
  private let newer: Bool

  init(group: Int) {
    self.group = group
    newer = false
  }

  private init() {
    group = 1
    newer = true
  }

  /// What `Digits` of `tokenizers` takes for a number, one by one: its standard library is of Unicode 17, its regular
  /// expressions are of 16.
  static let digits = NumberSplitter()

  @inline(__always)
  func matchEnd(_ text: ScannedText, _ place: Int) -> Int {
    let (kind, next) = text.character(place)
    if kind.meets(.number) { return text.numbers(next, atMost: group) }
    return newer && isNewer(text, place) ? next : place
  }

  @inline(__always)
  func isNumber(_ text: ScannedText, _ place: Int, _ kind: KindSet) -> Bool {
    kind.meets(.number) || (newer && isNewer(text, place))
  }

  private func isNewer(_ text: ScannedText, _ place: Int) -> Bool {
    guard text.bytes[place] == 0xF0 else { return false }
    let codePoint = text.wideCodePoint(place).codePoint
    return (0x11DE0...0x11DE9).contains(codePoint) || (0x16FF4...0x16FF6).contains(codePoint)
  }
}
