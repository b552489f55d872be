import ByteStreams

/// Which blobs a reader still holds, from the writer's side.
///
/// A reader keeps the last `window` bytes of blobs. A blob counts as held here only within half of that, so that the
/// other blobs of the same record cannot push it out before the record comes.
struct WrittenBlobs {
  private let reach: UInt64
  private var total: UInt64 = 0
  private var starts: [Digest: UInt64] = [:]
  private var order: [(digest: Digest, start: UInt64)] = []
  private var head = 0

  init(window: Int) { reach = UInt64(window / 2) }

  func holds(_ digest: Digest) -> Bool { starts[digest] != nil }

  mutating func add(_ digest: Digest, bytes: Int) {
    starts[digest] = total
    order.append((digest, total))
    total += UInt64(bytes)
    while head < order.count, total - order[head].start > reach {
      let oldest = order[head]
      if starts[oldest.digest] == oldest.start { starts[oldest.digest] = nil }
      head += 1
    }
    if head > 4096, head * 2 > order.count {
      order.removeFirst(head)
      head = 0
    }
  }
}
