import ByteStreams
import ShardFormat

/// The bytes of prepared media by their digest, so that none has to be decoded twice.
///
/// The latest stay in memory. What must leave it goes to an unlinked file in $TMPDIR, unless the output holds it
/// already and can be read again. Memory: `budget`, and about 100 bytes for each medium that is in the output or in the
/// file. Disk: nothing when the output is a file; for a pipe what the stream's media need, up to a quarter of what was
/// free, beyond which a medium that comes back is decoded again. Safe to use from several threads.
public final class PreparedBytes: Sendable {
  private struct State {
    var recent: [Digest: [UInt8]] = [:]
    var order: [Digest] = []
    var head = 0
    var bytes = 0
    /// Where the output holds them.
    var written: [Digest: Range<Int>] = [:]
    var spilled: [Digest: Range<Int>] = [:]
    var spill: SpillFile?
    var maySpill = true
  }

  private let budget: Int
  private let state = Guarded(State())

  /// - Parameter budget: bytes to keep in memory.
  public init(budget: Int = 128 << 20) { self.budget = budget }

  /// Whether `bytes(_:reading:)` will find them: what is found once is found for ever, but for what is in memory only.
  public enum Presence: Sendable {
    case here([UInt8])
    case kept
    case gone
  }

  public func presence(_ digest: Digest) -> Presence {
    state.withLock { state in
      if let bytes = state.recent[digest] { return .here(bytes) }
      return state.written[digest] != nil || state.spilled[digest] != nil ? .kept : .gone
    }
  }

  /// Takes what was just prepared.
  public func keep(_ digest: Digest, _ bytes: [UInt8]) {
    state.withLock { state in
      guard state.recent[digest] == nil else { return }
      state.recent[digest] = bytes
      state.order.append(digest)
      state.bytes += bytes.count
      while state.bytes > budget, state.head < state.order.count { evict(&state) }
      if state.head > 4096 {
        state.order.removeFirst(state.head)
        state.head = 0
      }
    }
  }

  private func evict(_ state: inout State) {
    let digest = state.order[state.head]
    state.head += 1
    guard let bytes = state.recent.removeValue(forKey: digest) else { return }
    state.bytes -= bytes.count
    guard state.written[digest] == nil, state.spilled[digest] == nil, state.maySpill else { return }
    if state.spill == nil { state.spill = SpillFile() }
    if let place = state.spill?.append(bytes) {
      state.spilled[digest] = place
    } else {
      state.maySpill = false
    }
  }

  /// Tells that the output, which can be read again, holds a medium at this place.
  public func isWritten(_ digest: Digest, at place: Range<Int>) {
    state.withLock { $0.written[digest] = place }
  }

  /// The bytes again; nil when they are gone.
  /// - Parameter output: reads the output; asked only for places that `isWritten` told.
  public func bytes(_ digest: Digest, reading output: (Range<Int>) throws -> [UInt8]) throws -> [UInt8]? {
    let (bytes, written, spilled, spill) = state.withLock {
      ($0.recent[digest], $0.written[digest], $0.spilled[digest], $0.spill)
    }
    if let bytes { return bytes }
    if let written { return try output(written) }
    if let spilled, let spill { return try spill.read(spilled) }
    return nil
  }
}
