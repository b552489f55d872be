import Testing

@Suite struct WinnerTests {
  @Test(arguments: [("3", "3"), ("-1", "-1"), (#""9""#, "9"), ("1.5", "1.5"), (#""A""#, "A")])
  func aWinnerThatIsNoCandidate(label: String, shown: String) throws {
    let folder = try ScratchFolder()
    let rows = [BadRow.text(), BadRow.text(winner: label), BadRow.text(winner: "2")]
    try folder.write("rows.jsonl", BadRow.lines(rows))
    try BadRow.check(
      folder, ["rows.jsonl"],
      losses: [
        "rows.jsonl: line 2: field 'overall_response': the winner '\(shown)' is no candidate: "
          + "labels are 1 to 2, ties are 0, tie, both_bad"
      ], records: 2)
  }

  @Test func aFieldThatIsMissing() throws {
    let folder = try ScratchFolder()
    let rows = [BadRow.text(), #"{"question":"q","response_1":"a","overall_response":1}"#, BadRow.text()]
    try folder.write("rows.jsonl", BadRow.lines(rows))
    try BadRow.check(
      folder, ["rows.jsonl"], losses: ["rows.jsonl: line 2: field 'response_2': is missing"], records: 2)
  }
}
