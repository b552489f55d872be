/// `[一-龥぀-ゟ゠-ヿ]+`: a run of Han characters and kana.
struct HanSplitter: ScannedSplitter {
  func matchEnd(_ text: ScannedText, _ place: Int) -> Int {
    var at = place
    while at < text.end, let next = character(text, at) { at = next }
    if let looks = text.looks { looks.pointee += at - place + 1 }
    return at
  }

  /// Where the character behind the one at `place` begins, nil when that is not of the set.
  @inline(__always)
  func character(_ text: ScannedText, _ place: Int) -> Int? {
    // All of the set are three bytes.
    guard text.bytes[place] & 0xF0 == 0xE0 else { return nil }
    let (codePoint, next) = text.wideCodePoint(place)
    let found = (0x4E00...0x9FA5).contains(codePoint) || (0x3040...0x30FF).contains(codePoint)
    return found ? next : nil
  }
}
