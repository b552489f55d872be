import ByteStreams
import DatasetSources
import Foundation
import Parquet
import PreferenceRecords
import Testing

/// Which records are in which file.
@Suite struct ParquetFilesTests {
  /// Names of the files, and the ids in each.
  private static func files(_ splits: [String?], fileBytes: Int) throws -> [String: [String]] {
    let folder = FileManager.default.temporaryDirectory.path + "/parquet-files-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let export = try RecordExport(.parquet, to: folder, fileBytes: fileBytes)
    for (i, split) in splits.enumerated() {
      let record = PreferenceRecord(
        id: "\(i)", prompt: [], candidates: [Candidate(parts: [.text("a")])], split: split,
        source: Source(name: "s", locator: "l"))
      try export.add(record) { _ in throw StreamError(file: "", operation: "find", code: 0) }
    }
    try export.finish()
    var files: [String: [String]] = [:]
    for name in try Files.list(folder) where name.hasSuffix(".parquet") {
      let rows = try ParquetFile(path: folder + "/" + name).rows()
      files[name] = []
      while let row = try rows.next() { files[name]?.append(row["id"]?.stringValue ?? "") }
    }
    return files
  }

  @Test func aFullFileIsFollowedByAnotherWhenThereIsMore() throws {
    #expect(
      try Self.files([nil, "test", "train", "test", nil], fileBytes: 1) == [
        "train-00000.parquet": ["0"], "train-00001.parquet": ["2"], "train-00002.parquet": ["4"],
        "test-00000.parquet": ["1"], "test-00001.parquet": ["3"],
      ])
    #expect(try Self.files([nil, nil], fileBytes: 1 << 20) == ["train-00000.parquet": ["0", "1"]])
  }

  @Test func withoutRecordsThereIsAFile() throws {
    #expect(try Self.files([], fileBytes: 1) == ["train-00000.parquet": []])
  }

  @Test func splitsAreBounded() throws {
    let sixteen = (0..<16).map { Optional("s\($0)") }
    #expect(try Self.files(sixteen, fileBytes: 1 << 20).count == 16)
    #expect(throws: StreamError.self) { try Self.files(sixteen + ["s16"], fileBytes: 1 << 20) }
  }
}
