import Media
import PreferenceRecords

/// Conversations as lists of `{role, content}`.
enum MessageList {
  static func turns(
    _ found: RowReading.Found, _ media: RowMedia
  ) throws -> [Turn] {
    let messages = try RowLists.elements(found.value, found.field)
    return try messages.enumerated().map { (i, message) in
      let field = "\(found.field).\(i)"
      guard let word = message["role"]?.stringValue else {
        throw RowError(field: field + ".role", what: "is missing, or no text")
      }
      guard let role = Message.Role(rawValue: word) else {
        throw RowError(field: field + ".role", what: "'\(word)' is none of system, user, assistant")
      }
      return Turn(role: role, parts: try parts(message["content"] ?? .null, field + ".content", media))
    }
  }

  /// Text, or a list of `{type, text | image | audio | video}`.
  private static func parts(
    _ content: RowValue, _ field: String, _ media: RowMedia
  ) throws -> [Part] {
    switch content {
    case .string(let text): return [.text(text)]
    case .array(let pieces):
      var parts: [Part] = []
      for (i, piece) in pieces.enumerated() { parts += try self.parts(piece: piece, "\(field).\(i)", media) }
      return parts
    default: throw RowError(field: field, what: "is \(content.kindName), not text or a list of parts")
    }
  }

  private static func parts(
    piece: RowValue, _ field: String, _ media: RowMedia
  ) throws -> [Part] {
    let type = piece["type"]?.stringValue ?? ""
    if type == "text" {
      guard let text = piece["text"]?.stringValue else {
        throw RowError(field: field + ".text", what: "is missing, or no text")
      }
      return [.text(text)]
    }
    guard let kind = MediaKind(rawValue: type) else {
      throw RowError(field: field + ".type", what: "'\(type)' is none of text, image, audio, video")
    }
    let place = "\(field).\(type)"
    do {
      let sources = try MediumSource.sources(piece[type] ?? .null, place)
      return try sources.map { .media(try media(kind, $0)) }
    } catch let error as RowError { throw RowError(field: place, what: error.what) }
  }
}
