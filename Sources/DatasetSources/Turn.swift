import PreferenceRecords

/// A turn of a conversation.
struct Turn: Equatable {
  var role: Message.Role
  var parts: [Part]
  var message: Message { Message(role: role, parts: parts) }
}
