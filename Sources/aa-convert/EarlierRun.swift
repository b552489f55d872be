import ByteStreams
import CommandLineTool
import DatasetSources
import PreferenceRecords
import ShardFormat

/// What a run with --resume finds: the part of the shard that an earlier one left, and its journal.
final class EarlierRun {
  struct Adopted {
    var writer: ShardWriter
    var records = 0
    var seen: Set<Digest> = []
    var places: [(Digest, Range<Int>)] = []
  }

  let sink: FileSink
  let journal: ConversionJournal
  private(set) var rest = ConversionJournal.Rest.beginning
  /// Nil when there is nothing to go on with.
  private(set) var adopted: Adopted?
  /// What it lost.
  private(set) var losses: [ConversionLoss] = []
  /// What it passed over in archives.
  private(set) var faults: [String] = []
  private(set) var media: [(key: Digest, digest: Digest, facts: CBOR)] = []
  /// The keys of tracks of clips that have none.
  private(set) var absentTracks: [Digest] = []
  private let output: String

  /// Opens what is there, and keeps other runs from it.
  init(of output: String) throws {
    self.output = output
    sink = try FileSink(resuming: output)
    journal = try ConversionJournal(of: output)
  }

  /// True when the shard is finished already; then what was lost is known, if the run that finished it could not tell.
  /// - Throws: `Failure` when what is there, finished or not, is not what this run would write.
  func isFinished(_ meta: ShardMeta) throws -> Bool {
    guard sink.size == 0 else {
      try check(meta, FileSink.resumePath(of: output), "was begun")
      return false
    }
    guard Files.exists(output) else { return false }
    do { try check(meta, output, "was made") } catch {
      sink.discard()
      throw error
    }
    try readNotes(to: nil)
    sink.discard()
    journal.remove()
    return true
  }

  private func check(_ meta: ShardMeta, _ path: String, _ words: String) throws {
    // Where not even META is whole there is nothing to go on with.
    guard let found = UnfinishedMember.meta(of: try FileSource(path: path)) else {
      if path != output { return }
      throw Failure("\(output): is there, and no shard of this conversion; remove it or name another file")
    }
    let differences = MetaDifference.words(from: found, to: meta)
    if differences.isEmpty { return }
    throw Failure(
      "\(output): --resume goes on only with the same inputs and options, but \(path) \(words) with others: "
        + differences.joined(separator: ", ") + "; remove it to begin anew")
  }

  /// Verifies and takes over all that is whole.
  func adopt(_ meta: ShardMeta) throws {
    rest = try journal.lastRest(within: sink.size)
    while rest.place > 0 {
      do {
        adopted = try adopted(to: rest.place, meta)
        break
      } catch let error as ShardError {
        // Damaged there; what lies before may be whole.
        rest = try journal.lastRest(within: min(Int(clamping: error.offset ?? 0), rest.place - 1))
      }
    }
    try readNotes(to: rest)
  }

  private func readNotes(to rest: ConversionJournal.Rest?) throws {
    try journal.read(to: rest) { note in
      switch note {
      case .reached: break
      case .lost(let loss): losses.append(loss)
      case .fault(let message): faults.append(message)
      case .medium(let key, let digest, let facts): media.append((key, digest, facts))
      case .absentTrack(let key): absentTracks.append(key)
      }
    }
  }

  private func adopted(to place: Int, _ meta: ShardMeta) throws -> Adopted {
    let source = try FileSource(path: FileSink.resumePath(of: output))
    var counts: [String: [String: UInt64]] = [:]
    func count(_ counter: String, _ key: String) { counts[counter, default: [:]][key, default: 0] += 1 }
    var records = 0
    var seen: Set<Digest> = []
    var places: [(Digest, Range<Int>)] = []
    let writer = try ShardWriter(continuing: source, to: place, sink: sink, meta: meta) { frame in
      switch frame {
      case .records(let items):
        for item in items {
          let record = try PreferenceRecord(decoding: item.bytes)
          count("records.by_modality", record.modality)
          count("records.by_source", record.source.name)
          count("records.by_licence", record.licence ?? "unknown")
          for judgement in record.judgements { count("judgements.by_criterion", judgement.criterion) }
        }
        records += items.count
      case .blobs(let blobs):
        for (blob, place) in blobs {
          if seen.insert(blob.digest).inserted {
            count("blobs.by_kind", blob.facts?["kind"]?.textValue ?? "unknown")
          }
          if let place { places.append((blob.digest, place)) }
        }
      }
    }
    for (counter, keys) in counts {
      for (key, amount) in keys { writer.count(counter, key: key, by: amount) }
    }
    return Adopted(writer: writer, records: records, seen: seen, places: places)
  }

  /// Takes off what is not gone on with.
  func cut() throws {
    try journal.goOn(from: rest)
    try sink.cut(to: rest.place)
  }
}
