import ByteStreams
import ShardFormat
import TokenTrees

/// What the first pass of a recovery finds out about a member, before anything of it is written.
struct MemberSurvey {
  var preamble: Preamble?
  var meta: ShardMeta?
  /// Of META, by the frames' own headers.
  var streamTag: UInt32?
  /// Largest raw payload, bytes.
  var largestPayload: UInt64 = 0
  private(set) var end: MemberEnd?
  private(set) var records: UInt64 = 0
  private(set) var blobs: UInt64 = 0
  private(set) var groups: UInt64 = 0
  private(set) var bins: UInt64 = 0
  private(set) var plans = 0
  private var tree = ContentTree()
  private var waitingGroups = 0
  private var plansFit = true
  /// Token groups or plans may be gone.
  private var columnsLost = false

  init(preamble: Preamble?) {
    self.preamble = preamble
    streamTag = preamble?.streamTag
  }

  mutating func take(_ content: RecoveredFrame, _ frame: RawFrame) {
    switch content {
    case .meta(let meta): self.meta = meta
    case .records(let items):
      records += UInt64(items.count)
      for record in items { tree.append(record.item.digest) }
    case .blobs(let items): blobs += UInt64(items.count)
    case .tokens(let items, _):
      groups += UInt64(items.count)
      waitingGroups += items.count
      tree.append(frame.digest)
    case .plan(let plan, _):
      plans += 1
      bins += UInt64(plan.bins.count)
      if plan.waiting != waitingGroups || frame.entries != plan.bins.count { plansFit = false }
      waitingGroups -= plan.bins.reduce(plan.dropped.count) { $0 + $1.count }
      tree.append(frame.digest)
    case .end(let end): self.end = end
    case .aborted, .other, .rebuilt: break
    }
  }

  mutating func lose(_ kind: FrameKind?) {
    switch kind {
    case .tokens?, .plan?, nil: columnsLost = true
    default: break
    }
  }

  /// END is there, and says that every record, group and bin is.
  var isComplete: Bool {
    guard let end else { return false }
    return end.contentRoot == tree.root && end.records == records && end.groups == groups && end.bins == bins
      && end.blobs == blobs
  }

  var isEmpty: Bool { records == 0 && blobs == 0 && groups == 0 }

  /// Every plan still speaks of the groups that it spoke of, and no group is in no plan.
  var keepsPlans: Bool {
    plans > 0 && plansFit && waitingGroups == 0 && (isComplete || !columnsLost)
  }

  /// By the frames, when META is lost.
  var profile: ShardMeta.Profile { groups == 0 ? .records : keepsPlans ? .packed : .tokens }
}
