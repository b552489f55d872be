import Testing

@Suite struct MalformedJSONTests {
  private static let good = BadRow.text()
  private static let broken = #"{"question":"q","response_1":}"#

  private static func check(
    _ name: String, _ rows: String, _ losses: [String], records: Int,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let folder = try ScratchFolder()
    try folder.write("raw/" + name, Array(rows.utf8))
    try BadRow.check(
      folder, ["raw/" + name], losses: losses, records: records, sourceLocation: sourceLocation)
  }

  @Test func aLineCostsItself() throws {
    try Self.check(
      "rows.jsonl", [Self.good, Self.broken, "", Self.good, "nonsense", Self.good].joined(separator: "\n"),
      [
        "rows.jsonl: line 2, column 30: expected a value",
        "rows.jsonl: line 5, column 1: expected a value",
      ], records: 3)
  }

  @Test func theFirstLineToo() throws {
    // The adapter is chosen by the columns of the first row that can be read.
    try Self.check(
      "rows.jsonl", [Self.broken, Self.good].joined(separator: "\n"),
      ["rows.jsonl: line 1, column 30: expected a value"], records: 1)
  }

  @Test func aRowThatIsNoObject() throws {
    try Self.check(
      "rows.jsonl", [Self.good, "[1, 2]", Self.good].joined(separator: "\n"),
      ["rows.jsonl: line 2: the row is an array, not an object"], records: 2)
  }

  @Test func anElementOfAnArrayCostsItself() throws {
    try Self.check(
      "rows.json", "[\n" + [Self.good, Self.broken, Self.good].joined(separator: ",\n") + "\n]\n",
      ["rows.json: line 3, column 30: expected a value"], records: 2)
  }

  @Test func anArrayThatFallsApartCostsItsRest() throws {
    // After the stray bracket nothing tells where a row begins.
    try Self.check(
      "rows.json", "[\n" + Self.good + ",\n" + Self.good + "\n}\n" + Self.good + "]\n",
      ["rows.json: line 4, column 1: expected ',' or ']' after an element; the rest of the file is not read"],
      records: 2)
  }

  @Test func anArrayThatIsCutCostsItsRest() throws {
    try Self.check(
      "rows.json", "[\n" + Self.good + ",\n" + Self.good.dropLast(30),
      ["rows.json: line 3, column 1: the array's element 2 does not end; the rest of the file is not read"],
      records: 1)
  }

  @Test func aFileWithoutARowFailsEitherWay() throws {
    let folder = try ScratchFolder()
    try folder.write("rows.jsonl", Array("nonsense\n".utf8))
    try folder.write("empty.jsonl", [])
    for (file, why) in [("rows.jsonl", "line 1: expected a value"), ("empty.jsonl", "holds no rows")] {
      for more in [[], ["--skip-bad"]] {
        let result = try Programs.run(
          "aa-convert", ["-q", file, "-o", "out.aas"] + more, folder: folder.path)
        #expect(result.status == 1)
        #expect(result.stderr == "aa-convert: \(file): \(why)\n")
        #expect(try folder.list() == ["empty.jsonl", "rows.jsonl"])
      }
    }
  }
}
