import Archives
import ByteStreams
import Parquet

/// Rows of a Parquet file. What is damaged in a row group costs what is left of it, and the next one is read.
final class ParquetFileRows: RowStream {
  private let rows: ParquetRows
  private let rowCount: Int
  private var ordinal = 0
  var shareGiven: Double? { rowCount == 0 ? nil : Double(ordinal) / Double(rowCount) }

  /// - Throws: ParquetFault, StreamError.
  init(_ file: RandomAccessFile) throws {
    do {
      let file = try ParquetFile(file)
      rowCount = file.rowCount
      rows = try file.rows()
    } catch let error as ParquetError { throw ParquetFault(error) }
  }

  func next() throws -> Row? {
    do {
      guard let row = try rows.next() else { return nil }
      ordinal += 1
      return Row(.parquet(row), ordinal: ordinal)
    } catch let error as ParquetError {
      let first = ordinal + 1
      let lost = rows.skipRowGroup()
      guard lost > 0 else { throw ParquetFault(error) }
      ordinal += lost
      return Row(
        .unreadable(ParquetFault(error, lastRow: lost > 1 ? ordinal : nil)), ordinal: first)
    }
  }
}

/// What is damaged in a Parquet file, its name left to whoever holds the row file.
struct ParquetFault: RowFault {
  let what: String
  var faultLine: Int? { nil }
  var description: String { what }

  /// - Parameter lastRow: the last of the rows that are lost, when it is not one alone.
  init(_ error: ParquetError, lastRow: Int? = nil) {
    var error = error
    error.file = ""
    what =
      String(error.description.drop { $0 == ":" || $0 == " " })
      + (lastRow.map { "; rows up to \($0) cannot be read" } ?? "")
  }
}

extension RowFile {
  /// The file, to be read at any place: where it lies when it is a plain file, or copied into a nameless one.
  func randomAccess(_ unpacked: () throws -> any ByteSource) throws -> RandomAccessFile {
    if compression == nil, let folder = members as? FolderMembers {
      return try RandomAccessFile(path: folder.place(of: path), called: label)
    }
    return try RandomAccessFile(path: SpoolFile(unpacked()).path, called: label)
  }
}
