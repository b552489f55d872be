import ByteStreams
import PreferenceRecords
import ShardFormat

/// Records that a report shows, with the bytes of their media.
struct SampleRecords {
  struct Entry {
    var digest: Digest
    var record: PreferenceRecord
    /// "record 3 (id)", for messages.
    var place: String
    /// By the medium's digest.
    var media: [Digest: [UInt8]]
  }

  private(set) var entries: [Digest: Entry] = [:]
  private(set) var facts = ShardFacts()
  private(set) var name: String

  enum Wanted {
    /// These records.
    case records(Set<Digest>)
    /// So many of each modality, those with the smallest digests that have a pair.
    case smallest(perModality: Int)
  }

  /// Reads a stream of records once, to its end. Memory: the stream's blob window and the media of what is wanted.
  /// - Throws: `ShardError`, `StreamError`; `ReportError` for a stream of something else or a record that is none.
  init(reading source: any ByteSource, _ wanted: Wanted) throws {
    let reader = ShardReader(source: source)
    name = reader.name
    // Digests kept of each modality, smallest first.
    var kept: [String: [Digest]] = [:]
    while let item = try reader.next() {
      switch item {
      case .meta(let meta):
        guard meta.profile == .records else {
          throw ReportError(
            file: name, what: "a stream of \(meta.profile.rawValue), not of records",
            remedy: "give what aa-convert wrote")
        }
      case .end(let end): if let meta = reader.meta { facts.members.append((meta, end)) }
      case .record(let item):
        switch wanted {
        case .records(let digests):
          guard digests.contains(item.digest) else { continue }
          entries[item.digest] = try entry(item, reader)
        case .smallest(let count):
          let entry = try entry(item, reader)
          guard !entry.record.pairs().isEmpty else { continue }
          var digests = kept[entry.record.modality] ?? []
          guard !digests.contains(item.digest) else { continue }
          digests.append(item.digest)
          digests.sort()
          entries[item.digest] = entry
          if digests.count > count { entries[digests.removeLast()] = nil }
          kept[entry.record.modality] = digests
        }
      default: break
      }
    }
  }

  private func entry(_ item: RecordItem, _ reader: ShardReader) throws -> Entry {
    let place = "record \(item.ordinal + 1)"
    let record: PreferenceRecord
    do { record = try PreferenceRecord(decoding: item.bytes) } catch {
      throw ReportError(file: name, place: place, what: "\(error)", remedy: "run aa-validate on it")
    }
    var media: [Digest: [UInt8]] = [:]
    for reference in record.media { media[reference.digest] = reader.blob(reference.digest)?.bytes }
    return Entry(digest: item.digest, record: record, place: "\(place) (\(record.id))", media: media)
  }
}
