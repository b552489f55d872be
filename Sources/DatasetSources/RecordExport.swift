import Archives
import ByteStreams
import JSON
import Media
import PreferenceRecords
import ShardFormat

/// Writes records and their media as files that other programs read; `aa-convert` reads them back to the same records.
///
/// The folder appears under its name only when it is whole. Memory: one record and its media.
public final class RecordExport {
  public enum Form: String, CaseIterable, Sendable {
    /// `records.jsonl` and each medium once as `media/SHA-256.ENDING`.
    case jsonl
    /// `00000.tar`, …: for each record `KEY.json` and `KEY.N.ENDING`, its media in their order.
    case webdataset
  }

  private let form: Form
  private let recordsPerTar: Int
  private let folder: FolderSink
  private var lines: FileSink?
  private var tar: (file: FileSink, writer: ArchiveWriter)?
  private var tars = 0
  private var stored: Set<Digest> = []
  public private(set) var records = 0
  /// Files of media that were written.
  public private(set) var media = 0

  public init(_ form: Form, to path: String, recordsPerTar: Int = 10_000) throws {
    self.form = form
    self.recordsPerTar = max(1, recordsPerTar)
    folder = try FolderSink(path: path)
    if form == .jsonl {
      try folder.makeFolder("media")
      lines = try folder.open("records.jsonl")
    }
  }

  /// - Parameter blob: gives a medium of the record.
  public func add(_ record: PreferenceRecord, blob: (Digest) throws -> Blob) throws {
    switch form {
    case .jsonl: try addLine(record, blob)
    case .webdataset: try addSample(record, blob)
    }
    records += 1
  }

  private func addLine(_ record: PreferenceRecord, _ blob: (Digest) throws -> Blob) throws {
    var files: [Digest: String] = [:]
    for reference in record.media where files[reference.digest] == nil {
      let medium = try blob(reference.digest)
      let path = "media/\(reference.digest.hex).\(Self.ending(medium))"
      files[reference.digest] = path
      if stored.insert(reference.digest).inserted {
        try folder.write(medium.bytes, to: path)
        media += 1
      }
    }
    try lines?.write(RecordRow(record: record, files: files).json.serialised() + [10])
  }

  private func addSample(_ record: PreferenceRecord, _ blob: (Digest) throws -> Blob) throws {
    if records % recordsPerTar == 0 {
      try finishTar()
      let file = try folder.open(Self.padded(tars, 5) + ".tar")
      tar = (file, try ArchiveWriter(file))
      tars += 1
    }
    let key = Self.padded(records, 9)
    var files: [Digest: String] = [:]
    var content: [(String, [UInt8])] = []
    for reference in record.media where files[reference.digest] == nil {
      let medium = try blob(reference.digest)
      let path = "\(key).\(files.count).\(Self.ending(medium))"
      files[reference.digest] = path
      content.append((path, medium.bytes))
    }
    try tar?.writer.add("\(key).json", RecordRow(record: record, files: files).json.serialised() + [10])
    for (path, bytes) in content { try tar?.writer.add(path, bytes) }
    media += content.count
  }

  public func finish() throws {
    try lines?.commit()
    try finishTar()
    try folder.commit()
  }

  private func finishTar() throws {
    try tar?.writer.finish()
    try tar?.file.commit()
    tar = nil
  }

  private static func ending(_ blob: Blob) -> String { MediaType.fileEnding(blob.facts?["type"]?.textValue) }

  private static func padded(_ number: Int, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }
}
