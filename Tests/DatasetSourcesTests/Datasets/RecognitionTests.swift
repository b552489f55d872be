import DatasetSources
import JSON
import Testing

@Suite struct RecognitionTests {
  private static func firstRow(_ fixture: DatasetFixture) throws -> RowObject {
    let stream = try #require(try RowFile.find(fixture.path).first).rows()
    return try #require(try stream.next()?.value().objectValue)
  }

  @Test(arguments: DatasetFixture.all)
  func aDatasetIsRecognisedAsItself(fixture: DatasetFixture) throws {
    let library = try #require(DatasetFixture.library)
    let row = try Self.firstRow(fixture)
    let fitting = library.adapters.filter { $0.mismatch(row) == nil }.map(\.name)
    #expect(fitting == (fixture.ambiguous.isEmpty ? [fixture.adapter] : fixture.ambiguous))
    if fixture.ambiguous.isEmpty {
      #expect(try library.adapter(forRow: row, file: "x").name == fixture.adapter)
      let columns = try fixture.named().recognised(by: row)
      #expect(
        !columns.isEmpty
          && columns.allSatisfy { row[$0] != nil || row.keys.contains(String($0.prefix { $0 != "." })) })
    } else {
      let error = #expect(throws: AdapterError.self) { try library.adapter(forRow: row, file: "x.json") }
      #expect(
        error?.description
          == "x.json: the columns fit \(fixture.ambiguous.joined(separator: " and ")); choose one with --adapter"
      )
    }
  }

  /// Null says nothing of a column's kind.
  @Test func aNullFitsEveryKind() throws {
    let adapter = try Adapter(
      yaml: """
        adapter: a
        recognise: {types: {r: list}}
        prompt: [{text: q}]
        candidates: [{parts: [{text: r}]}]
        """, file: "a")
    func mismatch(_ value: RowValue) -> String? {
      adapter.mismatch(RowObject([.init(key: "q", value: .string("Q")), .init(key: "r", value: value)]))
    }
    #expect(mismatch(.null) == nil)
    #expect(mismatch(.array([])) == nil)
    #expect(mismatch(.string("x")) == "has r as a string, not a list")
  }

  @Test func theNearestAreNamedWhenNoneFits() throws {
    let adapter = try Adapter(
      yaml: """
        adapter: a
        recognise: {with: [source]}
        prompt: [{text: q}]
        candidates: [{parts: [{text: r}]}]
        """, file: "a")
    let row = RowObject([.init(key: "q", value: .null), .init(key: "r", value: .null)])
    let error = #expect(throws: AdapterError.self) {
      try AdapterLibrary([adapter]).adapter(forRow: row, file: "x")
    }
    #expect(
      error?.what
        == "no adapter fits the columns q, r; choose one with --adapter (a does not, because the row has no source)"
    )
  }
}
