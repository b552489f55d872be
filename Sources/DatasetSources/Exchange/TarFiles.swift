import Archives
import ByteStreams
import JSON
import PreferenceRecords
import ShardFormat

/// `00000.tar`, …, as WebDataset reads them: for each record `KEY.json` and `KEY.N.ENDING`, its media in their order.
/// Memory: one record and its media.
final class TarFiles: ExchangeFiles {
  private let folder: FolderSink
  private let recordsPerTar: Int
  private var tar: (file: FileSink, writer: ArchiveWriter)?
  private var tars = 0
  private var records = 0
  private(set) var media = 0

  init(_ folder: FolderSink, recordsPerTar: Int) {
    self.folder = folder
    self.recordsPerTar = max(1, recordsPerTar)
  }

  func add(_ record: PreferenceRecord, _ blob: (Digest) throws -> Blob) throws {
    if records % recordsPerTar == 0 {
      try finish()
      let file = try folder.open(tars.padded(5) + ".tar")
      tar = (file, try ArchiveWriter(file))
      tars += 1
    }
    let key = records.padded(9)
    let content = try record.media(blob, name: { _, number, ending in "\(key).\(number).\(ending)" })
    let files = Dictionary(uniqueKeysWithValues: content.map { ($0.reference.digest, $0.name) })
    try tar?.writer.add("\(key).json", RecordRow(record: record, files: files).json.serialised() + [10])
    for medium in content { try tar?.writer.add(medium.name, medium.bytes) }
    media += content.count
    records += 1
  }

  func finish() throws {
    try tar?.writer.finish()
    try tar?.file.commit()
    tar = nil
  }
}

extension Int {
  /// With zeros before it, for names that sort.
  func padded(_ digits: Int) -> String {
    let text = String(self)
    return String(repeating: "0", count: Swift.max(0, digits - text.utf8.count)) + text
  }
}
