import ByteStreams
import PreferenceRecords
import ShardFormat

/// A record of a stream with what it says.
public struct ReadRecord: Sendable {
  public var item: RecordItem
  public var content: PreferenceRecord

  /// - Throws: `EditError` when the bytes are no preference record.
  init(_ item: RecordItem, in file: String) throws(EditError) {
    self.item = item
    do { content = try PreferenceRecord(decoding: item.bytes) } catch {
      throw EditError(
        "\(file): record \(item.ordinal + 1): no preference record: \(error); aa-validate tells more")
    }
  }
}

/// A record to copy, with the media that must stand before it.
struct CopiedRecord {
  var item: RecordItem
  /// Each once, in the order of their naming.
  var media: [Digest]
  /// nil for bytes that are no preference record; their media are unknown.
  var content: PreferenceRecord?

  init(_ item: RecordItem, _ content: PreferenceRecord?) {
    self.item = item
    self.content = content
    var seen: Set<Digest> = []
    media = content?.media.map(\.digest).filter { seen.insert($0).inserted } ?? []
  }
}
