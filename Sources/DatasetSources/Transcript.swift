import PreferenceRecords

/// Conversations written as one text: "\n\nHuman: … \n\nAssistant: …".
enum Transcript {
  private static let marks: [(role: Message.Role, bytes: [UInt8])] = [
    (.user, Array("\n\nHuman:".utf8)), (.assistant, Array("\n\nAssistant:".utf8)),
  ]

  /// The turns, each without the one space after its mark; nil when the text does not begin with a turn.
  static func turns(_ text: String) -> [Turn]? {
    // Some copies lack the empty line at the beginning.
    let bytes = Array((text.hasPrefix("\n\n") ? text : "\n\n" + text).utf8)
    var turns: [Turn] = []
    var start: (role: Message.Role, at: Int)?
    var i = 0
    func close(_ end: Int) {
      guard let start else { return }
      let from = start.at < end && bytes[start.at] == 0x20 ? start.at + 1 : start.at
      turns.append(
        Turn(role: start.role, parts: [.text(String(decoding: bytes[from..<end], as: UTF8.self))]))
    }
    while i < bytes.count {
      if bytes[i] == 0x0A, let mark = marks.first(where: { bytes[i...].starts(with: $0.bytes) }) {
        close(i)
        i += mark.bytes.count
        start = (mark.role, i)
      } else if start == nil {
        return nil
      } else {
        i += 1
      }
    }
    close(bytes.count)
    return turns.isEmpty ? nil : turns
  }

  /// Texts that follow each other as one.
  static func joined(_ parts: [Part]) -> [Part] {
    var joined: [Part] = []
    for part in parts {
      if case .text(let text) = part, case .text(let before)? = joined.last {
        joined[joined.count - 1] = .text(before + text)
      } else {
        joined.append(part)
      }
    }
    return joined
  }
}
