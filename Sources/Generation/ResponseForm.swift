import Media
import PreferenceRecords

/// What a response may be made of.
public struct ResponseForm: Sendable, Equatable {
  public var text: Bool
  /// How many media of each kind; a kind that is not here is not allowed.
  public var media: [MediaKind: ClosedRange<Int>]

  public init(text: Bool, media: [MediaKind: ClosedRange<Int>] = [:]) {
    self.text = text
    self.media = media
  }

  /// Whatever the model says.
  public static let any = ResponseForm(
    text: true, media: Dictionary(uniqueKeysWithValues: MediaKind.allCases.map { ($0, 0...Int.max) }))

  /// Responses of the same make as these: text where one of them has text, and of each kind of medium that one has at
  /// least one, at most as many as the richest has.
  public init(like candidates: [Candidate]) {
    var text = false
    var media: [MediaKind: ClosedRange<Int>] = [:]
    for candidate in candidates {
      var counts: [MediaKind: Int] = [:]
      for part in candidate.parts {
        switch part {
        case .text(let string): if !string.isEmpty { text = true }
        case .media(let reference):
          if let kind = MediaKind(rawValue: reference.kind) { counts[kind, default: 0] += 1 }
        }
      }
      for kind in MediaKind.allCases {
        if let count = counts[kind] { media[kind] = 1...max(count, media[kind]?.upperBound ?? 1) }
      }
    }
    self.init(text: text || media.isEmpty, media: media)
  }

  /// From letters as in a modality key: t text, and i, a, v one medium of that kind. Nil for other letters, or none.
  public init?(letters: String) {
    var text = false
    var media: [MediaKind: ClosedRange<Int>] = [:]
    for letter in letters {
      if letter == "t" {
        text = true
      } else if let kind = MediaKind.allCases.first(where: { $0.letter == String(letter) }) {
        media[kind] = 1...1
      } else {
        return nil
      }
    }
    guard text || !media.isEmpty else { return nil }
    self.init(text: text, media: media)
  }
}
