import Archives
import Compression

/// How a file holds its rows.
public enum RowFormat: Sendable, Equatable {
  /// JSON Lines, or one array.
  case json
  /// JSON Lines only.
  case lines
  /// Separated values under a header: commas, or tabs.
  case csv, tsv
  case parquet
  /// A sample of several files for each row.
  case webDataset

  /// What row files are called, without the suffix of a compression.
  static let suffixes: [(suffix: String, format: RowFormat)] = [
    (".jsonl", .lines), (".ndjson", .lines), (".json", .json), (".csv", .csv), (".tsv", .tsv),
    (".parquet", .parquet),
  ]

  /// What a name says: "train.jsonl.gz" are lines. Nil for a name that says nothing.
  init?(name: String) {
    let lower = RowFormat.withoutCompression(name).lowercased()
    guard let found = RowFormat.suffixes.first(where: { lower.hasSuffix($0.suffix) }) else { return nil }
    self = found.format
  }

  /// "train.jsonl" for "train.jsonl.gz".
  static func withoutCompression(_ name: String) -> String {
    let lower = name.lowercased()
    guard let suffix = Compression.suffixes.first(where: { lower.hasSuffix($0) }) else { return name }
    return String(name.dropLast(suffix.count))
  }

  /// Whether a file of this name inside a folder or archive is looked at for rows. Names that begin with a point, and
  /// what macOS puts into archives beside its files, are not.
  static func isRowFileName(_ path: String) -> Bool { RowFormat(name: path) != nil && isShown(path) }

  static func isShown(_ path: String) -> Bool {
    !path.split(separator: "/").contains { $0.hasPrefix(".") || $0 == "__MACOSX" }
  }
}
