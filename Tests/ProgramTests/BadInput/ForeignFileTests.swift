import Archives
import Compression
import Foundation
import Testing

/// Files that are no rows are named for what they are.
@Suite struct ForeignFileTests {
  private static func said(_ name: String, _ bytes: [UInt8], more: [String] = []) throws -> String {
    let folder = try ScratchFolder()
    try folder.write(name, bytes)
    let result = try Programs.run("aa-convert", ["-q", name, "-o", "out.aas"] + more, folder: folder.path)
    #expect(result.status == 1)
    #expect(try folder.list() == [name])
    let (start, end) = ("aa-convert: \(name): ", "\n")
    #expect(result.stderr.hasPrefix(start) && result.stderr.hasSuffix(end), "\(result.stderr)")
    return String(result.stderr.dropFirst(start.count).dropLast(end.count))
  }

  private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test func whatWasDownloadedInstead() throws {
    #expect(
      try Self.said("rows.jsonl", Self.text("\n<!DOCTYPE html>\n<html><body>Sign in</body></html>\n"))
        == "is an HTML page: was a login or error page downloaded instead of the file?")
    #expect(
      try Self.said(
        "images.tar.gz", Self.text("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"))
        == "is XML or HTML: was an error message downloaded instead of the file?")
    #expect(
      try Self.said(
        "train.parquet", Self.text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 7\n"))
        == "is a Git LFS pointer, not the data: run 'git lfs pull' in its repository, or download it again")
  }

  @Test func otherFormats() throws {
    let toParquet = "save it as Parquet, JSON Lines or CSV"
    let cases: [(String, [UInt8], String)] = [
      (
        "a.arrow", Self.text("ARROW1\0\0"), "is an Arrow file: \(toParquet) (in Python: datasets' to_parquet)"
      ),
      ("a.pkl", [0x80, 4, 0x95], "is a Python pickle, which is a program and is never run: \(toParquet)"),
      ("a.npy", [0x93] + Self.text("NUMPY"), "is a NumPy array: \(toParquet)"),
      (
        "a.db", Self.text("SQLite format 3\0"),
        "is an SQLite database: export its table as CSV (sqlite3 -header -csv)"
      ),
      ("a.rar", Self.text("Rar!\u{1A}\u{7}\0"), "is a RAR archive: unpack it, or pack it as .tar or .zip"),
      (
        "a.7z", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "is a 7z archive: unpack it, or pack it as .tar or .zip"
      ),
      ("a.csv", [0xFF, 0xFE, 0x61, 0], "is text in UTF-16: turn it into UTF-8 (iconv -f UTF-16 -t UTF-8)"),
      ("a.png", [0x89] + Self.text("PNG\r\n"), "is a picture, not rows"),
      ("a.txt", Self.text("some words\nand more\n"), "is text, but neither JSON nor CSV"),
      (
        "a.bin", [1, 2, 3, 4],
        "is no Parquet, JSON, JSON Lines, CSV, tar or zip, packed or not, and no folder"
      ),
    ]
    for (name, bytes, words) in cases { #expect(try Self.said(name, bytes) == words) }
    let once = try #require(Compression.gzip.packed([1]))
    let twice = try #require(Compression.gzip.packed(once))
    #expect(try Self.said("a.gz.gz", twice) == "is packed twice: unpack it once first")
  }

  @Test func anArchiveWithoutRows() throws {
    let zip = try PackedRows.archive(".zip", [("a.txt", [0x61])])
    #expect(try Self.said("a.zip", zip) == "holds no .json, .jsonl, .csv or .parquet file, packed or not")
    let folder = try ScratchFolder()
    try folder.write("empty/a.txt", [0x61])
    let result = try Programs.run("aa-convert", ["-q", "empty", "-o", "out.aas"], folder: folder.path)
    #expect(
      result.stderr
        == "aa-convert: empty: holds no .json, .jsonl, .csv or .parquet file, packed or not, and no archive\n"
    )
  }

  /// A packed stream that is cut costs the rows behind the cut; what is not cut but damaged fails likewise.
  @Test func aPackedFileThatIsCut() throws {
    let rows = (0..<20_000).map {
      #"{"question":"q\#($0 &* 7919 % 10007)","response_1":"a","response_2":"b","overall_response":1}"#
    }
    let packed = try #require(Compression.gzip.packed(Array((rows.joined(separator: "\n") + "\n").utf8)))
    let folder = try ScratchFolder()
    try folder.write("rows.jsonl.gz", Array(packed.dropLast(packed.count / 3)))
    let why =
      "rows.jsonl.gz: the gzip stream is cut short: download it again; the rest of the file is not read"
    let failed = try Programs.run(
      "aa-convert", ["-q", "rows.jsonl.gz", "-o", "out.aas"], folder: folder.path)
    #expect(failed.status == 1)
    #expect(failed.stderr == "aa-convert: \(why)\(BadRow.hint)\n")
    let skipped = try Programs.run(
      "aa-convert", ["-q", "--skip-bad", "rows.jsonl.gz", "-o", "out.aas"], folder: folder.path)
    #expect(skipped.status == 3)
    #expect(skipped.stderr == "aa-convert: skipped: \(why)\n")
    #expect(try BadRow.count(folder.file("out.aas")) > 10_000)
  }

  @Test func rowsOfATable() throws {
    let folder = try ScratchFolder()
    let table =
      "question,response_1,response_2,overall_response\r\nq,a,b,1\r\nq,a\r\n\"q\",\"a\nb\",b,2\r\n\"q\"x,a,b,1\r\n"
    try folder.write("raw/rows.csv", Array(table.utf8))
    try BadRow.check(
      folder, ["raw/rows.csv"],
      losses: [
        "rows.csv: line 3: the row has 2 fields, the header 4",
        "rows.csv: line 6: text follows the closing quote of field 1",
      ], records: 2)
  }

  @Test func limitsAreOptions() throws {
    let folder = try ScratchFolder()
    try BadRow.archive(folder.file("raw.tar"), [("rows.jsonl", PackedRows.lines), ("b", [1]), ("B", [2])])
    for (options, words) in [
      (["--max-members", "1"], "has more than 1 members: refused; --max-members allows more"),
      (
        ["--max-member-bytes", "1K"],
        "rows.jsonl: is larger than the limit of 1024 bytes: refused; --max-member-bytes allows more (--skip-bad passes over such members)"
      ),
      (
        ["--max-unpacked", "1000"],
        "rows.jsonl: unpacks to more than 1000 bytes: refused; --max-unpacked allows more (--skip-bad passes over such members)"
      ),
      (
        [],
        "B: differs from b only in case or in how letters are coded: refused; --allow-case-twins allows case (--skip-bad passes over such members)"
      ),
    ] {
      let result = try Programs.run(
        "aa-convert", ["-q", "raw.tar", "-o", "out.aas"] + options, folder: folder.path)
      #expect(result.status == 1)
      #expect(result.stderr == "aa-convert: raw.tar: \(words)\n")
    }
    let allowed = try Programs.run(
      "aa-convert", ["-q", "raw.tar", "-o", "out.aas", "--allow-case-twins"], folder: folder.path)
    #expect(allowed.status == 0, "\(allowed.stderr)")
    #expect(try Programs.run("aa-convert", ["raw.tar", "--max-unpacked", "lots"]).status == 64)
  }

  /// Third parties' WebDataset: the adapter names fields by their endings.
  @Test func aWebDatasetWithItsAdapter() throws {
    let folder = try ScratchFolder()
    let picture = try BadRow.fixture("ti2t/images/000002.png")
    let adapter = """
      adapter: pairs
      language: 1
      about: pairs of captions
      prompt:
        - image: png
        - text: json.question
      candidates:
        - parts: [{text: json.first}]
        - parts: [{text: txt}]
      judgements:
        overall:
          choice: cls
      """
    try folder.write("pairs.yaml", Array(adapter.utf8))
    try BadRow.archive(
      folder.file("000.tar"),
      [
        ("s/1.png", picture), ("s/1.json", Array(#"{"question": "q", "first": "a"}"#.utf8)),
        ("s/1.txt", [0x62]),
        ("s/1.cls", [0x31, 10]), ("s/2.png", picture), ("s/2.json", [0x7B]), ("s/2.txt", [0x62]),
        ("s/2.cls", [0x32]),
        ("s/3.png", picture), ("s/3.json", Array(#"{"question": "q", "first": "a"}"#.utf8)),
        ("s/3.txt", [0x62]),
        ("s/3.cls", [0x32, 10]),
      ])
    try BadRow.check(
      folder, ["000.tar", "--adapter", "pairs.yaml"],
      losses: ["000.tar: s/2.json: line 1, column 2: unexpected end of the document"],
      records: 2)
  }
}
