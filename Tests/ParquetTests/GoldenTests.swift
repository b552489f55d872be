import JSON
import Parquet
import Testing

/// Row for row what pyarrow reads, in files of four writers.
@Suite struct GoldenTests {
  @Test func thereAreFiles() { #expect(Golden.names.count > 50) }

  @Test(arguments: Golden.names)
  func rows(name: String) throws {
    let file = try ParquetFile(path: Golden.path(name))
    let (actual, expected) = (try file.json(), try Golden.rows(name))
    #expect(file.rowCount == expected.count)
    #expect(actual.count == expected.count)
    for (i, (row, other)) in zip(actual, expected).enumerated() where row != other {
      Issue.record("row \(i): \(row.text())\ninstead of \(other.text())")
      break
    }
  }
}
