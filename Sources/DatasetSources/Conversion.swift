import Archives
import ByteStreams
import JSON
import Media
import OrderedPipeline
import PreferenceRecords
import ShardFormat

/// A row file and how its rows are read.
public struct ConversionInput: Sendable {
  public var file: RowFile
  /// Nil when the rows are records already, as `RecordExport` writes them.
  public var adapter: Adapter?
  /// SHA-256 of the row file.
  public var digest: Digest

  /// Chooses the adapter by the columns of the first row that can be read when none is given.
  public init(_ file: RowFile, adapter: Adapter?, library: AdapterLibrary) throws {
    self.file = file
    digest = try file.digest()
    if let adapter {
      self.adapter = adapter
      return
    }
    guard let columns = try ConversionInput.columns(of: file) else {
      throw AdapterError(file: file.label, what: "holds no rows")
    }
    self.adapter =
      RecordRow.fits(columns: columns) ? nil : try library.adapter(forColumns: columns, file: file.label)
  }

  /// Nil for a file without rows.
  private static func columns(of file: RowFile) throws -> [String]? {
    let stream = try file.rows()
    var reason: JSONError?
    do {
      while let element = try stream.next() {
        do {
          if case .object(let row) = try element.parsed() { return row.keys }
          if reason == nil {
            reason = JSONError(what: "the row is not an object", line: element.line, column: 1)
          }
        } catch { if reason == nil { reason = error } }
      }
    } catch let error as JSONError { if reason == nil { reason = error } }
    if let reason { throw AdapterError(file: file.label, line: reason.line, what: reason.what) }
    return nil
  }
}

/// Rows of many files to records and blobs of one shard, on several threads, in the rows' order.
public struct Conversion: Sendable {
  public var inputs: [ConversionInput]
  public var locator: MediaLocator
  /// For the media of rows that an adapter reads.
  public var preparation: MediaPreparation
  /// For the media of rows that are records.
  public var recordPreparation: MediaPreparation
  /// Overrides what rows and file names say.
  public var split: String?
  public var threads: Int

  public init(
    inputs: [ConversionInput], locator: MediaLocator, preparation: MediaPreparation,
    recordPreparation: MediaPreparation, split: String? = nil, threads: Int = 1
  ) {
    self.inputs = inputs
    self.locator = locator
    self.preparation = preparation
    self.recordPreparation = recordPreparation
    self.split = split
    self.threads = threads
  }

  /// One row's fate.
  public enum Result: Sendable {
    case record(Converted)
    /// A whole message: file, row, what.
    case failed(String)
  }

  public struct Converted: Sendable {
    public var bytes: [UInt8]
    public var media: [PreparedMedium]
    public var modality: String
    public var criteria: [String]
    public var source: String
    public var licence: String?
  }

  /// META of the shard that this conversion writes.
  public func meta(version: String, options: [String: String]) -> ShardMeta {
    let sources: [CBOR] = inputs.map { input in
      var source: [String: CBOR] = [
        "name": .text(input.adapter?.name ?? "records"),
        "files": .object([input.file.label: .bytes(input.digest.bytes)]),
      ]
      source["licence"] = input.adapter?.licence.map { .text($0) }
      return .object(source)
    }
    return ShardMeta(
      profile: .records, sources: sources,
      chain: [ToolStep(name: "aa-convert", version: version, options: options)])
  }

  /// What was passed over in archives, each once: known when `run` has ended.
  public var faults: [ArchiveError] {
    var archives: Set<String> = []
    let inputs = inputs.map(\.file.members).filter { archives.insert($0.name).inserted }
    return inputs.flatMap(\.faults) + locator.faults.filter { !archives.contains($0.archive) }
  }

  /// Hands every row's result to `consume`, in order.
  public func run(_ consume: (Result) throws -> Void) throws {
    var index = 0
    var stream: JSONStream?
    try OrderedMap.run(
      threads: threads,
      next: { () throws -> Row? in
        while index < inputs.count {
          let input = inputs[index]
          do {
            if stream == nil { stream = try input.file.rows() }
            if let element = try stream?.next() { return Row(input: index, element: element) }
          } catch let error as JSONError {
            // Nothing after this place can be told apart: the rest of the file is lost.
            stream = nil
            index += 1
            return Row(
              input: index - 1, failure: "\(input.file.label): \(error); the rest of the file is not read")
          }
          stream = nil
          index += 1
        }
        return nil
      },
      transform: { row in try self.convert(row) }, consume: consume)
  }

  private struct Row: Sendable {
    var input: Int
    var element: JSONElement? = nil
    var failure = ""
  }

  private func convert(_ row: Row) throws -> Result {
    guard let element = row.element else { return .failed(row.failure) }
    let (file, adapter) = (inputs[row.input].file, inputs[row.input].adapter)
    let value: JSONValue
    do { value = try element.parsed() } catch { return .failed("\(file.label): \(error)") }
    let place = file.isLines ? "line \(element.line)" : "row \(element.ordinal)"
    var media: [PreparedMedium] = []
    do {
      var record: PreferenceRecord
      if let adapter {
        record = try RowMapper(adapter).record(
          value,
          at: RowMapper.Place(
            locator: file.isLines ? "\(file.label):\(element.line)" : "\(file.label)#\(element.ordinal)",
            id: "\(file.stem):\(element.ordinal)", split: file.splitByName)
        ) { kind, path in
          let medium = try self.medium(path, of: file, as: kind, preparation)
          media.append(medium)
          return MediaReference(kind: medium.kind.rawValue, digest: medium.digest)
        }
      } else {
        record = try self.record(RecordRow(json: value), of: file, &media)
      }
      if let split { record.split = split }
      return .record(
        Converted(
          bytes: record.encoded(), media: media, modality: record.modality,
          criteria: record.judgements.map(\.criterion), source: adapter?.name ?? record.source.name,
          licence: record.licence))
    } catch let error as RowError {
      return .failed("\(file.label): \(place): \(error)")
    }
  }

  private func medium(
    _ path: String, of file: RowFile, as kind: MediaKind, _ preparation: MediaPreparation
  ) throws -> PreparedMedium {
    do {
      return try preparation.prepare(try locator.find(path, from: file), as: kind)
    } catch let error as ArchiveError {
      throw RowError(field: "", what: "\(error)")
    } catch let error as StreamError {
      throw RowError(field: "", what: "\(error)")
    }
  }

  /// A record that was a record before. Its media must be the very bytes that it names.
  private func record(
    _ row: RecordRow, of file: RowFile, _ media: inout [PreparedMedium]
  ) throws -> PreferenceRecord {
    var record = row.record
    try record.replaceMedia { reference in
      guard let kind = MediaKind(rawValue: reference.kind), let path = row.files[reference.digest] else {
        throw RowError(
          field: RecordRow.filesKey, what: "names no file for \(reference.kind) \(reference.digest)")
      }
      let medium = try medium(path, of: file, as: kind, recordPreparation)
      if recordPreparation.keepsBytes, medium.digest != reference.digest {
        throw RowError(
          field: RecordRow.filesKey, what: "\(path) holds other bytes than \(reference.digest) names")
      }
      media.append(medium)
      var prepared = reference
      prepared.digest = medium.digest
      return prepared
    }
    return record
  }
}
