import ByteStreams
import ShardFormat

/// Reads token groups from a stream of tokens or packed shards, one by one or bin by bin.
///
/// Use either `next` or `nextBin` on one reader, not both. Memory: the groups that wait for a plan.
public final class TokenStreamReader {
  private let reader: ShardReader
  private let capacity: Int
  /// META of the member being read; nil before `start`, `next` or `nextBin`.
  public private(set) var meta: ShardMeta?
  /// The vocabulary, the same for every member.
  public private(set) var layout: VocabularyLayout?
  /// The model that made the reference log-probabilities of the frame read last.
  public private(set) var referenceModel: Digest?
  private var layoutHash: Digest?
  private var waiting: [TokenGroup] = []
  private var head = 0
  private var bins: [[TokenGroup]] = []
  private var nextOfBins = 0
  private var isOver = false

  /// - Parameter capacity: tokens of a bin where the stream has no plan; a longer group has a bin of its own.
  public init(source: any ByteSource, capacity: Int = 2048) {
    reader = ShardReader(source: source, options: ShardReaderOptions(keepBlobs: false))
    self.capacity = capacity
  }

  /// Reads on until the first group waits, so that `layout` is known; it, or nil when the stream has no group.
  /// - Throws: as `next`.
  @discardableResult
  public func start() throws -> VocabularyLayout? {
    while layout == nil, try pull() {}
    return layout
  }

  /// The next group in the order of the stream, plans aside; nil after the last.
  /// - Throws: `ShardError`, `TokenStreamError`, and what the source throws.
  public func next() throws -> TokenGroup? {
    while head == waiting.count {
      waiting.removeAll(keepingCapacity: true)
      head = 0
      if try !pull(planning: false) { return nil }
    }
    defer { head += 1 }
    return waiting[head]
  }

  /// The next bin; nil after the last. In a packed stream the bins are those of its plans. Otherwise groups fill a bin in
  /// the order of the stream until the next one does not fit.
  /// - Throws: as `next`.
  public func nextBin() throws -> [TokenGroup]? {
    while true {
      if nextOfBins < bins.count {
        defer { nextOfBins += 1 }
        return bins[nextOfBins]
      }
      bins.removeAll(keepingCapacity: true)
      nextOfBins = 0
      if meta?.profile == .tokens, let bin = fillBin() { return bin }
      if try !pull() {
        return meta?.profile == .tokens ? fillBin(last: true) : nil
      }
    }
  }

  /// The groups that wait, until one does not fit; nil when they do not yet make a bin.
  private func fillBin(last: Bool = false) -> [TokenGroup]? {
    var room = capacity
    var end = head
    while end < waiting.count, waiting[end].tokens.count <= room || end == head {
      room -= waiting[end].tokens.count
      end += 1
    }
    if end == head || (end == waiting.count && room > 0 && !last) { return nil }
    let bin = Array(waiting[head..<end])
    head = end
    if head > 4096 {
      waiting.removeFirst(head)
      head = 0
    }
    return bin
  }

  /// Takes one item; false at the end of the stream.
  private func pull(planning: Bool = true) throws -> Bool {
    if isOver { return false }
    guard let item = try reader.next() else {
      isOver = true
      return false
    }
    switch item {
    case .meta(let meta): try begin(meta)
    case .tokens(let block, let frame): try take(block, entries: frame.entries)
    case .plan(let block, let frame): if planning { try take(read(block), entries: frame.entries) }
    case .end:
      if planning, meta?.profile == .packed, head < waiting.count {
        throw located(
          TokenStreamError(.badPlan, "\(waiting.count - head) groups are in no bin; pack the stream again"))
      }
    case .blob, .record, .other: break
    }
    return true
  }

  private func begin(_ meta: ShardMeta) throws {
    guard meta.profile != .records else {
      throw located(TokenStreamError(.noTokens, "a stream of records, not of tokens; put aa-tokenize before"))
    }
    guard let description = meta.tokenizer else {
      throw located(TokenStreamError(.noTokens, TokenStreamError.withoutTokenizer))
    }
    let layout: VocabularyLayout
    do { layout = try VocabularyLayout(cbor: description) } catch { throw located(error) }
    let hash = layout.hash
    if let layoutHash, layoutHash != hash {
      throw located(
        TokenStreamError(
          .mixedLayouts, "two members have different tokenizers; tokenize them with the same options"))
    }
    layoutHash = hash
    self.layout = layout
    self.meta = meta
  }

  private func take(_ block: ColumnBlock, entries: Int) throws {
    do {
      let groups = try TokenFrameCoding.decode(block)
      guard block.attributes["vocabulary"]?.intValue == layout?.size else {
        throw TokenStreamError(.badColumns, "a frame has another vocabulary than META")
      }
      guard groups.count == entries else {
        throw TokenStreamError(.badColumns, "a frame of \(groups.count) groups counts \(entries)")
      }
      referenceModel = TokenFrameCoding.referenceModel(of: block)
      waiting += groups
    } catch let error as TokenStreamError {
      throw located(error)
    } catch let error as ShardError where error.code == .noSuchColumn {
      throw located(TokenStreamError(.badColumns, error.what))
    }
  }

  private func read(_ block: ColumnBlock) throws -> Plan {
    do { return try Plan(block) } catch let error as TokenStreamError {
      throw located(error)
    } catch let error as ShardError where error.code == .noSuchColumn {
      throw located(TokenStreamError(.badColumns, error.what))
    }
  }

  private func take(_ plan: Plan, entries: Int) throws {
    guard plan.bins.count == entries else {
      throw located(TokenStreamError(.badPlan, "a plan of \(plan.bins.count) bins counts \(entries)"))
    }
    guard plan.waiting == waiting.count - head else {
      throw located(
        TokenStreamError(
          .badPlan, "a plan counts \(plan.waiting) waiting groups, there are \(waiting.count - head)"))
    }
    var taken = [Bool](repeating: false, count: plan.waiting)
    for bin in plan.bins {
      bins.append(bin.map { waiting[head + $0] })
      for index in bin { taken[index] = true }
    }
    for index in plan.dropped { taken[index] = true }
    waiting = zip(waiting[head...], taken).filter { !$0.1 }.map(\.0)
    head = 0
  }

  private func located(_ error: TokenStreamError) -> TokenStreamError {
    TokenStreamError(error.reason, "\(reader.name): \(error.description)")
  }
}
