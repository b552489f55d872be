import ByteStreams
import JSON
import PreferenceRecords
import ShardFormat

/// `records.jsonl`, and each medium once as `media/SHA-256.ENDING`. Memory: one record and its media, and 50 bytes for
/// each medium.
final class LineFiles: ExchangeFiles {
  private let folder: FolderSink
  private let lines: FileSink
  private var stored: Set<Digest> = []
  private(set) var media = 0

  init(_ folder: FolderSink) throws {
    self.folder = folder
    try folder.makeFolder("media")
    lines = try folder.open("records.jsonl")
  }

  func add(_ record: PreferenceRecord, _ blob: (Digest) throws -> Blob) throws {
    var files: [Digest: String] = [:]
    for medium in try record.media(blob, name: { digest, _, ending in "media/\(digest.hex).\(ending)" }) {
      files[medium.reference.digest] = medium.name
      if stored.insert(medium.reference.digest).inserted {
        try folder.write(medium.bytes, to: medium.name)
        media += 1
      }
    }
    try lines.write(RecordRow(record: record, files: files).json.serialised() + [10])
  }

  func finish() throws { try lines.commit() }
}
