/// Modality keys such as `ti2t` in words and in order.
enum Modality {
  /// The eight keys of the toolkit; others follow by name.
  static let order = ["t2t", "ti2t", "ti2ti", "t2i", "ta2t", "t2a", "t2v", "tv2t"]

  static func sorted<T>(_ items: [T], by key: (T) -> String) -> [T] {
    items.sorted { a, b in
      let (a, b) = (key(a), key(b))
      let (i, j) = (order.firstIndex(of: a) ?? order.count, order.firstIndex(of: b) ?? order.count)
      return i == j ? a < b : i < j
    }
  }

  static func hasMedia(_ key: String) -> Bool { key.contains { "iav".contains($0) } }

  /// "text and picture to text"; nil for a key that is none.
  static func words(_ key: String) -> String? {
    let sides = key.split(separator: "2", omittingEmptySubsequences: false)
    guard sides.count == 2, let input = side(sides[0]), let output = side(sides[1]) else { return nil }
    return input + " to " + output
  }

  private static func side(_ letters: Substring) -> String? {
    var words: [String] = []
    for letter in letters {
      switch letter {
      case "t": words.append("text")
      case "i": words.append("picture")
      case "a": words.append("sound")
      case "v": words.append("clip")
      default: return nil
      }
    }
    return words.isEmpty ? nil : words.joined(separator: " and ")
  }
}
