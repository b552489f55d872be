import ByteStreams
import Foundation
import ShardFormat
import Testing

/// Records and media out as other programs' files, and back.
@Suite struct ExchangeTests {
  static let raw = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("fixtures/raw").path

  /// Digests of the records, and of the media with their facts, of a shard.
  private func content(_ path: String) throws -> (records: [Digest], media: Set<String>, root: Digest?) {
    let reader = ShardReader(source: try FileSource(path: path))
    var records: [Digest] = []
    var media: Set<String> = []
    var root: Digest?
    while let item = try reader.next() {
      switch item {
      case .record(let record): records.append(record.digest)
      case .blob(let blob): media.insert("\(blob.digest) \(blob.facts?.encode() ?? [])")
      case .end(let end): root = end.contentRoot
      default: break
      }
    }
    return (records, media, root)
  }

  @Test(arguments: ["jsonl", "webdataset"], ["keep", "normalise"])
  func everyRecordComesBack(form: String, media: String) throws {
    let scratch = try ScratchFolder()
    let subsets = ["t2t", "ti2ti", "ta2t", "t2v"].map { Self.raw + "/" + $0 }
    let shard = scratch.file("a.aas")
    let made = try Programs.run("aa-convert", ["-q", "--media", media, "-o", shard] + subsets)
    #expect(made.status == 0, "\(made.stderr)")
    let before = try content(shard)
    #expect(before.records.count == 420)

    let folder = scratch.file("out")
    let written = try Programs.run(
      "aa-convert", ["--to", form, "--records-per-tar", "100", shard, "-o", folder])
    #expect(written.status == 0)
    #expect(written.stderr.hasPrefix("aa-convert: \(folder): 420 records, "))
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    let expected = form == "jsonl" ? ["media", "records.jsonl"] : (0..<5).map { "0000\($0).tar" }
    #expect(files == expected)

    let again = scratch.file("b.aas")
    let inputs = form == "jsonl" ? [folder] : files.map { folder + "/" + $0 }
    let back = try Programs.run("aa-convert", inputs + ["-o", again])
    #expect(back.status == 0, "\(back.stderr)")
    #expect(back.stderr.contains("the rows are records"))
    let after = try content(again)
    #expect(after.records == before.records)
    #expect(after.media == before.media)
    #expect(after.root == before.root)

    let twice = scratch.file("twice")
    #expect(
      try Programs.run("aa-convert", ["-q", "--to", form, "-o", twice], stdin: Files.read(again)).status == 0)
    if form == "jsonl" {
      #expect(try Files.read(twice + "/records.jsonl") == Files.read(folder + "/records.jsonl"))
    }
  }

  @Test func changedMediaAreRefused() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.file("out")
    _ = try Programs.run(
      "aa-convert", ["-q", "--to", "jsonl", "-o", folder],
      stdin: Programs.run("aa-convert", ["-q", "--media", "keep", Self.raw + "/t2i"]).stdout)
    let media = try FileManager.default.contentsOfDirectory(atPath: folder + "/media").sorted()
    let (one, other) = (folder + "/media/" + media[0], folder + "/media/" + media[1])
    try Files.write(try Files.read(other), to: one)
    let result = try Programs.run("aa-convert", ["-q", folder, "-o", scratch.file("x.aas")])
    #expect(result.status == 1)
    #expect(
      result.stderr.contains("field 'media_files': media/\(media[0]) holds other bytes than"),
      "\(result.stderr)")
    #expect(try scratch.list() == ["out"])
  }

  @Test func theFolderIsWholeOrNotThere() throws {
    let scratch = try ScratchFolder()
    let shard = try Programs.run("aa-convert", ["-q", "--media", "keep", Self.raw + "/t2i"]).stdout
    for form in ["jsonl", "webdataset"] {
      // A cut stream, and each system call that can fail.
      let cut = try Programs.run(
        "aa-convert", ["-q", "--to", form, "-o", scratch.file(form)],
        stdin: Array(shard[..<(shard.count / 2)]))
      #expect(cut.status == 1)
      #expect(try scratch.list() == [])
      for fault in ["sync:1", "rename:1", "read:2"] {
        let result = try Programs.run(
          "aa-convert", ["-q", "--to", form, "-o", scratch.file(form)], stdin: shard,
          environment: ["AA_FAULT": fault])
        #expect(result.status == 1)
        #expect(result.stderr.contains("failed: Input/output error"))
        #expect(try scratch.list() == [])
      }
    }
    _ = try scratch.write("full/x", [1])
    let taken = try Programs.run(
      "aa-convert", ["-q", "--to", "jsonl", "-o", scratch.file("full")], stdin: shard)
    #expect(taken.status == 1)
    #expect(taken.stderr.hasSuffix("it exists already: remove it or name another folder\n"))
    #expect(try Programs.run("aa-convert", ["--to", "jsonl", "x.aas"]).status == 64)
  }
}
