import ByteStreams
import Foundation
import Parquet
import PreferenceRecords
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

  @Test(arguments: ["jsonl", "webdataset", "parquet"], ["keep", "normalise"])
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
    let expected = [
      "jsonl": ["media", "records.jsonl"], "webdataset": (0..<5).map { "0000\($0).tar" },
      "parquet": ["README.md", "train-00000.parquet"],
    ]
    #expect(files == expected[form])

    let again = scratch.file("b.aas")
    let inputs = form == "webdataset" ? files.map { folder + "/" + $0 } : [folder]
    let back = try Programs.run("aa-convert", inputs + ["-o", again])
    #expect(back.status == 0, "\(back.stderr)")
    #expect(back.stderr.contains("the rows are records"))
    let after = try content(again)
    #expect(after.records == before.records)
    #expect(after.media == before.media)
    #expect(after.root == before.root)

    let twice = scratch.file("twice")
    #expect(
      try Programs.run(
        "aa-convert", ["-q", "--to", form, "--records-per-tar", "100", "-o", twice], stdin: Files.read(again)
      ).status == 0)
    for file in files where file != "media" {
      #expect(try Files.read(twice + "/" + file) == Files.read(folder + "/" + file), "\(file)")
    }
  }

  @Test func parquetHasAFileForEachSplit() throws {
    let scratch = try ScratchFolder()
    var before: [Digest] = []
    for split in ["train", "test-2"] {
      let made = try Programs.run(
        "aa-convert",
        ["-q", "--media", "keep", "--split", split, Self.raw + "/t2i", "-o", scratch.file(split)])
      #expect(made.status == 0)
      before += try content(scratch.file(split)).records
    }
    let folder = scratch.file("out")
    let written = try Programs.run(
      "aa-convert",
      ["-q", "--to", "parquet", scratch.file("train"), scratch.file("test-2"), "-o", folder])
    #expect(written.status == 0, "\(written.stderr)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [
        "README.md", "test_2-00000.parquet", "train-00000.parquet",
      ])
    let card = String(decoding: try Files.read(folder + "/README.md"), as: UTF8.self)
    #expect(
      card.hasPrefix(
        """
        ---
        configs:
        - config_name: default
          data_files:
          - split: "test_2"
            path: "test_2-*.parquet"
          - split: "train"
            path: "train-*.parquet"
        ---

        """))
    let again = scratch.file("again")
    #expect(try Programs.run("aa-convert", ["-q", folder, "-o", again]).status == 0)
    let after = try content(again).records
    #expect(after.map(\.hex).sorted() == before.map(\.hex).sorted())
  }

  /// Tables have columns for pictures, sounds and clips alone: what else a record holds must not be lost on the way.
  @Test func aMediumWithoutAColumnIsRefused() throws {
    let scratch = try ScratchFolder()
    let bytes: [UInt8] = [1, 2, 3]
    let medium = MediaReference(kind: "mesh", digest: SHA256.hash(bytes))
    let record = PreferenceRecord(
      id: "r", prompt: [Message(role: .user, parts: [.media(medium)])],
      candidates: [Candidate(parts: [.text("a")])], source: Source(name: "s", locator: "l"))
    let sink = MemorySink()
    let writer = try ShardWriter(sink: sink, meta: ShardMeta(profile: .records))
    try writer.add(blob: medium.digest, bytes: bytes)
    try writer.add(record: record.encoded())
    try writer.finish()
    let result = try Programs.run(
      "aa-convert", ["--to", "parquet", "-o", scratch.file("out")], stdin: sink.bytes)
    #expect(result.status == 1)
    #expect(
      result.stderr
        == "aa-convert: standard input: record 0: holds a medium of kind 'mesh', for which Parquet has no column; "
        + "use --to jsonl or webdataset\n")
    #expect(try scratch.list() == [])
  }

  /// What tables show of a record, and that its media are those it names.
  @Test func parquetShowsTheRecordAndHoldsItsMedia() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.file("out")
    let written = try Programs.run(
      "aa-convert", ["-q", "--to", "parquet", "-o", folder],
      stdin: Programs.run("aa-convert", ["-q", "--media", "keep", Self.raw + "/ti2ti"]).stdout)
    #expect(written.status == 0, "\(written.stderr)")
    let path = folder + "/train-00000.parquet"
    let file = try ParquetFile(path: path)
    let row = try #require(try file.rows().next())
    #expect(row["id"]?.stringValue == "ti2ti-000000")
    #expect(row["modality"]?.stringValue == "ti2ti")
    #expect(row["prompt"]?.listValue?.first?["content"]?.stringValue?.hasPrefix("<image>") == true)
    #expect(row["candidates"]?.listValue?.count == 2)
    let images = try #require(row["images"]?.listValue)
    #expect(images.count == 3)
    for image in images {
      let bytes = try #require(image["bytes"]?.bytesValue)
      #expect(image["path"]?.stringValue?.hasPrefix(SHA256.hash(bytes.array).hex) == true)
    }
    // Other bytes under a medium's name.
    var rows: [ParquetRow] = []
    let reading = try file.rows()
    while let row = try reading.next() { rows.append(row) }
    let column = try #require(file.schema.fields.firstIndex { $0.name == "images" })
    let other = try #require(rows[1].values[column].listValue?.first?["bytes"])
    let name = try #require(images[0]["path"]?.stringValue)
    if case .structure(var image) = images[0] {
      image.values[0] = other
      rows[0].values[column] = .list([.structure(image)] + images.dropFirst())
    }
    let changed = try FileSink(path: scratch.file("changed.parquet"))
    let writer = try ParquetWriter(file.schema, to: changed)
    for row in rows { try writer.append(row) }
    try writer.finish()
    try changed.commit()
    let back = try Programs.run(
      "aa-convert", ["-q", scratch.file("changed.parquet"), "-o", scratch.file("x")])
    #expect(back.status == 1)
    #expect(
      back.stderr.contains("row 1: field 'media_files': \(name) holds other bytes than"), "\(back.stderr)")
  }

  /// Also where they would be brought to another shape, and the digest of what is stored says nothing of them.
  @Test(arguments: [[], ["--media", "keep"], ["--media", "normalise"]])
  func changedMediaAreRefused(options: [String]) throws {
    let scratch = try ScratchFolder()
    let folder = scratch.file("out")
    _ = try Programs.run(
      "aa-convert", ["-q", "--to", "jsonl", "-o", folder],
      stdin: Programs.run("aa-convert", ["-q", "--media", "keep", Self.raw + "/t2i"]).stdout)
    let media = try FileManager.default.contentsOfDirectory(atPath: folder + "/media").sorted()
    let (one, other) = (folder + "/media/" + media[0], folder + "/media/" + media[1])
    try Files.write(try Files.read(other), to: one)
    let result = try Programs.run("aa-convert", ["-q", folder, "-o", scratch.file("x.aas")] + options)
    #expect(result.status == 1)
    #expect(
      result.stderr.contains("field 'media_files': media/\(media[0]) holds other bytes than"),
      "\(result.stderr)")
    #expect(try scratch.list() == ["out"])
  }

  @Test func theFolderIsWholeOrNotThere() throws {
    let scratch = try ScratchFolder()
    let shard = try Programs.run("aa-convert", ["-q", "--media", "keep", Self.raw + "/t2i"]).stdout
    for form in ["jsonl", "webdataset", "parquet"] {
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
