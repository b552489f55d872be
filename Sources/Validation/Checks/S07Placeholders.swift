import PreferenceRecords

/// Where a text marks media by `<image>`, `<audio>` or `<video>`, there are as many media of that kind beside it.
struct Placeholders: Check {
  let id = "S07"
  let title = "placeholders in a text are as many as the media beside it"
  let severity = Severity.warning

  func problems(_ subject: Subject) -> [Problem] {
    subject.fields.flatMap { path, parts in
      ["image", "audio", "video"].compactMap { kind in
        var marks = 0
        var media = 0
        for part in parts {
          switch part {
          case .text(let text): marks += Self.count("<\(kind)>", in: text)
          case .media(let reference): if reference.kind == kind { media += 1 }
          }
        }
        return marks > 0 && marks != media
          ? Problem("\(path): has \(marks) <\(kind)> and \(media) media of that kind") : nil
      }
    }
  }

  private static func count(_ mark: String, in text: String) -> Int {
    let mark = Array(mark.utf8)
    let bytes = Array(text.utf8)
    var count = 0
    var i = 0
    while i + mark.count <= bytes.count {
      if bytes[i] == mark[0], bytes[i..<i + mark.count].elementsEqual(mark) {
        count += 1
        i += mark.count
      } else {
        i += 1
      }
    }
    return count
  }
}
