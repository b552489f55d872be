import Archives
import ByteStreams
import Compression
import Foundation
import PreferenceRecords
import ShardFormat
import Testing

/// The same rows in every packaging that data sets come in.
enum PackedRows {
  private static let values = (1...40).map { i in
    (id: "r\(i)", question: "what, \"then\",\n\(i)?", first: "é \(i)", second: "no", winner: i % 2 + 1)
  }
  private static let columns = ["id", "question", "response_1", "response_2", "overall_response"]

  /// What every packaging must give.
  static let expected = values.map { "\($0.id)|\($0.question)|\($0.first)|\($0.second)|\($0.winner - 1)" }

  static let lines: [UInt8] = objects.joined(separator: "\n").utf8 + [10]
  static let array: [UInt8] = Array(("[\n" + objects.joined(separator: ",\n") + "\n]\n").utf8)

  private static var objects: [String] {
    values.map { row in
      let question = row.question.replacingOccurrences(of: "\"", with: "\\\"").replacingOccurrences(
        of: "\n", with: "\\n")
      return
        #"{"id":"\#(row.id)","question":"\#(question)","response_1":"\#(row.first)","response_2":"no","#
        + #""overall_response":\#(row.winner)}"#
    }
  }

  static func table(_ separator: String) -> [UInt8] {
    let rows =
      [columns]
      + values.map { [$0.id, $0.question, $0.first, $0.second, "\($0.winner)"] }
    return Array(
      rows.map { row in
        row.map { "\"" + $0.replacingOccurrences(of: "\"", with: "\"\"") + "\"" }.joined(separator: separator)
          + "\r\n"
      }.joined().utf8)
  }

  static func archive(_ suffix: String, _ members: [(String, [UInt8])]) throws -> [UInt8] {
    let folder = try ScratchFolder()
    try BadRow.archive(folder.file("a" + suffix), members)
    return try Files.read(folder.file("a" + suffix))
  }

