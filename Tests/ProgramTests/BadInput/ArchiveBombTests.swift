import Archives
import Foundation
import Testing

/// An archive that unpacks to far more than its size costs the rows that need what it never gave, and no more.
@Suite struct ArchiveBombTests {
  private static let zeros = [UInt8](repeating: 0, count: 40 << 20)
  private static let words = "unpacks to more than 200 times its size: refused as an archive bomb"

  private static func bomb(_ path: String) throws {
    let picture = try BadRow.fixture("ti2t/images/000002.png")
    try BadRow.archive(path, [("a.png", picture), ("bomb.png", zeros), ("z.png", picture)])
  }

  private static let rows = BadRow.lines(["a.png", "bomb.png", "z.png", "a.png"].map(BadRow.image))

  private static func losses(_ rows: String, beside: String, _ name: String) -> String {
    """
    aa-convert: skipped: \(rows): line 2: field 'image': \(name): bomb.png: \(words)
    aa-convert: skipped: \(rows): line 3: field 'image': there is no file 'z.png' beside \(rows)\(beside); \
    not all was read: \(name): bomb.png: \(words)
    aa-convert: skipped: \(name): bomb.png: \(words)

    """
  }

  @Test(arguments: ["images.tar.gz", "images.zip"])
  func asAMediaRoot(name: String) throws {
    let folder = try ScratchFolder()
    try Self.bomb(folder.file(name))
    try folder.write("raw/rows.jsonl", Self.rows)
    let arguments = ["-q", "-j1", "raw/rows.jsonl", "--media-root", name, "-o", "out.aas"]
    let failed = try Programs.run("aa-convert", arguments, folder: folder.path)
    #expect(failed.status == 1)
    #expect(failed.stderr == "aa-convert: \(name): bomb.png: \(Self.words)\(BadRow.memberHint)\n")
    #expect(try folder.list() == [name, "raw"].sorted())
    let skipped = try Programs.run("aa-convert", arguments + ["--skip-bad"], folder: folder.path)
    #expect(skipped.status == 3)
    let beside = " or in \(name); give its place as another --media-root"
    #expect(skipped.stderr == Self.losses("rows.jsonl", beside: beside, name))
    #expect(try BadRow.count(folder.file("out.aas")) == 2)
  }

  @Test(arguments: ["images.tar.gz", "images.zip"])
  func besideTheRows(name: String) throws {
    let folder = try ScratchFolder()
    try folder.write("raw/rows.jsonl", Self.rows)
    try Self.bomb(folder.file("raw/" + name))
    let arguments = ["-q", "-j1", "raw/rows.jsonl", "-o", "out.aas"]
    let failed = try Programs.run("aa-convert", arguments, folder: folder.path)
    #expect(failed.status == 1)
    #expect(
      failed.stderr
        == "aa-convert: rows.jsonl: line 1: field 'image': raw/\(name): bomb.png: \(Self.words)\(BadRow.hint)\n"
    )
    #expect(try folder.list() == ["raw"])
    let skipped = try Programs.run("aa-convert", arguments + ["--skip-bad"], folder: folder.path)
    #expect(skipped.status == 3)
    let beside = "; if it lies elsewhere, give --media-root"
    #expect(skipped.stderr == Self.losses("rows.jsonl", beside: beside, "raw/" + name))
    #expect(try BadRow.count(folder.file("out.aas")) == 2)
  }

  @Test func asAnInputWhoseRowsComeBehindIt() throws {
    // Its rows were never reached: there is nothing to convert, with or without --skip-bad.
    let folder = try ScratchFolder()
    try BadRow.archive(folder.file("raw.zip"), [("bomb", Self.zeros), ("rows.jsonl", Self.rows)])
    for more in [[], ["--skip-bad"]] {
      let result = try Programs.run(
        "aa-convert", ["-q", "raw.zip", "-o", "out.aas"] + more, folder: folder.path)
      #expect(result.status == 1)
      let hint = more.isEmpty ? BadRow.memberHint : ""
      #expect(result.stderr == "aa-convert: raw.zip: bomb: \(Self.words)\(hint)\n")
      #expect(try folder.list() == ["raw.zip"])
    }
  }
}
