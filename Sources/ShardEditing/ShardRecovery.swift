import ByteStreams
import PreferenceRecords
import ShardFormat
import TokenTrees

/// Makes good members of what is whole in a damaged shard file. Frames are copied byte for byte; what refers to lost
/// things is left out; endings are made anew. The file is read twice.
///
/// Memory: the blob window and a few frames.
public final class ShardRecovery {
  private let path: String
  private let name: String
  private let step: ToolStep
  private let replacements: [ShardMeta]
  private let tell: (RecoveryLoss) throws -> Void
  private var members: [MemberSurvey] = []
  /// META of the members by their tags, those of `replacements` included.
  private var metas: [UInt32: ShardMeta] = [:]
  private var losses = 0
  private var recordOrdinal = 0

  /// - Parameters:
  ///   - replacements: META for members that lost theirs; the one with the right tag, else the first.
  ///   - tell: hears of each loss, in the order of the file.
  public init(
    path: String, name: String, step: ToolStep, replacements: [ShardMeta] = [],
    tell: @escaping (RecoveryLoss) throws -> Void
  ) {
    self.path = path
    self.name = name
    self.step = step
    self.replacements = replacements
    self.tell = tell
    for meta in replacements { metas[meta.streamTag] = meta }
  }

  /// Looks through the file.
  /// - Returns: false when nothing can be saved.
  public func survey() throws -> Bool {
    let walk = RecoveryWalk(try ShardSalvage(path: path, name: name))
    var isOpen = false
    while let event = walk.next() {
      switch event {
      case .member(let preamble):
        members.append(MemberSurvey(preamble: preamble))
        isOpen = true
      case .frame(let frame, let raw, _):
        let last = members.count - 1
        members[last].streamTag = frame.header.streamTag
        members[last].largestPayload = max(members[last].largestPayload, frame.header.rawLength)
        if let content = try? RecoveredFrame(frame, raw, first: 0) {
          members[last].take(content, frame)
          if case .meta(let meta) = content { metas[frame.header.streamTag] = meta }
        } else {
          members[last].lose(frame.kind)
        }
      case .loss(let loss): if isOpen { members[members.count - 1].lose(loss.kind) }
      case .memberEnd: isOpen = false
      }
    }
    return members.contains { !$0.isEmpty || $0.isComplete }
  }

  /// Writes the members after `survey`.
  /// - Returns: how many losses there were.
  public func write(to sink: any ByteSink) throws -> Int {
    let walk = RecoveryWalk(try ShardSalvage(path: path, name: name))
    var number = -1
    var member: RecoveredMember?
    while let event = walk.next() {
      switch event {
      case .member:
        number += 1
        member = try begin(number, sink)
      case .frame(let frame, let raw, let offset):
        try write(frame, raw, offset, number, &member)
      case .loss(let loss): try lose(loss)
      case .memberEnd(let hasTrailer, let offset):
        try member?.copier.writer.finish()
        try tellEnd(members[number], hasTrailer: hasTrailer, offset)
        member = nil
      }
    }
    return losses
  }

  // MARK: Members

  private struct RecoveredMember {
    var copier: MemberCopier
    var window: BlobWindow
  }

  /// nil when there is nothing to write.
  private func begin(_ number: Int, _ sink: any ByteSink) throws -> RecoveredMember? {
    let survey = members[number]
    let place = "member \(number)"
    var meta: ShardMeta
    if let own = survey.meta {
      meta = own
    } else {
      meta = try replacement(survey, place)
    }
    guard !survey.isEmpty || survey.isComplete else { return nil }
    if meta.profile == .packed, !survey.keepsPlans {
      meta.profile = .tokens
      if survey.plans > 0 {
        try lose(
          RecoveryLoss(
            frame: .plan, entries: survey.plans, error: "badPlan",
            what:
              "\(place): its \(survey.plans) plans are left out, since groups or plans are lost; it is a shard of "
              + "tokens now, and aa-pack packs it again"))
      }
    }
    meta.chain.append(step)
    let largest = max(survey.preamble?.largestFrame ?? 1 << 28, Int(survey.largestPayload))
    let writer = try ShardWriter(
      sink: sink, meta: meta,
      options: ShardWriterOptions(
        blobWindow: survey.preamble?.blobWindow ?? 1 << 28, largestFrame: largest))
    return RecoveredMember(
      copier: MemberCopier(writer: writer, reencodes: false, dropsUnneededBlobs: false),
      window: BlobWindow(capacity: writer.options.blobWindow))
  }

