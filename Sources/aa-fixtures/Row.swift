import JSON

/// One record of a subset: its row in the published field layout, and the files it names.
struct Row: Sendable {
  var json: JSONValue
  var files: [MediaFile]

  init(_ subset: Subset, seed: UInt64, record: Int, ties: Double) throws {
    var random = Random(seed: seed, subset: subset, record: record)
    let tie = random.chance(ties)
    // Drawn on its own, so that the place of the better answer tells nothing.
    let firstWins = random.chance(0.5)
    let question = Question(subset, tie: tie, &random)
    let answers = firstWins ? [question.right, question.wrong] : [question.wrong, question.right]
    let digits = String(record)
    let number = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    var files: [MediaFile] = []
    func path(_ depiction: Depiction?, _ suffix: String) throws -> JSONValue? {
      guard let depiction else { return nil }
      let file = try MediaFile(depiction, stem: number + suffix, &random)
      files.append(file)
      return .string(file.name)
    }
    let asked = try path(question.medium, "")
    let one = try path(answers[0].medium, "_1")
    let two = try path(answers[1].medium, "_2")
    var row = JSONObject([("id", .string("\(subset.rawValue)-\(number)"))])
    func text(_ answer: Answer) -> JSONValue { .string(answer.text ?? "") }
    switch subset {
    case .t2t: row["question"] = .string(question.text)
    case .ti2t:
      row["question"] = .string(question.text)
      row["image"] = asked
    case .ti2ti:
      row["question"] = .string(question.text)
      row["image_url"] = asked
    case .ta2t:
      row["prompt"] = .string(question.text)
      row["audio_path"] = asked
    case .tv2t:
      row["prompt"] = .string("<video>\n" + question.text)
      row["video_path"] = asked
    case .t2i, .t2a, .t2v: row["prompt"] = .string(question.text)
    }
    // Who made an answer says nothing about it.
    let makers = random.chance(0.5) ? ["maker-a", "maker-b"] : ["maker-b", "maker-a"]
    for (i, medium) in [one, two].enumerated() {
      let n = i + 1
      let maker = JSONValue.string(makers[i])
      switch subset {
      case .t2i:
        row["image_\(n)"] = medium
        row["image_\(n)_model"] = maker
      case .t2a:
        row["response_\(n)"] = medium
        row["res_\(n)_from"] = maker
      case .t2v:
        row["video_\(n)"] = medium
        row["video_\(n)_model"] = maker
      case .ti2ti:
        row["response_\(n)"] = text(answers[i])
        row["output_image_url_\(n)"] = medium
        row["res_\(n)_from"] = maker
      case .t2t, .ti2t:
        row["response_\(n)"] = text(answers[i])
        row["res_\(n)_from"] = maker
      case .ta2t, .tv2t:
        row["response_\(n)"] = text(answers[i])
        row["model_\(n)"] = maker
      }
    }
    Feedback.add(to: &row, subset, answers, winner: tie ? 0 : firstWins ? 1 : 2, &random)
    json = .object(row)
    self.files = files
  }
}
