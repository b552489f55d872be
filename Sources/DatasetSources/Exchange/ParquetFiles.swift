import ByteStreams
import Parquet
import PreferenceRecords
import ShardFormat

/// `SPLIT-00000.parquet`, …, as the `datasets` library and the viewer of Hugging Face read them, and a `README.md` that
/// names the splits to both. Records without a split are among those of `train`, as those programs take them; the column
/// `split` tells them apart.
///
/// Memory: a row group of 32 MiB for each split, and the largest record.
final class ParquetFiles: ExchangeFiles {
  /// A row that comes when a file has so many bytes begins another one.
  private let fileBytes: Int
  /// Each needs room for a row group.
  private static let mostSplits = 16

  private struct Split {
    var file: FileSink
    var writer: ParquetWriter
    var number: Int
    var bytes = 0
  }

  private let folder: FolderSink
  private var splits: [String: Split] = [:]
  private(set) var media = 0

  init(_ folder: FolderSink, fileBytes: Int) {
    self.folder = folder
    self.fileBytes = fileBytes
  }

  func add(_ record: PreferenceRecord, _ blob: (Digest) throws -> Blob) throws {
    let row = try RecordColumns.row(of: record, blob)
    let name = Self.fileName(record.split)
    var split = try splits[name] ?? open(name, 0)
    if split.bytes >= fileBytes {
      try close(split)
      split = try open(name, split.number + 1)
    }
    try split.writer.append(row.values)
    split.bytes += row.bytes
    media += row.media
    splits[name] = split
  }

  func finish() throws {
    // Also without a record there is a file, which says what its columns would be.
    if splits.isEmpty { splits[Self.fileName(nil)] = try open(Self.fileName(nil), 0) }
    for name in splits.keys.sorted() { if let split = splits[name] { try close(split) } }
    try folder.write(card, to: "README.md")
  }

  private func open(_ name: String, _ number: Int) throws -> Split {
    if splits[name] == nil, splits.count == Self.mostSplits {
      throw StreamError(
        file: folder.name, operation: "write", code: 0,
        detail: "the records have more than \(Self.mostSplits) splits, and each needs a file of its own")
    }
    let file = try folder.open("\(name)-\(number.padded(5)).parquet")
    var options = ParquetWriterOptions()
    options.rowGroupBytes = 32 << 20
    return Split(
      file: file,
      writer: try ParquetWriter(
        RecordColumns.schema, to: file,
        metadata: [ParquetMetadataEntry(key: "huggingface", value: RecordColumns.features)], options: options),
      number: number)
  }

  private func close(_ split: Split) throws {
    try split.writer.finish()
    try split.file.commit()
  }

  /// Letters, digits and `_` of the split's name, for that is all that names of splits may have there.
  private static func fileName(_ split: String?) -> String {
    guard let split, !split.isEmpty else { return "train" }
    return String(split.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }

  /// What says which files are which split.
  private var card: [UInt8] {
    var text = "---\nconfigs:\n- config_name: default\n  data_files:\n"
    for name in splits.keys.sorted() {
      // In quotes, or a split called 1 or no would be a number or a truth to YAML.
      text += "  - split: \"\(name)\"\n    path: \"\(name)-*.parquet\"\n"
    }
    text += """
      ---

      Preference records. Each row has the prompt, its candidates and their media to look at, and in `aa_record` the whole
      record as JSON, from which `aa-convert` makes it again, media and all.

      """
    return Array(text.utf8)
  }
}