  private func replacement(_ survey: MemberSurvey, _ place: String) throws -> ShardMeta {
    var what = "\(place): META is lost; replaced by one that tells the profile only"
    var meta = ShardMeta(profile: survey.profile)
    if let same = survey.streamTag.flatMap({ metas[$0] }) {
      what = "\(place): META is lost; its own was found by its tag"
      meta = same
    } else if let given = replacements.first {
      let areRecords = given.profile == .records
      guard survey.isEmpty || areRecords == (survey.profile == .records) else {
        throw EditError(
          "\(name): \(place): META to put in place of the lost one is of a shard of \(given.profile.rawValue), "
            + "these frames are \(survey.profile.rawValue); give another --meta-from")
      }
      what = "\(place): META is lost; replaced by the one that was given, which is not its own"
      meta = given
      if survey.groups > 0 { meta.profile = survey.profile }
    } else if survey.groups > 0 {
      what += ", and no tokenizer; --meta-from a shard of the same tokens would keep it"
    }
    try lose(RecoveryLoss(frame: .meta, error: "missingMeta", what: what))
    return meta
  }

  private func tellEnd(_ survey: MemberSurvey, hasTrailer: Bool, _ offset: UInt64) throws {
    let at = offset..<offset
    if survey.end == nil {
      try lose(
        RecoveryLoss(
          range: at, error: "missingEnd", what: "the member has no END: how much is missing is not known"))
    } else if !survey.isComplete {
      try lose(
        RecoveryLoss(
          range: at, error: "countMismatch",
          what: "END counts \(survey.end?.records ?? 0) records, \(survey.end?.groups ?? 0) groups and "
            + "\(survey.end?.blobs ?? 0) blobs; \(survey.records), \(survey.groups) and \(survey.blobs) are whole"
        ))
    }
    if !hasTrailer {
      try lose(
        RecoveryLoss(range: at, error: "badTrailer", what: "the member has no trailer: it is made anew"))
    }
  }

  // MARK: Frames

  private func write(
    _ frame: RawFrame, _ raw: Payload, _ offset: UInt64, _ number: Int, _ member: inout RecoveredMember?
  ) throws {
    let range = offset..<offset + 64 + frame.header.storedLength
    let content: RecoveredFrame
    do {
      content = try RecoveredFrame(frame, raw, first: recordOrdinal)
    } catch {
      let name = (error as? ShardError)?.code.rawValue ?? (error as? TokenStreamError)?.reason.rawValue
      let what = (error as? ShardError)?.what ?? "\(error)"
      return try lose(
        RecoveryLoss(
          range: range, frame: frame.kind, entries: frame.entries, error: name ?? "badHeader", what: what))
    }
    if case .records(let records) = content { recordOrdinal += records.count }
    guard let copier = member?.copier else { return }
    switch content {
    case .blobs(let blobs):
      for blob in blobs { member?.window.add(blob) }
      try copier.addBlobs([MemberCopier.WaitingBlobs(blobs: blobs, frame: frame)])
    case .records(let records):
      guard let window = member?.window else { return }
      let kept = try records.indices.filter { try isKept(records[$0], window) }
      if kept.isEmpty { return }
      try copier.add(
        MemberCopier.RecordFrame(records: records, frame: frame, kept: kept), after: [], in: name,
        blob: { window[$0] })
    case .tokens(let groups, let block):
      try copier.add(groups, kept: Array(groups.indices), block, frame)
    case .plan: if members[number].keepsPlans { try copier.writer.add(frame: frame) }
    case .other: try copier.writer.add(frame: frame)
    case .aborted(let reason):
      try lose(
        RecoveryLoss(
          range: range, frame: .abort, error: "aborted", what: "the program that wrote it failed: \(reason)"))
    case .meta, .end, .rebuilt: break
    }
  }

  private func isKept(_ record: CopiedRecord, _ window: BlobWindow) throws -> Bool {
    guard let lost = record.media.first(where: { window[$0] == nil }) else { return true }
    try lose(
      RecoveryLoss(
        entries: 1, record: record.item.digest, id: record.content?.id, error: "unresolvedBlob",
        what:
          "record \(record.item.ordinal + 1) (\(record.content?.id ?? "?")) is left out: its medium \(lost) is lost"
      ))
    return false
  }

  private func lose(_ loss: ShardSalvage.Loss) throws {
    try lose(
      RecoveryLoss(
        range: loss.range, frame: loss.kind, entries: loss.entries, error: loss.error.code.rawValue,
        what: loss.error.what))
  }

  private func lose(_ loss: RecoveryLoss) throws {
    losses += 1
    try tell(loss)
  }
}
