import ByteStreams
import CSupport
import Parquet

/// parquet-bench read FILE: makes every row; parquet-bench copy FILE OUT: writes them again. tools/bench-parquet runs it
/// beside peers. Prints rows, bytes of the file, seconds, peak bytes, between tabs.
@main
enum Main {
  static func main() throws {
    let arguments = CommandLine.arguments
    let start = aa_monotonic_seconds()
    let rows: Int
    switch (arguments.count, arguments.dropFirst().first) {
    case (3, "read"): rows = try read(arguments[2])
    case (4, "copy"): rows = try copy(arguments[2], to: arguments[3])
    default: return print("usage: parquet-bench read FILE | copy FILE OUT")
    }
    let seconds = aa_monotonic_seconds() - start
    let bytes = try RandomAccessFile(path: arguments[2]).size
    print("\(rows)\t\(bytes)\t\(seconds)\t\(aa_peak_resident_bytes())")
  }

  private static func read(_ path: String) throws -> Int {
    let rows = try ParquetFile(path: path).rows()
    var (count, bytes) = (0, 0)
    while let row = try rows.next() {
      count += 1
      for value in row.values { bytes += size(value) }
    }
    guard count == 0 || bytes > 0 else { return 0 }
    return count
  }

  /// Looks at every value.
  private static func size(_ value: ParquetValue) -> Int {
    switch value {
    case .null: 0
    case .string(let text): text.utf8.count
    case .bytes(let bytes): bytes.count
    case .list(let elements): elements.reduce(0) { $0 + size($1) }
    case .map(let entries): entries.reduce(0) { $0 + size($1.key) + size($1.value) }
    case .structure(let structure): structure.values.reduce(0) { $0 + size($1) }
    default: 8
    }
  }

  private static func copy(_ path: String, to out: String) throws -> Int {
    let file = try ParquetFile(path: path)
    let rows = try file.rows()
    let sink = try FileSink(path: out)
    let writer = try ParquetWriter(file.schema, to: sink, metadata: file.metadata)
    while let row = try rows.next() { try writer.append(row) }
    try writer.finish()
    try sink.commit()
    return writer.rowCount
  }
}
