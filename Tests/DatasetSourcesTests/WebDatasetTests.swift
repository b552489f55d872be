import Archives
import ByteStreams
import DatasetSources
import Foundation
import JSON
import Testing

@Suite struct WebDatasetTests {
  private static func rows(_ members: [(String, [UInt8])], _ name: String = "000.tar") throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try Files.makeFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let writer = try ArchiveWriter(folder + "/" + name)
    for (name, bytes) in members { try writer.add(name, bytes) }
    try writer.finish()
    var rows: [String] = []
    for file in try RowFile.find(folder + "/" + name) {
      let stream = try file.rows()
      while let row = try stream.next() {
        do { rows.append("\(row.locator(in: file.label)) \(try row.value().json.text())") } catch {
          rows.append("\(row.place): \(error)")
        }
      }
    }
    return rows
  }

  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  /// As webdataset's own TarWriter writes them.
  @Test(arguments: ["000.tar", "000.tar.gz", "000.zip"]) func fieldsAreEndings(name: String) throws {
    let rows = try Self.rows(
      [
        ("a/001.jpg", [1]), ("a/001.json", Self.bytes(#"{"caption": "x", "n": {"k": 2}}"#)),
        ("a/001.cls", Self.bytes("7\n")), ("a/001.txt", Self.bytes("a text\n")), ("a/001.seg.PNG", [2]),
        ("a/002.jpg", [3]), ("a/002.json", Self.bytes("{}")), ("a/002.meta.json", Self.bytes("[1]")),
        ("a/002.cls", Self.bytes("cat")), ("a/._002.json", [0]), ("README", [0]),
      ], name)
    #expect(
      rows == [
        #"\#(name)#a/001 {"__key__":"a/001","cls":7,"jpg":"a/001.jpg","json":{"caption":"x","n":{"k":2}},"#
          + #""seg.png":"a/001.seg.PNG","txt":"a text\n"}"#,
        #"\#(name)#a/002 {"__key__":"a/002","cls":"cat","jpg":"a/002.jpg","json":{},"meta.json":[1]}"#,
      ])
  }

  @Test func aBadSampleCostsItself() throws {
    let rows = try Self.rows([
      ("1.txt", [0xFF]), ("1.jpg", [1]), ("2.json", Self.bytes("{")), ("2.jpg", [1]),
      ("3.json", Self.bytes("{}")),
      ("3.jpg", [1]),
    ])
    #expect(
      rows == [
        "sample '1': 1.txt: is not valid UTF-8",
        "sample '2': 2.json: line 1, column 2: unexpected end of the document",
        #"000.tar#3 {"__key__":"3","jpg":"3.jpg","json":{}}"#,
      ])
  }

  @Test func archivesThatAreNone() throws {
    // One file of rows and its media.
    #expect(
      try Self.rows([("train.json", Self.bytes(#"[{"a": 1}, {"a": 2}]"#)), ("images/1.jpg", [1])])
        == [#"000.tar/train.json#1 {"a":1}"#, #"000.tar/train.json#2 {"a":2}"#])
    #expect(
      try Self.rows([("rows.jsonl", Self.bytes("{\"a\": 1}\n")), ("1.jpg", [1]), ("1.txt", [0x61])])
        == [#"000.tar/rows.jsonl:1 {"a":1}"#])
    // One row in each file, media or not.
    #expect(
      try Self.rows([("1.json", Self.bytes("{\"a\": 1}")), ("2.json", Self.bytes("{\"a\": 2}"))])
        == [#"000.tar:1 {"a":1}"#, #"000.tar:2 {"a":2}"#])
  }
}
