enum Placeholders {
  /// Takes placeholders out, each with the white space after it; at the text's end, with the white space before it.
  static func removing(_ words: [String], from text: String) -> String {
    if words.isEmpty { return text }
    var bytes = Array(text.utf8)
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }
    for word in words.map({ Array($0.utf8) }) where !word.isEmpty {
      var i = 0
      while i + word.count <= bytes.count {
        guard bytes[i..<i + word.count].elementsEqual(word) else {
          i += 1
          continue
        }
        var end = i + word.count
        while end < bytes.count, isSpace(bytes[end]) { end += 1 }
        if end == bytes.count { while i > 0, isSpace(bytes[i - 1]) { i -= 1 } }
        bytes.removeSubrange(i..<end)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
