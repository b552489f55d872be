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
    guard let row = try ConversionInput.firstRow(of: file) else {
      throw AdapterError(file: file.label, what: "holds no rows")
    }
    self.adapter =
      RecordRow.fits(columns: row.keys) ? nil : try library.adapter(forRow: row, file: file.label)
  }

  /// The rows, those that belong together as one.
  public func rows() throws -> any RowStream {
    let rows = try file.rows()
    guard let group = adapter?.group else { return rows }
    return GroupedRows(rows, by: group)
  }

  /// Nil for a file without rows.
  private static func firstRow(of file: RowFile) throws -> RowObject? {
    var reason: AdapterError?
    func note(_ error: any Error, _ row: Row? = nil) {
      if reason != nil { return }
      let fault = error as? any RowFault
      reason = AdapterError(
        file: file.label, line: fault?.faultLine ?? row?.line, what: fault?.what ?? "\(error)")
    }
    do {
      let stream = try file.rows()
      while let row = try stream.next() {
        do {
          if case .object(let object) = try row.value() { return object }
          note(RowError(field: "", what: "the row is not an object"), row)
        } catch let error as any RowFault { note(error, row) }
      }
    } catch let error as any RowFault { note(error) }
    if let reason { throw reason }
    return nil
  }
}

/// Rows of many files to records and blobs of one shard, on several threads, in the rows' order.
public struct Conversion: Sendable {
  public var inputs: [ConversionInput]
  public var locator: MediaLocator
  /// For the media of rows that an adapter reads.
  public var preparation: MediaPreparation
  /// For the media of rows that are records; the same unless another is given, which has its bytes in the same place.
  public var recordPreparation: MediaPreparation
  /// Overrides what rows and file names say.
  public var split: String?
  public var threads: Int

  public init(
    inputs: [ConversionInput], locator: MediaLocator, preparation: MediaPreparation,
    recordPreparation: MediaPreparation? = nil, split: String? = nil, threads: Int = 1
  ) {
    self.inputs = inputs
    self.locator = locator
    self.preparation = preparation
    self.recordPreparation = recordPreparation ?? preparation
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

  /// The bytes of a medium of a result.
  /// - Parameter output: reads the output, for media of which `preparation.prepared` was told that they are there.
  public func bytes(
    of medium: PreparedMedium, reading output: (Range<Int>) throws -> [UInt8]
  ) throws -> [UInt8] {
    if let bytes = medium.bytes { return bytes }
    if let bytes = try preparation.prepared.bytes(medium.digest, reading: output) { return bytes }
    // Only what is kept is given without its bytes.
    throw RowError(field: "", what: "the bytes of the medium \(medium.digest) were not kept")
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
    var stream: (any RowStream)?
    try OrderedMap.run(
      threads: threads,
      next: { () throws -> Work? in
        while index < inputs.count {
          let input = inputs[index]
          do {
            if stream == nil { stream = try input.rows() }
            if let row = try stream?.next() { return Work(input: index, row: row) }
          } catch let error as any RowFault {
            // Nothing after this place can be told apart: the rest of the file is lost.
            stream = nil
            index += 1
            return Work(
              input: index - 1, failure: "\(input.file.label): \(error); the rest of the file is not read")
          }
          stream = nil
          index += 1
        }
        return nil
      },
      transform: { work in try self.convert(work) }, consume: consume)
  }

  private struct Work: Sendable {
    var input: Int
    var row: Row? = nil
    var failure = ""
  }

  private func convert(_ work: Work) throws -> Result {
    guard let row = work.row else { return .failed(work.failure) }
    let (file, adapter) = (inputs[work.input].file, inputs[work.input].adapter)
    let value: RowValue
    do { value = try row.value() } catch let error as any RowFault {
      return .failed("\(file.label): \(error)")
    }
    var media: [PreparedMedium] = []
    do {
      var record: PreferenceRecord
      if let adapter {
        record = try RowMapper(adapter).record(
          value,
          at: RowMapper.Place(
            locator: row.locator(in: file.label), id: "\(file.stem):\(row.ordinal)", split: file.splitByName),
          frames: { try self.locator.frames(in: $0, from: file) }
        ) { kind, source in
          let medium = try self.medium(source, of: file, as: kind, preparation)
          media.append(medium)
          return MediaReference(kind: medium.kind.rawValue, digest: medium.digest)
        }
      } else {
        record = try self.record(RecordRow(json: value.json), of: file, &media)
      }
      if let split { record.split = split }
      return .record(
        Converted(
          bytes: record.encoded(), media: media, modality: record.modality,
          criteria: record.judgements.map(\.criterion), source: adapter?.name ?? record.source.name,
          licence: record.licence))
    } catch let error as RowError {
      return .failed("\(file.label): \(row.place): \(error)")
    }
  }

  private func medium(
    _ source: MediumSource, of file: RowFile, as kind: MediaKind, _ preparation: MediaPreparation
  ) throws -> PreparedMedium {
    do {
      switch source {
      case .path(let path): return try preparation.prepare(try locator.find(path, from: file), as: kind)
      case .bytes(let bytes, let name): return try preparation.prepare(bytes, named: name, as: kind)
      }
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
      let medium = try medium(.path(path), of: file, as: kind, recordPreparation)
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
