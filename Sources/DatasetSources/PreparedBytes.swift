import ByteStreams
import ShardFormat

/// The bytes of prepared media by their digest, so that none has to be decoded twice.
///
/// They stay in memory until the output holds them, where it can be read again. For a pipe the latest stay in memory, and
/// the others go to an unlinked file in $TMPDIR: up to 1 GiB, or a quarter of what was free; a medium that comes back
/// later than that is decoded again. Memory: `budget`, and about 100 bytes for each medium that is in the output or in
/// the file. Safe to use from several threads.
public final class PreparedBytes: Sendable {
  private struct State {
    var recent: [Digest: [UInt8]] = [:]
    var order: [Digest] = []
    var head = 0
    var bytes = 0
    /// Where the output holds them.
    var written: [Digest: Range<Int>] = [:]
    var spilled: [Digest: Range<Int>] = [:]
    var spill: SpoolFile?
    /// What the file may yet take.
    var spillRoom: Int?
  }

  private static let largestSpill = 1 << 30
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
      while state.head < state.order.count, state.recent[state.order[state.head]] == nil { state.head += 1 }
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
    guard state.written[digest] == nil, state.spilled[digest] == nil else { return }
    let room = state.spillRoom ?? min(PreparedBytes.largestSpill, (SpoolFile.room ?? 0) / 4)
    state.spillRoom = room
    guard bytes.count <= room else { return }
    do {
      let spill = try state.spill ?? SpoolFile()
      state.spill = spill
      let start = spill.size
      try bytes.withUnsafeBytes { try spill.append($0) }
      state.spilled[digest] = start..<spill.size
      state.spillRoom = room - bytes.count
    } catch {
      // It only saves work: what finds no room is decoded again.
      state.spillRoom = 0
    }
  }

  /// Tells that the output, which can be read again, holds a medium at this place: memory need not.
  public func isWritten(_ digest: Digest, at place: Range<Int>) {
    state.withLock { state in
      state.written[digest] = place
      state.bytes -= state.recent.removeValue(forKey: digest)?.count ?? 0
    }
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
