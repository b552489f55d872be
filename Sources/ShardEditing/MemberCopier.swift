import ByteStreams
import PreferenceRecords
import ShardFormat
import TokenTrees

/// Writes one member out of the frames of others. A frame whose entries all stay is copied byte for byte; otherwise its
/// entries that stay are framed anew. Each blob stands before the first record that names it, and again where a reader
/// may have let it go.
final class MemberCopier {
  let writer: ShardWriter
  private let reencodes: Bool
  /// False keeps blobs that no record names.
  private let dropsUnneededBlobs: Bool
  /// Nothing was left out so far, so that blobs pass as they came.
  private var isUntouched: Bool
  private var counted: Set<Digest> = []

  init(
    writer: ShardWriter, reencodes: Bool, dropsUnneededBlobs: Bool = true, isUntouched: Bool = true
  ) {
    self.isUntouched = isUntouched
    self.writer = writer
    self.reencodes = reencodes
    self.dropsUnneededBlobs = dropsUnneededBlobs
  }

  /// A frame of records went by of which none stays.
  func skipped() { isUntouched = false }

  /// A frame of blobs that came before a frame of records.
  struct WaitingBlobs {
    var blobs: [Blob]
    /// nil when only single blobs may be taken from it.
    var frame: RawFrame?
  }

  /// The records of one frame, and which of them stay.
  struct RecordFrame {
    var records: [CopiedRecord]
    var frame: RawFrame
    /// Indexes into `records`, ascending.
    var kept: [Int]
  }

  /// - Parameters:
  ///   - waiting: frames of blobs since the frame of records before.
  ///   - blob: finds a blob that went by.
  /// - Throws: `EditError` for a medium that is not in the stream; what the sink throws.
  func add(
    _ records: RecordFrame, after waiting: [WaitingBlobs], in file: String, blob: (Digest) -> Blob?
  ) throws {
    let isWhole = records.kept.count == records.records.count
    if !isWhole { isUntouched = false }
    let kept = records.kept.map { records.records[$0] }
    let needed = try self.needed(kept, in: file, blob)
    let fits = needed.reduce(0) { $0 + $1.count } <= writer.options.blobWindow / 2
    if isWhole, !reencodes, fits || isUntouched {
      try addBlobs(needed, waiting)
      try writer.add(records: kept.map(\.item), frame: records.frame)
    } else {
      let found = Dictionary(needed.map { ($0.digest, $0) }, uniquingKeysWith: { $1 })
      for record in kept {
        for digest in record.media { if let blob = found[digest] { try add(blob) } }
        try writer.add(record: record.item.bytes)
      }
    }
    for record in kept { if let content = record.content { writer.count(content) } }
  }

  /// Blobs that no record waits for: they pass when everything did.
  func addBlobs(_ waiting: [WaitingBlobs]) throws {
    if isUntouched || !dropsUnneededBlobs { try addBlobs([], waiting) }
  }

  private func needed(
    _ records: [CopiedRecord], in file: String, _ blob: (Digest) -> Blob?
  ) throws(EditError) -> [Blob] {
    var seen: Set<Digest> = []
    var needed: [Blob] = []
    for record in records {
      for digest in record.media where seen.insert(digest).inserted {
        guard let found = blob(digest) else {
          throw EditError(
            "\(file): record \(record.item.ordinal + 1) (\(record.content?.id ?? "?")): medium \(digest) is not in the "
              + "stream, or went by too long ago; aa-validate --filter leaves such records out")
        }
        needed.append(found)
      }
    }
    return needed
  }

  /// Together at most half the window, or in the order of their source.
  private func addBlobs(_ needed: [Blob], _ waiting: [WaitingBlobs]) throws {
    let names = Set(needed.map(\.digest))
    let keepsAll = isUntouched || !dropsUnneededBlobs
    for waiting in waiting {
      let wanted = keepsAll ? waiting.blobs : waiting.blobs.filter { names.contains($0.digest) }
      if let frame = waiting.frame, !reencodes, wanted.count == waiting.blobs.count,
        !wanted.contains(where: { writer.holds($0.digest) })
      {
        try writer.add(blobs: wanted, frame: frame)
        for blob in wanted { count(blob) }
      } else {
        for blob in wanted { try add(blob) }
      }
    }
    for blob in needed { try add(blob) }
  }

  private func add(_ blob: Blob) throws {
    try writer.add(blob: blob.digest, bytes: blob.bytes, facts: blob.facts)
    count(blob)
  }

  private func count(_ blob: Blob) {
    guard counted.insert(blob.digest).inserted else { return }
    writer.count("blobs.by_kind", key: blob.facts?["kind"]?.textValue ?? "unknown")
  }

  /// Token groups of a frame that stay.
  /// - Parameter kept: indexes into `groups`, ascending.
  func add(_ groups: [TokenGroup], kept: [Int], _ block: ColumnBlock, _ frame: RawFrame) throws {
    if kept.count < groups.count {
      isUntouched = false
      var part = try TokenFrameCoding.encode(
        kept.map { groups[$0] }, vocabularySize: block.attributes["vocabulary"]?.intValue ?? 0,
        referenceModel: TokenFrameCoding.referenceModel(of: block))
      // Attributes that this version does not know speak of the frame; columns that it does not know cannot be cut.
      part.attributes.merge(block.attributes) { own, _ in own }
      try writer.add(columns: part, kind: .tokens, entries: kept.count)
    } else {
      try add(columns: block, frame)
    }
    for index in kept { writer.count(groups[index]) }
  }

  /// A frame of columns as it is.
  func add(columns block: ColumnBlock, _ frame: RawFrame) throws {
    if reencodes {
      try writer.add(columns: block, kind: frame.kind, entries: frame.entries)
    } else {
      try writer.add(frame: frame)
    }
  }
}
