import ByteStreams
import CSV
import Foundation
import JSON
import Testing

/// Hands its bytes out in two pieces.
private final class SplitSource: ByteSource {
  let name = "split"
  private var pieces: [ArraySlice<UInt8>]
  init(_ bytes: [UInt8], at split: Int) { pieces = [bytes[..<split], bytes[split...]] }
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while let piece = pieces.first, piece.isEmpty { pieces.removeFirst() }
    guard let piece = pieces.first else { return 0 }
    let n = min(buffer.count, piece.count)
    for (i, byte) in piece.prefix(n).enumerated() { buffer[i] = byte }
    pieces[0] = piece.dropFirst(n)
    return n
  }
}

@Suite struct CSVStreamTests {
  /// A row's values, or why it has none.
  private enum Outcome: Equatable {
    case row([String], line: Int)
    case fault(String)
  }

  private static func read(
    _ source: any ByteSource, separator: UInt8 = CSVStream.comma, limits: CSVLimits = CSVLimits()
  ) -> [Outcome] {
    let stream = CSVStream(source, separator: separator, limits: limits)
    var outcomes: [Outcome] = []
    do {
      while let record = try stream.next() {
        do { outcomes.append(.row(try record.values(), line: record.line)) } catch {
          outcomes.append(.fault(error.description))
        }
      }
    } catch { outcomes.append(.fault("end: \(error)")) }
    return outcomes
  }

  private static func read(_ text: String, separator: UInt8 = CSVStream.comma) -> [Outcome] {
    read(MemorySource(Array(text.utf8)), separator: separator)
  }

  @Test func whatTheRulesSay() {
    #expect(Self.read("") == [])
    #expect(Self.read("\n\r\n\n") == [])
    #expect(Self.read("a,b\r\nc,d") == [.row(["a", "b"], line: 1), .row(["c", "d"], line: 2)])
    #expect(Self.read("\u{FEFF}a,\n\n,b,\n") == [.row(["a", ""], line: 1), .row(["", "b", ""], line: 3)])
    #expect(
      Self.read("\"a,\r\n\"\"b\"\"\",\"\"\r\nc, d \r\n")
        == [.row(["a,\r\n\"b\"", ""], line: 1), .row(["c", " d "], line: 3)])
    #expect(Self.read("\"\"\n") == [.row([""], line: 1)])
    #expect(Self.read("5\" disk,b\"\"c\n") == [.row(["5\" disk", "b\"\"c"], line: 1)])
    #expect(Self.read("a\tb,c\n", separator: CSVStream.tab) == [.row(["a", "b,c"], line: 1)])
  }

  @Test func aBadRowCostsItself() {
    #expect(
      Self.read("\"a\"b,c\nd\n") == [
        .fault("line 1: text follows the closing quote of field 1"), .row(["d"], line: 2),
      ])
    #expect(
      Self.read("a,b\rc\nd\n") == [
        .fault("line 1: field 2 holds a carriage return, and is not in quotes"), .row(["d"], line: 2),
      ])
    #expect(
      Self.read("a\0b\nd\n") == [
        .fault("line 1: the row holds a zero byte: is the file UTF-16?"), .row(["d"], line: 2),
      ])
    #expect(
      Self.read(MemorySource(Array("x,".utf8) + [0xC3, 0x28] + Array("\nd\n".utf8))) == [
        .fault("line 1: field 2 is not valid UTF-8"), .row(["d"], line: 2),
      ])
    #expect(
      Self.read("a\n\"b\nc\n") == [
        .row(["a"], line: 1), .fault("end: line 2: the row has a quoted field that does not end"),
      ])
  }

  @Test func everySplitOfTheInputGivesTheSameRows() {
    let texts = [
      "\u{FEFF}id,text\r\n1,\"a \"\"quoted\"\", long enough text\r\nof two lines\"\r\n\r\n2,plain and longer text\n3,\"\"",
      "\"a\"b,c\nx,y\r\r\nd,\"e", "a,b\r", "\"\"\"\"\"\",\"x\"\r\n,", "a,,\n\n,\n",
    ]
    for text in texts {
      let bytes = Array(text.utf8)
      let whole = Self.read(text)
      #expect(!whole.isEmpty)
      for split in 0...bytes.count { #expect(Self.read(SplitSource(bytes, at: split)) == whole, "\(split)") }
    }
  }

  @Test func fieldsLargerThanTheWindow() {
    let long = String(repeating: "long, \"text\"\n", count: 100_000)
    let text = "a,\"" + long.replacingOccurrences(of: "\"", with: "\"\"") + "\",b\nc,d,e\n"
    #expect(
      Self.read(text) == [.row(["a", long, "b"], line: 1), .row(["c", "d", "e"], line: 100_002)])
  }

  @Test func limits() {
    var limits = CSVLimits()
    limits.rowBytes = 1 << 19
    let long = String(repeating: "x", count: 3 << 19)
    #expect(
      Self.read(MemorySource(Array("a\n\(long)\n".utf8)), limits: limits) == [
        .row(["a"], line: 1), .fault("end: line 2: the row is longer than 524288 bytes"),
      ])
    #expect(
      Self.read(MemorySource(Array("a\n\"\(long)".utf8)), limits: limits).last
        == .fault("end: line 2: the row is longer than 524288 bytes: does a quoted field not end?"))
    limits.columns = 3
    #expect(
      Self.read(MemorySource(Array("a,b,c\na,b,c,d\n".utf8)), limits: limits).last
        == .fault("end: line 2: the row has more than 3 fields"))
  }

  /// fixtures/golden/csv.json: what Python's csv module reads from the same texts.
  @Test func thePythonModuleReadsTheSame() throws {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    let cases = try JSONValue(parsing: Files.read(root.path + "/fixtures/golden/csv.json")).arrayValue ?? []
    #expect(cases.count == 700)
    for test in cases {
      let text = test["text"]?.stringValue ?? ""
      let separator = test["separator"]?.stringValue?.utf8.first ?? 0
      let rows = test["rows"]?.arrayValue?.map { $0.arrayValue?.compactMap(\.stringValue) ?? [] } ?? []
      let outcomes = Self.read(text, separator: separator)
      // Python stops at the first error; what follows it is read here.
      let before = outcomes.prefix { if case .row = $0 { true } else { false } }
      #expect(
        before.map { if case .row(let values, _) = $0 { values } else { [] } } == rows,
        "\(text.debugDescription)")
      #expect((before.count < outcomes.count) == test["fails"]?.boolValue, "\(text.debugDescription)")
    }
  }
}

@Suite struct CSVTableTests {
  @Test func rowsUnderAHeader() throws {
    let table = try CSVTable(MemorySource(Array(",a\n1,x\n2\n3,y,z\n4,w\n".utf8)))
    #expect(table.columns == ["", "a"])
    var rows: [String] = []
    while let record = try table.next() {
      do { rows.append("\(record.ordinal) \(try record.values(columns: table.columns.count))") } catch {
        rows.append(error.description)
      }
    }
    #expect(
      rows == [
        #"1 ["1", "x"]"#, "line 3: the row has 1 field, the header 2",
        "line 4: the row has 3 fields, the header 2",
        #"4 ["4", "w"]"#,
      ])
  }

  @Test func aHeaderThatIsNone() throws {
    #expect(try CSVTable(MemorySource([])).columns == [])
    let twice = #expect(throws: CSVError.self) { try CSVTable(MemorySource(Array("a,b,a\n".utf8))) }
    #expect(twice?.description == "line 1: the header names the column 'a' twice")
  }
}
