import ByteStreams
import Foundation
import Glibc
import ShardFormat
import Testing

/// Several runs that convert a share of the rows each make together what one run makes.
@Suite struct PartTests {
  /// Three inputs of one, several and no whole blocks, with two rows that cannot be used.
  private static func folder() throws -> ScratchFolder {
    let scratch = try ScratchFolder()
    for (file, rows) in [("a.jsonl", 1000), ("b.jsonl", 2500), ("c.jsonl", 70)] {
      let lines = (0..<rows).map {
        BadRow.text(winner: file == "b.jsonl" && $0 % 1500 == 600 ? "7" : "\(1 + $0 % 2)")
      }
      try scratch.write("raw/" + file, BadRow.lines(lines))
    }
    return scratch
  }

  private static func convert(_ scratch: ScratchFolder, _ more: [String], to output: String) throws
    -> Programs.Result
  {
    try Programs.run(
      "aa-convert", ["raw", "--adapter", "t2t", "--skip-bad", "-q", "-o", output] + more, folder: scratch.path
    )
  }

  private static func digests(_ path: String) throws -> [Digest] {
    let reader = ShardReader(source: try FileSource(path: path))
    var digests: [Digest] = []
    while let item = try reader.next() {
      if case .record(let record) = item { digests.append(record.digest) }
    }
    return digests
  }

  @Test(arguments: [1, 2, 3, 5]) func mergedPartsAreTheWhole(parts: Int) throws {
    let scratch = try Self.folder()
    let whole = try Self.convert(scratch, [], to: "whole.aas")
    #expect(whole.status == 3)
    var listed: [Substring] = []
    var names: [String] = []
    for part in 1...parts {
      names.append("part-\(part).aas")
      let result = try Self.convert(scratch, ["--part", "\(part)/\(parts)"], to: names[part - 1])
      let lines = result.stderr.split(separator: "\n")
      #expect(result.status == (lines.isEmpty ? 0 : 3), "\(result.stderr)")
      listed += lines
    }
    // Each loss is listed by the run that has the row.
    #expect(listed.sorted() == whole.stderr.split(separator: "\n").sorted())
    let all = try Self.digests(scratch.file("whole.aas"))
    #expect(all.count == 3568)
    let sizes = try names.map { try Self.digests(scratch.file($0)).count }
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1000)
    let merged = try Programs.run(
      "aa-cat", ["merge", "-q"] + names + ["-o", "merged.aas"], folder: scratch.path)
    #expect(merged.status == 0, "\(merged.stderr)")
    let found = try Self.digests(scratch.file("merged.aas"))
    #expect(found.sorted() == all.sorted())
    // Sorted, they have one content root.
    func root(_ digests: [Digest]) -> Digest {
      var tree = ContentTree()
      for digest in digests.sorted() { tree.append(digest) }
      return tree.root
    }
    #expect(root(found) == root(all))
    #expect(try Programs.run("aa-cat", ["check", scratch.file("merged.aas")]).status == 0)
  }

  @Test func aPartIsTheSameWhereverAndHoweverOftenItIsMade() throws {
    let scratch = try Self.folder()
    _ = try Self.convert(scratch, ["--part", "2/3", "-j1"], to: "a.aas")
    let bytes = try Files.read(scratch.file("a.aas"))
    _ = try Self.convert(scratch, ["--part", "2/3", "-j4"], to: "b.aas")
    #expect(try Files.read(scratch.file("b.aas")) == bytes)
    let reader = ShardReader(source: MemorySource(bytes))
    while try reader.next() != nil {}
    #expect(reader.meta?.chain.first?.options["part"] == "2/3")

    // And when it was ended on the way.
    var kills = 0
    for n in stride(from: 1, to: 100, by: 3) {
      let killed = try Programs.run(
        "aa-convert",
        ["raw", "--adapter", "t2t", "--skip-bad", "-q", "--resume", "--part", "2/3", "-o", "c.aas"],
        environment: ["AA_FAULT": "write:\(n):kill"], folder: scratch.path)
      if killed.status != -SIGKILL { break }
      kills += 1
      _ = try Self.convert(scratch, ["--part", "2/3", "--resume"], to: "c.aas")
      #expect(try Files.read(scratch.file("c.aas")) == bytes)
      try FileManager.default.removeItem(atPath: scratch.file("c.aas"))
    }
    #expect(kills > 1 && kills < 30)
  }

  /// Rows of other parts are cut out of their file, but nobody looks inside.
  @Test func rowsOfOtherPartsAreNotRead() throws {
    let scratch = try ScratchFolder()
    let good = BadRow.text()
    try scratch.write(
      "rows.jsonl",
      BadRow.lines(Array(repeating: good, count: 1000) + Array(repeating: "no json", count: 1000)))
    func run(_ part: String) throws -> Programs.Result {
      try Programs.run(
        "aa-convert", ["rows.jsonl", "--adapter", "t2t", "-q", "--part", part, "-o", "out.aas"],
        folder: scratch.path)
    }
    #expect(try run("1/2").status == 0)
    let other = try run("2/2")
    #expect(other.status == 1)
    #expect(other.stderr.hasPrefix("aa-convert: rows.jsonl: line 1001"), "\(other.stderr)")
    // There are no rows for the third; it makes a shard all the same.
    #expect(try run("3/3").status == 0)
    #expect(try Self.digests(scratch.file("out.aas")).isEmpty)
  }

  @Test func theRestOfABrokenFileIsListedOnce() throws {
    let scratch = try ScratchFolder()
    let rows = Array(repeating: BadRow.text(), count: 1500).joined(separator: ",\n")
    try scratch.write("rows.json", Array("[\(rows)".utf8))
    try scratch.write("then.jsonl", BadRow.lines(Array(repeating: BadRow.text(), count: 10)))
    var statuses: [Int32] = []
    var records = 0
    for part in 1...3 {
      let result = try Programs.run(
        "aa-convert",
        [
          "rows.json", "then.jsonl", "--adapter", "t2t", "-q", "--skip-bad", "--part", "\(part)/3", "-o",
          "out.aas",
        ],
        folder: scratch.path)
      statuses.append(result.status)
      records += try Self.digests(scratch.file("out.aas")).count
    }
    #expect(statuses == [0, 3, 0])
    // The last row of an array that does not end is not known to be whole.
    #expect(records == 1509)
  }
}
