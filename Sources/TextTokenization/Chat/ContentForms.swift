import JSON

/// In which form a template takes the content of messages: found out by rendering small conversations.
struct ContentForms: Sendable {
  /// A list's element that is a medium.
  enum MediumForm: Sendable, CaseIterable {
    case type, typeAndName, typeAndAddress

    func element(_ kind: MediumKind) -> JSONValue {
      let name = kind.rawValue
      let members: [(String, JSONValue)] =
        switch self {
        case .type: [("type", .string(name))]
        case .typeAndName: [("type", .string(name)), (name, "")]
        case .typeAndAddress: [("type", .string(name + "_url")), (name + "_url", ["url": ""])]
        }
      return .object(JSONObject(members))
    }
  }

  struct Role: Sendable {
    var takesString = true
    var takesList = false
    var media: [MediumKind: WrittenMedium] = [:]
  }

  private var roles: [String: Role] = [:]
  /// What follows a response's content; nil where that is not always the same.
  private(set) var closing: [UInt8]?

  subscript(role: String) -> Role { roles[role] ?? roles["user"] ?? Role() }

  /// - Parameter render: gives the text of a conversation; nil when the template refuses it.
  init(_ placeholders: Placeholders, _ render: ([JSONValue]) -> [UInt8]?) {
    let question = Self.message("user", .string(Self.word))
    for role in ["user", "assistant", "system"] {
      func text(_ content: JSONValue) -> [UInt8]? {
        let message = Self.message(role, content)
        return render(
          role == "user" ? [message] : role == "system" ? [message, question] : [question, message])
      }
      var found = Role()
      found.takesString = text(.string(Self.probe))?.contains(Self.probe) ?? false
      let listed = text([Self.text(Self.probe)])
      found.takesList = (listed?.contains(Self.probe) ?? false) && listed?.contains("'type'") == false
      if !found.takesString, !found.takesList {
        // It cannot be told, as of a template that asks for a date: conversations will say why.
        if role != "user" { found = self["user"] } else { found.takesString = true }
      } else if found.takesList, role != "system" {
        for kind in MediumKind.allCases { found.media[kind] = Self.medium(kind, placeholders, text) }
      }
      roles[role] = found
    }
    let first = render([question, Self.message("assistant", contents(Self.first))])
    let second = render([question, Self.message("assistant", contents(Self.second))])
    closing = first.flatMap { first in second.flatMap { Self.closing(first, $0) } }
  }

  private func contents(_ text: String) -> JSONValue {
    self["assistant"].takesString ? .string(text) : [Self.text(text)]
  }

  static func message(_ role: String, _ content: JSONValue) -> JSONValue {
    .object(JSONObject([("role", .string(role)), ("content", content)]))
  }

  static func text(_ text: String) -> JSONValue { ["type": "text", "text": .string(text)] }

  private static let word = "Quid?"
  private static let probe = "Xq7 Jv"
  /// Two responses that begin and end differently.
  static let first = "Aq7 Jv"
  static let second = "Kz3 Wu"

  /// What two texts end with, behind the two responses.
  static func closing(_ first: [UInt8], _ second: [UInt8]) -> [UInt8]? {
    var count = 0
    while count < min(first.count, second.count),
      first[first.count - 1 - count] == second[second.count - 1 - count]
    {
      count += 1
    }
    guard first.dropLast(count).ends(with: Self.first), second.dropLast(count).ends(with: Self.second) else {
      return nil
    }
    return Array(first.suffix(count))
  }

  private static func medium(
    _ kind: MediumKind, _ placeholders: Placeholders, _ text: (JSONValue) -> [UInt8]?
  ) -> WrittenMedium? {
    guard let without = text([Self.text("Aq"), Self.text("Wu")]) else { return nil }
    for form in MediumForm.allCases {
      guard let with = text([Self.text("Aq"), form.element(kind), Self.text("Wu")]) else { continue }
      let known = placeholders.known[kind] ?? []
      let written = known.filter { $0.count(in: with) > $0.count(in: without) }
      if let one = written.first(where: { $0.count(in: with) == $0.count(in: without) + 1 }) {
        return WrittenMedium(placeholder: one, beside: Set(written).subtracting([one]), form: form)
      }
    }
    return nil
  }
}

extension Collection<UInt8> {
  fileprivate func contains(_ text: String) -> Bool {
    let other = Array(text.utf8)
    return indices.contains { self[$0...].starts(with: other) }
  }

  fileprivate func ends(with text: String) -> Bool { reversed().starts(with: text.utf8.reversed()) }
}
