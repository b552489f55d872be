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
  /// The columns by which the adapter was chosen; empty when it was given.
  public private(set) var recognisedBy: [String] = []
  /// Bytes of the row file as it lies.
  public var size: Int

  /// Chooses the adapter by the columns of the first row that can be read when none is given.
  /// - Parameter isShown: only the first rows will be read, so the whole file need not be; digest and size stay empty.
  public init(
    _ file: RowFile, adapter: Adapter?, library: AdapterLibrary, isShown: Bool = false
  ) throws {
    self.file = file
    (digest, size) = isShown ? (SHA256.hash([]), 0) : try file.digest()
    if let adapter {
      self.adapter = adapter
      return
    }
    guard let row = try ConversionInput.firstRow(of: file) else {
      throw AdapterError(file: file.label, what: "holds no rows")
    }
    if RecordRow.fits(columns: row.keys) { return }
    let chosen = try library.adapter(forRow: row, file: file.label)
    self.adapter = chosen
    recognisedBy = chosen.recognised(by: row)
  }

  /// The rows, those that belong together as one.
  /// - Parameter counting: told how many bytes of the file, as it lies, were read.
  public func rows(counting: ((Int) -> Void)? = nil) throws -> any RowStream {
    let rows = try file.rows(counting: counting)
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
    case failed(ConversionLoss)

    var hasMedia: Bool {
      if case .record(let record) = self { return !record.media.isEmpty }
      return false
    }
  }

  public struct Converted: Sendable {
    public var bytes: [UInt8]
    public var media: [PreparedMedium]
    /// The keys of sound tracks that were asked for and are not there.
    public var absentTracks: [Digest]
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
      source["adapter"] = input.adapter?.digest.map { .bytes($0.bytes) }
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

  /// How far a run is.
  public struct Position: Sendable {
    /// Rows done, over all inputs and of all shares.
    public var rows: Int
    /// Bytes of row files read, as they lie.
    public var bytes: Int
  }

  /// Bytes of all row files, as they lie.
  public var size: Int { inputs.reduce(0) { $0 + $1.size } }

  /// Bytes of media that were read from files of their own.
  public var mediaBytesRead: Int {
    let both = preparation === recordPreparation ? [preparation] : [preparation, recordPreparation]
    return both.reduce(0) { $0 + $1.fileBytesRead }
  }

  /// Hands every row's result to `consume`, in order.
  public func run(_ consume: (Result) throws -> Void) throws {
    try run(.all) { result, _ in try consume(result) }
  }

  /// Hands the result of every row of a share to `consume`, in order.
  /// - Parameters:
  ///   - start: rows, over all inputs and of all shares, that are done already.
  ///   - consume: is also told how far the run is then.
  public func run(
    _ share: RowShare, from start: Int = 0, _ consume: (Result, Position) throws -> Void
  ) throws {
    var walk = RowWalk(inputs, share: share, start: start)
    // Rows of text are handed to the threads several at a time, once many have come without media.
    var textRows = 0
    try OrderedMap.run(
      threads: threads, weight: { textRows < 64 ? Int.max : max(1 << 12, $0.row?.textBytes ?? Int.max) },
      next: { try walk.next() },
      transform: { step in (try self.convert(step), step.ordinal + 1) },
      consume: { done in
        textRows = done.0.hasMedia ? 0 : textRows + 1
        try consume(done.0, Position(rows: done.1, bytes: walk.bytesRead))
      })
  }

  private func convert(_ work: RowWalk.Step) throws -> Result {
    guard let row = work.row else {
      return .failed(ConversionLoss(message: work.failure, kind: "rest of a file"))
    }
    let (file, adapter) = (inputs[work.input].file, inputs[work.input].adapter)
    let value: RowValue
    do { value = try row.value() } catch let error as any RowFault {
      return .failed(ConversionLoss(message: "\(file.label): \(error)", kind: "row that cannot be parsed"))
    }
    var media: [PreparedMedium] = []
    var absentTracks: [Digest] = []
    do {
      var record: PreferenceRecord
      if let adapter {
        record = try RowMapper(adapter).record(
          value,
          at: place(of: row, in: file),
          frames: { try self.locator.frames(in: $0, from: file) },
          soundTrack: { source in
            switch try self.soundTrack(source, of: file) {
            case .sound(let track)?:
              media.append(track)
              return track.reference
            case .absent(let key)?:
              absentTracks.append(key)
              return nil
            case nil: return nil
            }
          }
        ) { kind, source in
          let medium = try self.medium(source, of: file, as: kind, preparation)
          media.append(medium)
          return medium.reference
        }
      } else {
        record = try self.record(RecordRow(row: value), of: file, &media)
      }
      if let split { record.split = split }
      return .record(
        Converted(
          bytes: record.encoded(), media: media, absentTracks: absentTracks, modality: record.modality,
          criteria: record.judgements.map(\.criterion), source: record.source.name, licence: record.licence))
    } catch let error as RowError {
      return .failed(ConversionLoss(message: "\(file.label): \(row.place): \(error)", kind: error.kind))
    }
  }

  func medium(
    _ source: MediumSource, of file: RowFile, as kind: MediaKind, _ preparation: MediaPreparation,
    expecting digest: Digest? = nil
  ) throws -> PreparedMedium {
    try reading {
      switch source {
      case .path(let path):
        try preparation.prepare(try locator.find(path, from: file), as: kind, expecting: digest)
      case .bytes(let bytes, let name):
        try preparation.prepare(bytes, named: name, as: kind, expecting: digest)
      }
    }
  }

  /// Of the clip that a row names; nil when sound tracks are not kept.
  func soundTrack(_ clip: MediumSource, of file: RowFile) throws -> PreparedTrack? {
    guard preparation.keepsSoundTracks else { return nil }
    return try reading {
      switch clip {
      case .path(let path): try preparation.soundTrack(of: try locator.find(path, from: file))
      case .bytes(let bytes, let name): try preparation.soundTrack(of: bytes, named: name)
      }
    }
  }

  /// A medium that cannot be read costs its row.
  private func reading<Medium>(_ read: () throws -> Medium) throws -> Medium {
    do { return try read() } catch let error as ArchiveError {
      throw RowError(field: "", what: "\(error)", kind: "medium that cannot be read")
    } catch let error as StreamError {
      throw RowError(field: "", what: "\(error)", kind: "medium that cannot be read")
    }
  }

  /// A record that was a record before. Its media must be the very bytes that it names.
  private func record(
    _ row: RecordRow, of file: RowFile, _ media: inout [PreparedMedium]
  ) throws -> PreferenceRecord {
    var record = row.record
    try record.replaceMedia { reference in
      guard let kind = MediaKind(rawValue: reference.kind), let source = row.source(of: reference.digest)
      else {
        throw RowError(
          field: RecordRow.filesKey, what: "names no file for \(reference.kind) \(reference.digest)")
      }
      let medium: PreparedMedium
      do {
        medium = try self.medium(
          source, of: file, as: kind, recordPreparation, expecting: reference.digest)
      } catch is MediaPreparation.OtherBytes {
        throw RowError(
          field: RecordRow.filesKey,
          what: "\(row.files[reference.digest] ?? "") holds other bytes than \(reference.digest) names")
      }
      media.append(medium)
      var prepared = reference
      prepared.digest = medium.digest
      return prepared
    }
    return record
  }
}
