/// Text holds no NUL and is not absurdly long. (That it is UTF-8 was seen when the record was decoded.)
struct TextSound: Check {
  let id = "S02"
  let title = "text holds no NUL and is under 4 MiB"
  let severity = Severity.error
  private let limit = 4 << 20

  func problems(_ subject: Subject) -> [Problem] {
    subject.texts.flatMap { path, text in
      var problems: [Problem] = []
      if let at = Array(text.utf8).firstIndex(of: 0) {
        problems.append(Problem("\(path): holds a NUL at byte \(at)"))
      }
      if text.utf8.count > limit {
        problems.append(Problem("\(path): has \(text.utf8.count) bytes, more than \(limit)"))
      }
      return problems
    }
  }
}
