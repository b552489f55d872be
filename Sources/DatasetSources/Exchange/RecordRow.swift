import ByteStreams
import JSON
import PreferenceRecords

/// A record as a row: its JSON form (schemas/record.schema.json) and, under `media_files`, where each medium lies; in
/// Parquet that JSON is one column, and the media are others (`RecordColumns`). What the exporters write and `aa-convert`
/// reads back.
struct RecordRow {
  static let filesKey = "media_files"

  var record: PreferenceRecord
  /// Paths, relative to the row file, by digest.
  var files: [Digest: String]
  /// Media that the row itself holds, by such a path.
  var held: [String: [UInt8]] = [:]

  /// Whether rows with these columns are records.
  static func fits(columns: [String]) -> Bool {
    columns.contains(RecordColumns.recordKey)
      || Set(["id", "prompt", "candidates", "source", filesKey]).isSubset(of: columns)
  }

  /// Where a medium of the record lies; nil when the row does not say.
  func source(of medium: Digest) -> MediumSource? {
    guard let path = files[medium] else { return nil }
    return held[path].map { .bytes($0, name: path) } ?? .path(path)
  }

  init(row: RowValue) throws {
    guard let text = row[RecordColumns.recordKey]?.stringValue else {
      try self.init(json: row.json)
      return
    }
    let json: JSONValue
    do { json = try JSONValue(parsing: text) } catch {
      throw RowError(field: RecordColumns.recordKey, what: "is no JSON: \(error)")
    }
    try self.init(json: json)
    for (_, column) in RecordColumns.mediaColumns {
      for medium in row[column]?.arrayValue ?? [] {
        if case .bytes(let bytes)? = medium["bytes"], let path = medium["path"]?.stringValue {
          held[path] = bytes
        }
      }
    }
  }

  init(record: PreferenceRecord, files: [Digest: String]) {
    self.record = record
    self.files = files
  }

  init(json: JSONValue) throws(RowError) {
    guard case .object(var row) = json else {
      throw RowError(field: "", what: "is \(json.kindName), not an object")
    }
    guard let paths = row[Self.filesKey]?.objectValue else {
      throw RowError(field: Self.filesKey, what: "must be an object: SHA-256 to path")
    }
    row[Self.filesKey] = nil
    files = [:]
    for member in paths.members {
      guard let digest = Digest(hex: member.key), let path = member.value.stringValue else {
        throw RowError(field: Self.filesKey, what: "must map 64 hexadecimal digits to a path")
      }
      files[digest] = path
    }
    do { record = try PreferenceRecord(json: .object(row)) } catch {
      throw RowError(field: error.path, what: error.what)
    }
  }

  /// One line, without a line end.
  var json: JSONValue {
    guard case .object(var row) = record.json else { return record.json }
    var seen: Set<Digest> = []
    let paths = record.media.compactMap { reference -> (String, JSONValue)? in
      guard seen.insert(reference.digest).inserted, let path = files[reference.digest] else { return nil }
      return (reference.digest.hex, .string(path))
    }
    row[Self.filesKey] = .object(JSONObject(paths))
    return .object(row)
  }
}
