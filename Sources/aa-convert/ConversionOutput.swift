import ByteStreams
import DatasetSources
import Media
import ShardFormat

/// The shard of a conversion while it is written, and what has been counted on the way.
final class ConversionOutput {
  let writer: ShardWriter
  private(set) var records = 0
  /// Different media.
  var media: Int { seen.count }

  private let sink: FileSink
  private let conversion: Conversion
  /// Nil when nobody may go on with it.
  private let journal: ConversionJournal?
  private var seen: Set<Digest> = []
  private var notedSources: Set<Digest> = []
  private var notedFaults: Set<String> = []
  private var syncedPlace = 0
  /// Bytes of output after which what was written is made durable, when a later run may go on with it.
  private static let syncBytes = 64 << 20

  /// A new shard, which no other run can go on with.
  init(_ conversion: Conversion, meta: ShardMeta, to sink: FileSink) throws {
    self.sink = sink
    self.conversion = conversion
    journal = nil
    writer = try ShardWriter(sink: sink, meta: meta)
    tellPlaces()
  }

  /// Goes on with what an earlier run left of a shard with this META, or begins it.
  init(_ conversion: Conversion, meta: ShardMeta, resuming earlier: EarlierRun) throws {
    sink = earlier.sink
    self.conversion = conversion
    journal = earlier.journal
    try earlier.cut()
    if let adopted = earlier.adopted {
      writer = adopted.writer
      records = adopted.records
      seen = adopted.seen
      for (digest, place) in adopted.places { conversion.preparation.prepared.isWritten(digest, at: place) }
      syncedPlace = earlier.rest.place
    } else {
      writer = try ShardWriter(sink: sink, meta: meta)
    }
    for note in earlier.media {
      notedSources.insert(note.key)
      conversion.preparation.remember(note.key, note.digest, facts: note.facts)
      conversion.recordPreparation.remember(note.key, note.digest, facts: note.facts)
    }
    for key in earlier.absentTracks {
      notedSources.insert(key)
      conversion.preparation.rememberAbsent(track: key)
    }
    notedFaults = Set(earlier.faults)
    tellPlaces()
  }

  /// What a file holds need not be kept elsewhere, should it be needed again.
  private func tellPlaces() {
    if sink.canBeRead { writer.onBlobStored = conversion.preparation.prepared.isWritten }
  }

  func add(_ converted: Conversion.Converted) throws {
    for medium in converted.media { try add(medium) }
    if let journal {
      for key in converted.absentTracks where notedSources.insert(key).inserted {
        journal.note(.absentTrack(key))
      }
    }
    try writer.add(encoded: converted.bytes)
    writer.count("records.by_modality", key: converted.modality)
    writer.count("records.by_source", key: converted.source)
    writer.count("records.by_licence", key: converted.licence ?? "unknown")
    for criterion in converted.criteria { writer.count("judgements.by_criterion", key: criterion) }
    records += 1
    // Whoever reads downstream starts at once. The frames behind the first end where the records say.
    if records == 1 { try writer.flush() }
    if records == 1 || records % 64 == 0 { try sink.flush() }
  }

  private func add(_ medium: PreparedMedium) throws {
    if !writer.holds(medium.digest) {
      let bytes = try conversion.bytes(of: medium, reading: sink.read)
      try writer.add(blob: medium.digest, bytes: bytes, facts: medium.facts)
    }
    if seen.insert(medium.digest).inserted { writer.count("blobs.by_kind", key: medium.kind.rawValue) }
    if let journal, notedSources.insert(medium.key).inserted {
      journal.note(.medium(key: medium.key, digest: medium.digest, facts: medium.facts))
    }
  }

  func lost(_ loss: ConversionLoss) { journal?.note(.lost(loss)) }

  /// So many rows are done, over all inputs and of all parts: where frames end here, a later run can go on from here.
  func done(rows: Int) throws {
    guard let journal, let place = writer.restingPlace else { return }
    noteFaults()
    try sink.flush()
    journal.note(.reached(.init(place: place, rows: rows)))
    try journal.flush()
    if place - syncedPlace >= Self.syncBytes {
      try sink.sync()
      try journal.sync()
      syncedPlace = place
    }
  }

  /// Archives tell their faults when they are opened, which a later run may not do again.
  private func noteFaults() {
    guard let journal else { return }
    for fault in conversion.faults where notedFaults.insert("\(fault)").inserted {
      journal.note(.fault("\(fault)"))
    }
  }

  func finish() throws {
    try writer.finish()
    noteFaults()
    // A run that ends between the two leaves a list of what is missing in the file.
    try journal?.sync()
    try sink.commit()
    journal?.remove()
  }
}
