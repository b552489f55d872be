import ByteStreams
import Media
import PreferenceRecords
import ShardFormat

/// Writes records and their media as files that other programs read; `aa-convert` reads them back to the same records.
///
/// The folder appears under its name only when it is whole.
public final class RecordExport {
  public enum Form: String, CaseIterable, Sendable {
    case jsonl, webdataset, parquet
  }

  private let folder: FolderSink
  private let files: any ExchangeFiles
  public private(set) var records = 0
  /// Media that were written, each as often as it was.
  public var media: Int { files.media }

  /// - Parameters:
  ///   - recordsPerTar: of `webdataset`.
  ///   - fileBytes: of `parquet`, about, and before compression.
  public init(
    _ form: Form, to path: String, recordsPerTar: Int = 10_000, fileBytes: Int = 500 << 20
  ) throws {
    folder = try FolderSink(path: path)
    switch form {
    case .jsonl: files = try LineFiles(folder)
    case .webdataset: files = TarFiles(folder, recordsPerTar: recordsPerTar)
    case .parquet: files = ParquetFiles(folder, fileBytes: fileBytes)
    }
  }

  /// - Parameter blob: gives a medium of the record.
  public func add(_ record: PreferenceRecord, blob: (Digest) throws -> Blob) throws {
    try files.add(record, blob)
    records += 1
  }

  public func finish() throws {
    try files.finish()
    try folder.commit()
  }
}

/// The files of one form.
protocol ExchangeFiles: AnyObject {
  var media: Int { get }
  func add(_ record: PreferenceRecord, _ blob: (Digest) throws -> Blob) throws
  func finish() throws
}

extension PreferenceRecord {
  /// Each medium of the record once, in their order, with the name of a file for it.
  func media(
    _ blob: (Digest) throws -> Blob, name: (Digest, Int, String) -> String
  ) throws -> [(reference: MediaReference, name: String, bytes: [UInt8])] {
    var seen: Set<Digest> = []
    var media: [(reference: MediaReference, name: String, bytes: [UInt8])] = []
    for reference in self.media where seen.insert(reference.digest).inserted {
      let medium = try blob(reference.digest)
      let ending = MediaType.fileEnding(medium.facts?["type"]?.textValue)
      media.append((reference, name(reference.digest, media.count, ending), medium.bytes))
    }
    return media
  }
}
