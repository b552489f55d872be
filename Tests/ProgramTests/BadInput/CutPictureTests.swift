import Testing

@Suite struct CutPictureTests {
  static let jpeg = "ti2t/images/000001.jpg"
  static let png = "ti2t/images/000002.png"

  @Test(arguments: [jpeg, png]) func aPictureIsCutShort(file: String) throws {
    let folder = try ScratchFolder()
    let whole = try BadRow.fixture(file)
    let name = file == CutPictureTests.jpeg ? "cut.jpg" : "cut.png"
    try folder.write("raw/whole", whole)
    try folder.write("raw/\(name)", Array(whole.prefix(whole.count / 2)))
    let rows = [BadRow.image("whole"), BadRow.image(name), BadRow.image("whole")]
    try folder.write("raw/rows.jsonl", BadRow.lines(rows))
    let why =
      file == CutPictureTests.jpeg
      ? "JPEG: Premature end of JPEG file" : "PNG chunk at byte 33 promises 374 bytes, 170 are there"
    let loss = "rows.jsonl: line 2: field 'image': \(name): cut short: \(why)"
    try BadRow.check(folder, ["raw/rows.jsonl"], losses: [loss], records: 2)
  }

  @Test func insideAnArchiveTheMemberIsNamed() throws {
    let folder = try ScratchFolder()
    let whole = try BadRow.fixture(CutPictureTests.jpeg)
    try BadRow.archive(
      folder.file("images.tar.gz"), [("a/whole", whole), ("a/cut", Array(whole.dropLast(200)))])
    let rows = [BadRow.image("a/whole"), BadRow.image("a/cut"), BadRow.image("a/whole")]
    try folder.write("raw/rows.jsonl", BadRow.lines(rows))
    let loss =
      "rows.jsonl: line 2: field 'image': images.tar.gz: a/cut: cut short: JPEG: Premature end of JPEG file"
    try BadRow.check(
      folder, ["raw/rows.jsonl", "--media-root", "images.tar.gz"], losses: [loss], records: 2)
  }

  @Test func keptBytesAreNotDecoded() throws {
    // With --media keep the bytes pass as they are; aa-validate decodes them.
    let folder = try ScratchFolder()
    let whole = try BadRow.fixture(CutPictureTests.jpeg)
    try folder.write("raw/cut.jpg", Array(whole.prefix(whole.count / 2)))
    try folder.write("raw/rows.jsonl", BadRow.lines([BadRow.image("cut.jpg")]))
    let results = try Programs.pipe(
      [["aa-convert", "-q", "--media", "keep", "raw"], ["aa-validate", "-q"]], folder: folder.path)
    #expect(results.map(\.status) == [0, 1])
    #expect(results[1].text.contains(#""check":"M02""#), "\(results[1].text)")
  }
}
