import ByteStreams
import PreferenceRecords
import ShardFormat
import TokenTrees

/// What frames must say of each other, beyond what a reader insists on: media that records name, columns of tokens, and
/// plans that fit.
struct MemberCheck {
  private let file: String
  /// Of the frame that was read last, those behind END left out.
  private var place: (frame: Int, offset: UInt64, isEnd: Bool) = (0, 0, false)
  private var meta: ShardMeta?
  private var layout: VocabularyLayout?
  private var window = BlobWindow(capacity: 0)
  /// Groups that no plan has taken yet; nil once a plan was wrong, since then nothing can be said.
  private var waitingGroups: Int? = 0

  init(file: String) { self.file = file }

  /// A whole frame begins; what END says is told of END, also when more stands behind it.
  mutating func frame(_ kind: FrameKind, ordinal: Int, offset: UInt64) {
    if place.isEnd, kind != .meta { return }
    place = (ordinal, offset, kind == .end)
  }

  /// - Parameter window: the member's blob window, bytes.
  mutating func take(_ frame: ShardFrame, window size: Int, _ tell: (ShardProblem) -> Void) {
    let (file, place) = (file, place)
    func problem(_ error: String, _ message: String) {
      tell(
        ShardProblem(error: error, file: file, frame: place.frame, offset: place.offset, message: message))
    }
    switch frame {
    case .meta(let meta):
      self.meta = meta
      window = BlobWindow(capacity: size)
      waitingGroups = 0
      layout = nil
      if let tokenizer = meta.tokenizer {
        do { layout = try VocabularyLayout(cbor: tokenizer) } catch { problem("badLayout", "\(error)") }
      }
    case .blobs(let blobs, _):
      for blob in blobs { window.add(blob, keepsBytes: false) }
    case .records(let items, _): for item in items { check(item, problem) }
    case .tokens(let block, let raw): check(tokens: block, raw, problem)
    case .plan(let block, let raw): check(plan: block, raw, problem)
    case .other: break
    case .end:
      if meta?.profile == .packed, let waitingGroups, waitingGroups > 0 {
        problem("badPlan", "\(waitingGroups) groups are in no bin at the end of a packed member")
      }
    }
  }

  private func check(_ item: RecordItem, _ problem: (String, String) -> Void) {
    let record: PreferenceRecord
    do { record = try PreferenceRecord(decoding: item.bytes) } catch {
      problem("invalidRecord", "record \(item.ordinal + 1): \(error)")
      return
    }
    var seen: Set<Digest> = []
    for medium in record.media where window[medium.digest] == nil && seen.insert(medium.digest).inserted {
      problem(
        "unresolvedBlob",
        "record \(item.ordinal + 1) (\(record.id)) names the medium \(medium.digest), which does not stand before it "
          + "within the blob window")
    }
  }

  private mutating func check(
    tokens block: ColumnBlock, _ frame: RawFrame, _ problem: (String, String) -> Void
  ) {
    waitingGroups = waitingGroups.map { $0 + frame.entries }
    do {
      let groups = try TokenFrameCoding.decode(block)
      if groups.count != frame.entries {
        problem("badColumns", "the frame counts \(frame.entries) groups, its columns hold \(groups.count)")
      }
      if let layout, block.attributes["vocabulary"]?.intValue != layout.size {
        problem("badColumns", "the frame has another vocabulary than META")
      }
    } catch { Self.tell(error, problem) }
  }

  private mutating func check(
    plan block: ColumnBlock, _ frame: RawFrame, _ problem: (String, String) -> Void
  ) {
    do {
      let plan = try Plan(block)
      if plan.bins.count != frame.entries {
        problem("badPlan", "the frame counts \(frame.entries) bins, its columns hold \(plan.bins.count)")
      }
      guard let waiting = waitingGroups else { return }
      if plan.waiting != waiting {
        problem("badPlan", "the plan counts \(plan.waiting) waiting groups, there are \(waiting)")
        waitingGroups = nil
      } else {
        waitingGroups = waiting - plan.bins.reduce(plan.dropped.count) { $0 + $1.count }
      }
    } catch {
      waitingGroups = nil
      Self.tell(error, problem)
    }
  }

  private static func tell(_ error: any Error, _ problem: (String, String) -> Void) {
    switch error {
    case let error as TokenStreamError: problem(error.reason.rawValue, error.description)
    case let error as ShardError: problem(error.code.rawValue, error.what)
    default: problem("badColumns", "\(error)")
    }
  }
}
