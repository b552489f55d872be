/// Feedback strings carry their structure in the text: "##Critique: … ##Refinement: …", or "##Reason: … ##Refinement: …".
struct FeedbackMarkers: Equatable {
  /// The critique or reason; the whole text when it has no markers.
  var text: String
  /// What stands under "##Refinement:".
  var advice: String?

  /// Splits at the markers. What stands under several markers of one kind, one for each output modality, is joined by
  /// line ends; what stands before the first marker belongs to the text.
  init(_ whole: String) {
    var texts: [String] = []
    var advices: [String] = []
    var isAdvice = false
    var found = false
    let bytes = Array(whole.utf8)
    var start = 0
    var i = 0
    func piece(_ end: Int) -> String {
      var from = start
      var to = end
      while from < to, FeedbackMarkers.isSpace(bytes[from]) { from += 1 }
      while to > from, FeedbackMarkers.isSpace(bytes[to - 1]) { to -= 1 }
      return String(decoding: bytes[from..<to], as: UTF8.self)
    }
    func close(_ end: Int) {
      let piece = piece(end)
      if piece.isEmpty { return }
      if isAdvice { advices.append(piece) } else { texts.append(piece) }
    }
    while i < bytes.count {
      if bytes[i] == 0x23, let (length, advises) = FeedbackMarkers.marker(bytes[i...]) {
        close(i)
        found = true
        isAdvice = advises
        i += length
        start = i
      } else {
        i += 1
      }
    }
    guard found else {
      text = whole
      return
    }
    close(bytes.count)
    text = texts.joined(separator: "\n")
    advice = advices.isEmpty ? nil : advices.joined(separator: "\n")
  }

  private static let words: [(word: [UInt8], advises: Bool)] = [
    (Array("critique".utf8), false), (Array("reason".utf8), false), (Array("refinement".utf8), true),
  ]

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  /// The length of the marker that stands here ("##Word:", spaces and case as people write them), and its kind.
  private static func marker(_ bytes: ArraySlice<UInt8>) -> (length: Int, advises: Bool)? {
    guard bytes.starts(with: [0x23, 0x23]) else { return nil }
    let content = bytes.dropFirst(2).drop { $0 == 0x20 }
    for (word, advises) in words where content.prefix(word.count).map({ $0 | 0x20 }) == word {
      let rest = content.dropFirst(word.count).drop { $0 == 0x20 }
      if rest.first == 0x3A { return (rest.startIndex + 1 - bytes.startIndex, advises) }
    }
    return nil
  }
}
