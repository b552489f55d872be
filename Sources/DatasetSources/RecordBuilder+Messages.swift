import Media
import PreferenceRecords

extension RecordBuilder {
  /// The turns of a list of `{role, content}`. What else a message holds is left for `extra`.
  mutating func turns(messages found: RowReading.Found, _ media: RowMedia) throws -> [Turn] {
    let messages = try RowLists.elements(found.value, found.field)
    var turns: [Turn] = []
    for (i, message) in messages.enumerated() {
      let scope = RowReading.Scope(value: message, path: found.path.inside(.index(i)))
      guard let said = reading.take(["role"], in: scope), let word = said.value.stringValue else {
        throw RowError(field: scope.path.text + ".role", what: "is missing, or no text")
      }
      guard let role = Message.Role(rawValue: word) else {
        throw RowError(field: said.field, what: "'\(word)' is none of system, user, assistant")
      }
      guard let content = reading.find(["content"], in: scope) else {
        throw RowError(field: scope.path.text + ".content", what: "is missing")
      }
      turns.append(Turn(role: role, parts: try parts(content: content, in: scope, media)))
    }
    return turns
  }

  /// Text, or a list of `{type, text | image | audio | video}`.
  private mutating func parts(
    content: RowReading.Found, in message: RowReading.Scope, _ media: RowMedia
  ) throws -> [Part] {
    switch content.value {
    case .string(let text):
      _ = reading.take(["content"], in: message)
      return [.text(text)]
    case .array(let pieces):
      var parts: [Part] = []
      for (i, piece) in pieces.enumerated() {
        let scope = RowReading.Scope(value: piece, path: content.path.inside(.index(i)))
        parts += try self.parts(piece: scope, media)
      }
      return parts
    default:
      throw RowError(
        field: content.field, what: "is \(content.value.kindName), not text or a list of parts")
    }
  }

  private mutating func parts(piece: RowReading.Scope, _ media: RowMedia) throws -> [Part] {
    let type = reading.take(["type"], in: piece)?.value.stringValue ?? ""
    if type == "text" {
      guard let found = reading.take(["text"], in: piece), let text = found.value.stringValue else {
        throw RowError(field: piece.path.text + ".text", what: "is missing, or no text")
      }
      return [.text(text)]
    }
    guard let kind = MediaKind(rawValue: type) else {
      throw RowError(
        field: piece.path.text + ".type", what: "'\(type)' is none of text, image, audio, video")
    }
    guard let found = reading.take([Field(type)], in: piece) else {
      throw RowError(field: piece.path.text + "." + type, what: "is missing")
    }
    do {
      let sources = try MediumSource.sources(found.value, found.field)
      return try sources.flatMap { try media.parts(kind, $0) }
    } catch let error as RowError { throw RowError(field: found.field, what: error.what) }
  }
}