  /// A file's name and its bytes.
  static func files() throws -> [(name: String, bytes: [UInt8])] {
    let plain: [(String, [UInt8])] = [
      ("rows.jsonl", lines), ("rows.json", array), ("rows.csv", table(",")), ("rows.tsv", table("\t")),
      ("raw.tar", try archive(".tar", [("in/rows.jsonl", lines)])),
    ]
    var files = plain
    for compression in Compression.allCases {
      files += try plain.map { ($0 + compression.suffix, try #require(compression.packed($1))) }
    }
    // An archive of a packed file, and names that say nothing or something wrong.
    files.append(("raw.zip", try archive(".zip", [("in/rows.csv", table(","))])))
    files.append(
      ("more.tar", try archive(".tar", [("rows.jsonl.xz", try #require(Compression.xz.packed(lines)))])))
    files += files.filter { !$0.0.hasSuffix("2") && !$0.0.hasSuffix("st") }.enumerated().map {
      ("unnamed\($0)", $1.1)
    }
    files.append(("wrong.zip", lines))
    files.append(("wrong.jsonl", try archive(".zip", [("rows.jsonl", lines)])))
    return files
  }

  /// Every record of a shard in the form of `expected`.
  static func read(_ shard: String) throws -> [String] {
    let reader = ShardReader(source: try FileSource(path: shard))
    var rows: [String] = []
    while let item = try reader.next() {
      guard case .record(let item) = item else { continue }
      let record = try PreferenceRecord(decoding: item.bytes)
      func text(_ parts: [Part]) -> String {
        parts.map { if case .text(let text) = $0 { text } else { "" } }.joined()
      }
      var winner = -1
      if case .pair(let first, _, _)? = record.judgements.first?.verdict { winner = first }
      rows.append(
        "\(record.id)|\(text(record.prompt[0].parts))|\(text(record.candidates[0].parts))|"
          + "\(text(record.candidates[1].parts))|\(winner)")
    }
    return rows
  }
}

@Suite struct ContainerTests {
  private static func convert(_ folder: ScratchFolder, _ arguments: [String], stdin: [UInt8] = []) throws
    -> [String]
  {
    let result = try Programs.run(
      "aa-convert", ["-q", "-o", "out.aas"] + arguments, stdin: stdin, folder: folder.path)
    #expect(result.status == 0, "\(arguments): \(result.stderr)")
    return result.status == 0 ? try PackedRows.read(folder.file("out.aas")) : []
  }

  @Test func everyPackagingGivesTheSameRows() throws {
    for (name, bytes) in try PackedRows.files() {
      let folder = try ScratchFolder()
      try folder.write("raw/" + name, bytes)
      #expect(try Self.convert(folder, ["raw/" + name]) == PackedRows.expected, "\(name)")
    }
  }

  @Test func standardInputTakesEveryPackaging() throws {
    for (name, bytes) in try PackedRows.files() where !name.hasPrefix("unnamed") {
      let folder = try ScratchFolder()
      #expect(try Self.convert(folder, ["-"], stdin: bytes) == PackedRows.expected, "\(name)")
    }
    let folder = try ScratchFolder()
    let bad = try Programs.run(
      "aa-convert", ["-q", "-", "-o", "out.aas"], stdin: Array(PackedRows.lines.dropLast(20)),
      folder: folder.path)
    #expect(bad.status == 1)
    #expect(bad.stderr.hasPrefix("aa-convert: standard input: line 40, column "), "\(bad.stderr)")
  }

  @Test func foldersOfPackedFilesAndOfArchives() throws {
    let folder = try ScratchFolder()
    try folder.write("raw/sub/rows.csv.gz", try #require(Compression.gzip.packed(PackedRows.table(","))))
    try folder.write("raw/._rows.jsonl", Array("not looked at".utf8))
    #expect(try Self.convert(folder, ["raw"]) == PackedRows.expected)
    try folder.write(
      "tars/0.tar", try PackedRows.archive(".tar", [("rows.jsonl", PackedRows.lines), ("._rows.jsonl", [0])]))
    try folder.write("tars/1.zip", try PackedRows.archive(".zip", [("rows.csv", PackedRows.table(","))]))
    #expect(try Self.convert(folder, ["tars"]) == PackedRows.expected + PackedRows.expected)
  }

  /// First piece's name, the other pieces' names.
  static let series = [
    ["raw.tar.gz0", "raw.tar.gz1", "raw.tar.gz2"], ["raw.tar.gz.00", "raw.tar.gz.01", "raw.tar.gz.02"],
    ["raw.tar.gz.part1", "raw.tar.gz.part2", "raw.tar.gz.part3"],
    ["raw_part_aa", "raw_part_ab", "raw_part_ac"],
    ["raw.tgz.aa", "raw.tgz.ab", "raw.tgz.ac"],
    ["raw.tar.gz-partaa", "raw.tar.gz-partab", "raw.tar.gz-partac"],
    (0..<12).map { "raw.tar.gz\($0)" },
  ]

  @Test(arguments: series) func filesInPieces(names: [String]) throws {
    let files: [[UInt8]] = [
      try PackedRows.archive(".tar.gz", [("rows.jsonl", PackedRows.lines)]),
      try PackedRows.archive(".tar", [("rows.jsonl", PackedRows.lines)]),
      try PackedRows.archive(".zip", [("rows.jsonl", PackedRows.lines)]),
      try #require(Compression.gzip.packed(PackedRows.lines)), PackedRows.lines,
    ]
    for file in names == Self.series[0] ? files : [files[0]] {
      let folder = try ScratchFolder()
      let size = (file.count + names.count - 1) / names.count
      for (i, name) in names.enumerated() {
        try folder.write("raw/" + name, Array(file.dropFirst(i * size).prefix(size)))
      }
      let paths = names.map { "raw/" + $0 }
      #expect(try Self.convert(folder, [paths[0]]) == PackedRows.expected, "\(names)")
      // As the shell's * gives them.
      #expect(try Self.convert(folder, paths.sorted()) == PackedRows.expected, "\(names)")
      if file == files[0] || file == files[2], names[0] != "raw_part_aa" {
        #expect(try Self.convert(folder, ["raw"]) == PackedRows.expected, "\(names)")
      }
      try FileManager.default.removeItem(atPath: folder.file(paths[1]))
      let result = try Programs.run(
        "aa-convert", ["-q", "-o", "out.aas", paths[0]], folder: folder.path)
      #expect(result.status == 1)
      #expect(result.stderr.hasSuffix(": the piece \(paths[1]) is not there\n"), "\(result.stderr)")
    }
  }

  @Test func aLaterPieceIsNoFile() throws {
    let folder = try ScratchFolder()
    let file = try PackedRows.archive(".tar.gz", [("rows.jsonl", PackedRows.lines)])
    for i in 0..<3 {
      try folder.write("raw.tar.gz\(i)", Array(file.dropFirst(i * file.count / 3).prefix(file.count / 3)))
    }
    let later = try Programs.run("aa-convert", ["-q", "raw.tar.gz1", "-o", "out.aas"], folder: folder.path)
    #expect(later.status == 1)
    #expect(
      later.stderr
        == "aa-convert: raw.tar.gz1: is a piece of raw.tar.gz, not its first: name raw.tar.gz0 instead\n")
    // The last piece may be missing without a trace in the names.
    try FileManager.default.removeItem(atPath: folder.file("raw.tar.gz2"))
    let cut = try Programs.run("aa-convert", ["-q", "raw.tar.gz0", "-o", "out.aas"], folder: folder.path)
    #expect(cut.status == 1)
    #expect(
      cut.stderr == "aa-convert: raw.tar.gz: the gzip stream is cut short: download it again; "
        + "is a piece behind the last one missing?\n")
  }

  @Test func wholeFilesWithNumbersAreNoPieces() throws {
    let folder = try ScratchFolder()
    for i in 0..<2 {
      try folder.write("raw.tar.\(i)", try PackedRows.archive(".tar", [("rows.jsonl", PackedRows.lines)]))
    }
    #expect(
      try Self.convert(folder, ["raw.tar.0", "raw.tar.1"]) == PackedRows.expected + PackedRows.expected)
    try folder.write("rows.jsonl.2023", PackedRows.lines)
    try folder.write("rows.jsonl.2025", PackedRows.lines)
    #expect(try Self.convert(folder, ["rows.jsonl.2025"]) == PackedRows.expected)
  }

  @Test func mediaInASplitArchiveBesideTheRows() throws {
    let folder = try ScratchFolder()
    let picture = try BadRow.fixture("ti2t/images/000002.png")
    for suffix in [".tar.gz", ".tar", ".zip"] {
      let file = try PackedRows.archive(suffix, [("other", picture), ("in/a.png", picture)])
      try folder.write("raw/rows.jsonl", BadRow.lines([BadRow.image("in/a.png"), BadRow.image("in/a.png")]))
      for i in 0..<3 {
        try folder.write(
          "raw/images\(suffix)\(i)",
          Array(file.dropFirst(i * (file.count / 3 + 1)).prefix(file.count / 3 + 1)))
      }
      for more in [["raw/rows.jsonl"], ["raw"], ["raw/rows.jsonl", "--media-root", "raw/images\(suffix)0"]] {
        let result = try Programs.run("aa-convert", ["-q", "-o", "out.aas"] + more, folder: folder.path)
        #expect(result.status == 0, "\(suffix) \(more): \(result.stderr)")
        #expect(try BadRow.count(folder.file("out.aas")) == 2)
      }
      for i in 0..<3 { try FileManager.default.removeItem(atPath: folder.file("raw/images\(suffix)\(i)")) }
    }
  }
}
