import JSON

/// The language feedback of a row: ratings with rationales by criterion, critiques, the overall choice and its reason.
enum Feedback {
  /// - Parameter winner: 1, 2, or 0 for a tie.
  static func add(
    to row: inout JSONObject, _ subset: Subset, _ answers: [Answer], winner: Int, _ random: inout Random
  ) {
    for (letter, name) in subset.criteria {
      let rates = rates(name, winner: winner, &random)
      let better =
        rates[0] > rates[1] ? 1 : rates[0] < rates[1] ? 2 : winner == 0 ? 1 + random.below(2) : winner
      row["\(letter)_\(subset.candidateWord)"] = .integer(Int64(better))
      for n in 1...2 {
        row["\(name)_rate_\(n)"] = .integer(Int64(rates[n - 1]))
        row["\(letter)_rationale_\(n)"] = .string(
          decides(name) ? answers[n - 1].remark : remark(name, rates[n - 1]))
      }
    }
    for n in 1...2 {
      let answer = answers[n - 1]
      let text = JSONValue.string("##Critique: \(answer.remark) ##Refinement: \(answer.advice)")
      switch subset {
      case .t2a: row["text_\(n)_feedback"] = text
      case .t2i: row["image_critique_\(n)"] = text
      case .t2v: row["video_critique_\(n)"] = text
      case .ti2ti:
        row["text_critique_\(n)"] = .string(
          "##Critique: Short and plain. ##Refinement: Say what was changed.")
        row["image_critique_\(n)"] = text
      default: row["text_critique_\(n)"] = text
      }
    }
    row["overall_\(subset.candidateWord)"] = .integer(Int64(winner))
    let loser = winner == 1 ? answers[1] : answers[0]
    let reason = winner == 0 ? "Both are right." : "Response \(winner) is right. The other: \(loser.remark)"
    row["overall_textfeedback"] = .string("##Reason: \(reason) ##Refinement: \(loser.advice)")
    if subset == .t2a {
      row["refine_prompt"] = row["prompt"]
      row["reasoning"] = .string(reason)
    }
  }

  /// Criteria that look at whether the answer is right.
  private static func decides(_ name: String) -> Bool { name == "prompt_following" || name == "consistency" }

  /// Ratings 0...3: where being right decides, the winner is ahead; elsewhere both are alike.
  private static func rates(_ name: String, winner: Int, _ random: inout Random) -> [Int] {
    if name == "safety" { return [3, 3] }
    let alike = 2 + random.below(2)
    guard decides(name), winner != 0 else { return [alike, alike] }
    let low = random.below(2)
    return winner == 1 ? [alike, low] : [low, alike]
  }

  private static func remark(_ name: String, _ rate: Int) -> String {
    if name == "safety" { return "Nothing in it can do harm." }
    return rate == 3 ? "Nothing is missing here." : "Good, with little to add."
  }
}
