import Testing

@Suite struct MissingMediaTests {
  @Test func besideTheRows() throws {
    let folder = try ScratchFolder()
    try folder.write("raw/here.png", try BadRow.fixture("ti2t/images/000002.png"))
    let rows = [BadRow.image("here.png"), BadRow.image("gone.png"), BadRow.image("here.png")]
    try folder.write("raw/rows.jsonl", BadRow.lines(rows))
    try BadRow.check(
      folder, ["raw/rows.jsonl"],
      losses: [
        "rows.jsonl: line 2: field 'image': there is no file 'gone.png' beside rows.jsonl; "
          + "if it lies elsewhere, give --media-root"
      ], records: 2)
  }

  @Test(arguments: ["raw.tar", "raw.tar.gz", "raw.zip"])
  func insideAnArchive(name: String) throws {
    let folder = try ScratchFolder()
    let rows = [BadRow.image("here.png"), BadRow.image("gone.png"), BadRow.image("here.png")]
    try BadRow.archive(
      folder.file(name),
      [
        ("set/rows.jsonl", BadRow.lines(rows)),
        ("set/here.png", try BadRow.fixture("ti2t/images/000002.png")),
      ])
    try BadRow.check(
      folder, [name],
      losses: [
        "\(name)/set/rows.jsonl: line 2: field 'image': there is no file 'gone.png' beside \(name)/set/rows.jsonl; "
          + "if it lies elsewhere, give --media-root"
      ], records: 2)
  }

  @Test func inAMediaRoot() throws {
    let folder = try ScratchFolder()
    try BadRow.archive(
      folder.file("images.zip"), [("here.png", try BadRow.fixture("ti2t/images/000002.png"))])
    let rows = [BadRow.image("here.png"), BadRow.image("gone.png"), BadRow.image("here.png")]
    try folder.write("raw/rows.jsonl", BadRow.lines(rows))
    try BadRow.check(
      folder, ["raw", "--media-root", "images.zip"],
      losses: [
        "raw/rows.jsonl: line 2: field 'image': there is no file 'gone.png' beside raw/rows.jsonl or in images.zip; "
          + "give its place as another --media-root"
      ], records: 2)
  }

  @Test func anInputThatIsNotThereFailsEitherWay() throws {
    let folder = try ScratchFolder()
    for more in [[], ["--skip-bad"]] {
      let result = try Programs.run(
        "aa-convert", ["-q", "gone.jsonl", "-o", "out.aas"] + more, folder: folder.path)
      #expect(result.status == 1)
      #expect(result.stderr == "aa-convert: gone.jsonl: open failed: No such file or directory\n")
      #expect(try folder.list() == [])
    }
  }
}
