import Media
import PreferenceRecords

extension RecordBuilder {
  mutating func promptFields(_ media: RowMedia) throws -> [Message] {
    switch adapter.prompt {
    case .shared: return []
    case .parts(let rules):
      return [Message(role: .user, parts: try parts(rules, in: reading.row, media))]
    case .conversation(let rule, let then):
      guard let turns = try turns(rule, in: reading.row, media) else {
        if then.isEmpty { return try [missing(rule)].flatMap { $0 }.map(\.message) }
        return [Message(role: .user, parts: try parts(then, in: reading.row, media))]
      }
      let messages = turns.map(\.message)
      return then.isEmpty
        ? messages : messages + [Message(role: .user, parts: try parts(then, in: reading.row, media))]
    }
  }

  mutating func parts(
    _ rules: [PartRule], in scope: RowReading.Scope, _ media: RowMedia
  ) throws -> [Part] {
    var parts: [Part] = []
    for rule in rules {
      guard let found = reading.take(rule.fields, in: scope) else {
        if rule.optional { continue }
        throw RecordBuilder.missing(rule.fields, in: scope)
      }
      if rule.kind == .text {
        guard let text = found.value.stringValue else {
          throw RowError(field: found.field, what: "is \(found.value.kindName), not text")
        }
        let shown = Placeholders.removing(rule.remove, from: text)
        reading.note(found, shown == text ? "text" : "text without placeholders")
        if !(rule.optional && shown.isEmpty) { parts.append(.text(shown)) }
        continue
      }
      let sources = try MediumSource.sources(found.value, found.field, rule.path)
      if sources.isEmpty, !rule.optional {
        throw RowError(field: found.field, what: "names no \(rule.kind.rawValue)")
      }
      for source in sources {
        do {
          let place = try source.through(rule.path)
          if rule.kind == .frames {
            parts += try frames(place, found, media)
            continue
          }
          let kind = try MediaKind(rawValue: rule.kind.rawValue) ?? MediaEndings.kind(place)
          let made = try media.parts(kind, place)
          let track = made.count > 1 ? " and its sound track" : ""
          reading.note(found, "\(kind.rawValue) \(place.words)\(track)")
          parts += made
        } catch let error as RowError { throw error.inField(found.field) }
      }
    }
    return parts
  }

  private mutating func frames(
    _ folder: MediumSource, _ found: RowReading.Found, _ media: RowMedia
  ) throws -> [Part] {
    guard case .path(let path) = folder else { throw RowError(field: "", what: "is no folder of frames") }
    let frames = try media.frames(path)
    reading.note(found, "\(frames.count) frames as images")
    return try frames.flatMap { try media.parts(.image, .path($0)) }
  }
}
