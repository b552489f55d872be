import Archives
import Foundation
import Testing

/// No path may lead out of the folder or archive that holds the rows.
@Suite struct ClimbingPathTests {
  private static let picture = Result { try BadRow.fixture("ti2t/images/000002.png") }

  private static func rows(_ bad: String) -> [UInt8] {
    BadRow.lines([BadRow.image("in/a.png"), BadRow.image(bad), BadRow.image("in/a.png")])
  }

  @Test func inARow() throws {
    let folder = try ScratchFolder()
    try folder.write("secret.png", try Self.picture.get())
    try folder.write("raw/in/a.png", try Self.picture.get())
    for (path, why) in [
      ("../secret.png", "climbs out of its folder"), ("in/../../secret.png", "climbs out of its folder"),
      (folder.file("secret.png"), "is an absolute path"),
    ] {
      try folder.write("raw/rows.jsonl", Self.rows(path))
      try BadRow.check(
        folder, ["raw"],
        losses: ["raw/rows.jsonl: line 2: field 'image': the path '\(path)' \(why): refused"], records: 2)
    }
  }

  @Test func throughALink() throws {
    let folder = try ScratchFolder()
    let files = FileManager.default
    try folder.write("secret/s.png", try Self.picture.get())
    try folder.write("raw/in/a.png", try Self.picture.get())
    try files.createSymbolicLink(
      atPath: folder.file("raw/out.png"), withDestinationPath: "../secret/s.png")
    try files.createSymbolicLink(
      atPath: folder.file("raw/away"), withDestinationPath: folder.file("secret"))
    // A link that stays inside is followed.
    try files.createSymbolicLink(atPath: folder.file("raw/same.png"), withDestinationPath: "in/a.png")
    for path in ["out.png", "away/s.png"] {
      try folder.write(
        "raw/rows.jsonl", BadRow.lines([BadRow.image("same.png"), BadRow.image(path)]))
      try BadRow.check(
        folder, ["raw"],
        losses: [
          "raw/rows.jsonl: line 2: field 'image': raw: \(path): a link leads out of the folder: refused; "
            + "--follow-links allows it"
        ], records: 1)
      let allowed = try Programs.run(
        "aa-convert", ["-q", "raw", "--follow-links", "-o", "out.aas"], folder: folder.path)
      #expect(allowed.status == 0, "\(allowed.stderr)")
      try files.removeItem(atPath: folder.file("out.aas"))
    }
  }

  @Test(arguments: ["images.tar", "images.tar.gz", "images.zip"])
  func inAnArchive(name: String) throws {
    let folder = try ScratchFolder()
    let picture = try Self.picture.get()
    try folder.write("raw/rows.jsonl", Self.rows("../x.png"))
    for (path, why) in [("../x.png", "climbs out of its folder"), ("/x.png", "is an absolute path")] {
      try BadRow.archive(folder.file(name), [("in/a.png", picture), (path, picture)])
      let arguments = ["-q", "raw", "--media-root", name, "-o", "out.aas"]
      let failed = try Programs.run("aa-convert", arguments, folder: folder.path)
      #expect(failed.status == 1)
      #expect(failed.stderr == "aa-convert: \(name): \(path): \(why): refused\(BadRow.memberHint)\n")
      #expect(try folder.list() == [name, "raw"].sorted())
      // The member that leads out is one loss, the row that asks for it another.
      let skipped = try Programs.run("aa-convert", arguments + ["--skip-bad"], folder: folder.path)
      #expect(skipped.status == 3)
      #expect(
        skipped.stderr == """
          aa-convert: skipped: raw/rows.jsonl: line 2: field 'image': the path '../x.png' climbs out of its folder: refused
          aa-convert: skipped: \(name): \(path): \(why): refused

          """)
      #expect(try BadRow.count(folder.file("out.aas")) == 2)
      try FileManager.default.removeItem(atPath: folder.file("out.aas"))
      try FileManager.default.removeItem(atPath: folder.file(name))
    }
    // Nothing came out of the archive.
    #expect(try folder.list() == ["raw"])
  }

  @Test func throughALinkInAnArchive() throws {
    let folder = try ScratchFolder()
    let writer = try ArchiveWriter(folder.file("raw.tar"))
    try writer.add("rows.jsonl", Self.rows("link.png"))
    try writer.add("in/a.png", try Self.picture.get())
    try writer.add(link: "link.png", to: "/etc/passwd")
    try writer.finish()
    let failed = try Programs.run("aa-convert", ["-q", "raw.tar", "-o", "out.aas"], folder: folder.path)
    #expect(failed.status == 1)
    #expect(failed.stderr == "aa-convert: raw.tar: link.png: is a link: refused\(BadRow.memberHint)\n")
    let skipped = try Programs.run(
      "aa-convert", ["-q", "raw.tar", "--skip-bad", "-o", "out.aas"], folder: folder.path)
    #expect(skipped.status == 3)
    #expect(
      skipped.stderr == """
        aa-convert: skipped: raw.tar/rows.jsonl: line 2: field 'image': raw.tar: link.png: is a link: refused
        aa-convert: skipped: raw.tar: link.png: is a link: refused

        """)
    #expect(try BadRow.count(folder.file("out.aas")) == 2)
  }
}
