import ByteStreams
import JSON
import Parquet
import Testing

/// Apache's parquet-testing files against pyarrow, when `tools/parquet-corpus` has named a copy of them.
@Suite(.enabled(if: Environment.value("PARQUET_TESTING") != nil))
struct CorpusTests {
  private let folder = Environment.value("PARQUET_TESTING") ?? ""
  private let expected = Environment.value("PARQUET_EXPECTED") ?? ""

  /// Where this reader and pyarrow differ on purpose.
  private static let differences = [
    "datapage_v1-corrupt-checksum.parquet": "pyarrow does not look at checksums unless told to",
    "rle-dict-uncompressed-corrupt-checksum.parquet": "pyarrow does not look at checksums unless told to",
    "int96_from_spark.parquet": "pyarrow's nanoseconds overflow",
  ]

  @Test func rowsAreThoseOfPyarrow() throws {
    var compared = 0
    for part in ["data", "data/geospatial", "variant", "shredded_variant"]
    where Files.isFolder("\(folder)/\(part)") {
      for name in try Files.list("\(folder)/\(part)") where name.hasSuffix(".parquet") {
        let flat = "\(part)/\(name)".split(separator: "/").joined(separator: "--")
        let twin = "\(expected)/\(flat).json"
        if let difference = Self.differences[name] {
          print("\(part)/\(name): not compared: \(difference)")
          continue
        }
        do {
          let rows = try ParquetFile(path: "\(folder)/\(part)/\(name)").json()
          guard Files.exists(twin) else {
            print("\(part)/\(name): \(rows.count) rows; pyarrow: \(try refusal(flat))")
            continue
          }
          let other = try JSONValue(parsing: Files.read(twin)).arrayValue ?? []
          compared += 1
          #expect(rows.count == other.count, "\(name)")
          for (i, (row, twin)) in zip(rows, other).enumerated() where row != twin {
            Issue.record(
              "\(name): row \(i): \(row.text().prefix(2000))\ninstead of \(twin.text().prefix(2000))")
            break
          }
        } catch let error as ParquetError {
          if Files.exists(twin) {
            Issue.record("\(error)")
          } else {
            print("\(error); pyarrow: \(try refusal(flat))")
          }
        }
      }
    }
    #expect(compared > 0)
  }

  private func refusal(_ name: String) throws -> String {
    String(decoding: try Files.read("\(expected)/\(name).error"), as: UTF8.self).prefix(200).description
  }

  @Test func badFilesEndInErrors() throws {
    // Allowed after all: bits of no width.
    let good = ["ARROW-GH-43605.parquet"]
    for name in try Files.list("\(folder)/bad_data")
    where name.hasSuffix(".parquet") && !good.contains(name) {
      let error = #expect(throws: ParquetError.self, "\(name)") {
        try ParquetFile(path: "\(folder)/bad_data/\(name)").json()
      }
      if let error { print(error) }
    }
  }

  @Test func damagedAndEncryptedFilesSaySo() throws {
    for name in try Files.list("\(folder)/data") {
      let reason: ParquetError.Reason
      if name.contains("corrupt-checksum") {
        reason = .checksumMismatch
      } else if name.hasSuffix(".parquet.encrypted") {
        reason = .encrypted
      } else {
        continue
      }
      let error = #expect(throws: ParquetError.self, "\(name)") {
        try ParquetFile(path: "\(folder)/data/\(name)").json()
      }
      #expect(error?.reason == reason, "\(name)")
    }
  }

  @Test func timestampsOfSpark() throws {
    let rows = try ParquetFile(path: "\(folder)/data/int96_from_spark.parquet").rows()
    var seen: [String] = []
    while let row = try rows.next() {
      if case .timestamp(let time)? = row["a"] { seen.append("\(time)") }
    }
    #expect(seen[0] == "2024-01-01T20:34:56.123456000")
    #expect(seen[2] == "9999-12-31T03:00:00.000000")
    #expect(seen[4] == "+290000-12-30T23:00:00.000000")
  }
}
