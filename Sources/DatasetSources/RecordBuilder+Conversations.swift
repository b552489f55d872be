import Media
import PreferenceRecords

extension RecordBuilder {
  /// The turns of a conversation; nil when the row has none.
  mutating func turns(
    _ rule: ConversationRule, in scope: RowReading.Scope, _ media: RowMedia
  ) throws -> [Turn]? {
    switch rule {
    case .messages(let fields):
      guard let found = reading.find(fields, in: scope) else { return nil }
      let turns = try turns(messages: found, media)
      reading.note(found, "\(turns.count) turns")
      return turns
    case .transcript(let fields):
      guard let found = reading.take(fields, in: scope) else { return nil }
      guard let text = found.value.stringValue else {
        throw RowError(field: found.field, what: "is \(found.value.kindName), not a transcript")
      }
      guard let turns = Transcript.turns(text) else {
        throw RowError(
          field: found.field, what: "is no transcript: it must begin with 'Human:' or 'Assistant:' on a line")
      }
      reading.note(found, "\(turns.count) turns")
      return turns
    case .rounds(let list, let user, let assistant):
      guard let rounds = try reading.elements(list, in: scope) else { return nil }
      var turns: [Turn] = []
      for round in rounds {
        turns.append(Turn(role: .user, parts: try parts(user, in: round, media)))
        turns.append(Turn(role: .assistant, parts: try parts(assistant, in: round, media)))
      }
      return turns
    case .lists(let user, let assistant):
      guard let questions = reading.take(user, in: scope), let answers = reading.take(assistant, in: scope)
      else { return nil }
      let turns = try RecordBuilder.alternating(questions, answers)
      reading.note(questions, "the user's turns")
      reading.note(answers, "the assistant's turns")
      return turns
    }
  }

  func missing(_ rule: ConversationRule) throws -> [Turn] {
    switch rule {
    case .messages(let fields), .transcript(let fields): throw RecordBuilder.missing(fields)
    case .rounds(let list, _, _): throw RecordBuilder.missing(list.fields)
    case .lists(let user, let assistant):
      throw RecordBuilder.missing(reading.has(user, in: reading.row) ? assistant : user)
    }
  }

  /// A null turn is an empty one: the model said nothing.
  private static func alternating(
    _ questions: RowReading.Found, _ answers: RowReading.Found
  ) throws(RowError) -> [Turn] {
    func texts(_ found: RowReading.Found) throws(RowError) -> [String] {
      guard case .array(let values) = found.value else {
        throw RowError(field: found.field, what: "is \(found.value.kindName), not a list")
      }
      var texts: [String] = []
      for value in values {
        guard let text = value.isNull ? "" : value.stringValue else {
          throw RowError(field: found.field, what: "holds \(value.kindName), not text")
        }
        texts.append(text)
      }
      return texts
    }
    let (asked, answered) = (try texts(questions), try texts(answers))
    guard asked.count == answered.count, !asked.isEmpty else {
      throw RowError(
        field: answers.field,
        what: "has \(answered.count) turns where '\(questions.field)' has \(asked.count)")
    }
    return zip(asked, answered).flatMap {
      [Turn(role: .user, parts: [.text($0)]), Turn(role: .assistant, parts: [.text($1)])]
    }
  }

  /// Parts conversations into the prompt that they share and what each candidate says.
  ///
  /// The prompt ends before the last turn of the assistant up to which all are the same. Where conversations differ
  /// earlier than at their last turn, a candidate holds all turns from there on, each later one with "\n\nHuman: " or
  /// "\n\nAssistant: " before it.
  mutating func split(_ conversations: [[Turn]]) throws -> [Message] {
    for (i, turns) in conversations.enumerated() where turns.last?.role != .assistant {
      throw RowError(
        field: field(of: i), what: "does not end with a turn of the assistant: there is no answer")
    }
    let first = conversations.first ?? []
    var same = first.count
    for turns in conversations.dropFirst() {
      var i = 0
      while i < min(same, turns.count), turns[i] == first[i] { i += 1 }
      same = i
    }
    // A candidate begins with an answer.
    var cut = min(same, conversations.map { $0.count - 1 }.min() ?? 0)
    while cut > 0, !conversations.allSatisfy({ $0[cut].role == .assistant }) { cut -= 1 }
    guard conversations.allSatisfy({ $0[cut].role == .assistant }) else {
      throw RowError(
        field: "", what: "the conversations begin with different questions: they share no prompt")
    }
    for (i, turns) in conversations.enumerated() {
      var parts: [Part] = []
      for (n, turn) in turns[cut...].enumerated() {
        if n > 0 { parts.append(.text(turn.role == .assistant ? "\n\nAssistant: " : "\n\nHuman: ")) }
        parts += turn.parts
      }
      replace(parts: Transcript.joined(parts), of: i)
    }
    if conversations.contains(where: { $0.count - 1 > cut }) {
      reading.note(
        "the conversations differ before their last turn: candidates hold the turns from number \(cut + 1) on"
      )
    }
    return first[..<cut].map(\.message)
  }

  private func field(of candidate: Int) -> String {
    let rules = adapter.candidates.rules
    guard case .conversation(let rule)? = (rules.count == 1 ? rules.first : rules[candidate])?.content else {
      return ""
    }
    switch rule {
    case .messages(let fields), .transcript(let fields), .lists(_, let fields):
      return fields.first?.name ?? ""
    case .rounds(let list, _, _): return list.fields.first?.name ?? ""
    }
  }
}
