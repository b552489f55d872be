import ByteStreams
import ShardFormat

/// The pieces of a damaged file as members: tells where one ends even when its ending is lost.
final class RecoveryWalk {
  enum Event {
    /// A member begins; nil when its preamble is lost.
    case member(Preamble?)
    case frame(RawFrame, raw: Payload, offset: UInt64)
    case loss(ShardSalvage.Loss)
    /// The member is over, at this byte.
    case memberEnd(hasTrailer: Bool, offset: UInt64)
  }

  private let salvage: ShardSalvage
  private var isOpen = false
  private var hasFrames = false
  private var hasEnd = false
  private var position: UInt64 = 0
  private var waiting: [Event] = []

  init(_ salvage: ShardSalvage) { self.salvage = salvage }

  func next() -> Event? {
    while waiting.isEmpty {
      guard let piece = salvage.next() else {
        guard isOpen else { return nil }
        close(hasTrailer: false)
        break
      }
      take(piece)
    }
    return waiting.removeFirst()
  }

  private func take(_ piece: ShardSalvage.Piece) {
    switch piece {
    case .member(let preamble):
      if isOpen { close(hasTrailer: false) }
      open(preamble)
      if preamble != nil { position += 64 }
    case .frame(let frame, let raw, let offset):
      position = offset
      // A second beginning, or data behind an end: what stood between is lost.
      let isData: Bool = [FrameKind.records, .blobs, .tokens, .plan].contains(frame.kind)
      if isOpen, (frame.kind == .meta && hasFrames) || (hasEnd && isData) { close(hasTrailer: false) }
      if !isOpen { open(nil) }
      hasFrames = true
      if frame.kind == .end { hasEnd = true }
      waiting.append(.frame(frame, raw: raw, offset: offset))
      position += 64 + (frame.header.storedLength + 63) / 64 * 64
    case .trailer:
      position += 64
      if isOpen { close(hasTrailer: true) }
    case .loss(let loss):
      position = loss.range.upperBound
      waiting.append(.loss(loss))
    }
  }

  private func open(_ preamble: Preamble?) {
    isOpen = true
    hasFrames = false
    hasEnd = false
    waiting.append(.member(preamble))
  }

  private func close(hasTrailer: Bool) {
    isOpen = false
    waiting.append(.memberEnd(hasTrailer: hasTrailer, offset: position))
  }
}
