import ByteStreams
import CommandLineTool
import Media
import PreferenceRecords
import ShardFormat

/// The records of the operands one after another, each with the bytes of the media that are new in it.
final class RecordSource {
  struct MediumKey: Hashable, Sendable {
    var kind: String
    var digest: Digest
    var from: Double?
    var to: Double?
    init(_ reference: MediaReference) {
      kind = reference.kind
      digest = reference.digest
      from = reference.span?.lowerBound
      to = reference.span?.upperBound
    }
  }
  struct Medium: Sendable {
    var key: MediumKey
    var kind: MediaKind
    var bytes: [UInt8]
    var span: ClosedRange<Double>?
  }
  struct Job: Sendable {
    var record: PreferenceRecord
    var digest: Digest
    /// "file: record n (id)" for messages.
    var place: String
    /// Media that no earlier job carries.
    var media: [Medium]
  }

  private var operands: ArraySlice<String>
  private var reader: ShardReader?
  private var known: Set<MediumKey> = []
  /// Called with META of each member.
  var onMeta: (ShardMeta) throws -> Void = { _ in }
  var wantsMedia = true

  init(_ inputs: [String]) { operands = (inputs.isEmpty ? ["-"] : inputs)[...] }

  /// Blob bytes read so far do not count; media bytes handed out do.
  private(set) var records = 0

  func next() throws -> Job? {
    while true {
      if reader == nil {
        guard let path = operands.popFirst() else { return nil }
        reader = ShardReader(
          source: try Streams.input(path),
          options: ShardReaderOptions(verifyBlobs: true, keepBlobs: wantsMedia))
      }
      guard let reader, let item = try reader.next() else {
        self.reader = nil
        continue
      }
      switch item {
      case .meta(let meta):
        guard meta.profile == .records else {
          throw Failure(
            "\(reader.name): a stream of \(meta.profile.rawValue), not of records; give what aa-convert wrote"
          )
        }
        try onMeta(meta)
      case .record(let item): return try job(item, reader)
      default: break
      }
    }
  }

  private func job(_ item: RecordItem, _ reader: ShardReader) throws -> Job {
    var place = "\(reader.name): record \(item.ordinal + 1)"
    let record: PreferenceRecord
    do { record = try PreferenceRecord(decoding: item.bytes) } catch {
      throw Failure("\(place): \(error); run aa-validate on it")
    }
    place += " (\(record.id))"
    records += 1
    var media: [Medium] = []
    for reference in wantsMedia ? record.media : [] {
      let key = MediumKey(reference)
      guard known.insert(key).inserted else { continue }
      guard let kind = MediaKind(rawValue: reference.kind) else {
        throw Failure("\(place): a medium of unknown kind '\(reference.kind)'; run aa-validate on it")
      }
      guard let blob = reader.blob(reference.digest) else {
        throw Failure(
          "\(place): \(reference.kind) \(reference.digest) is not in the stream; convert the data again")
      }
      media.append(Medium(key: key, kind: kind, bytes: blob.bytes, span: reference.span))
    }
    return Job(record: record, digest: item.digest, place: place, media: media)
  }
}
