import ByteStreams

/// The last `capacity` bytes of blobs that went by.
struct BlobWindow {
  private let capacity: Int
  private var held = 0
  private var blobs: [Digest: (blob: Blob, serial: Int)] = [:]
  private var order: [(digest: Digest, bytes: Int, serial: Int)] = []
  private var head = 0
  private var serial = 0

  init(capacity: Int) { self.capacity = capacity }

  subscript(digest: Digest) -> Blob? { blobs[digest]?.blob }

  mutating func add(_ blob: Blob) {
    serial += 1
    blobs[blob.digest] = (blob, serial)
    order.append((blob.digest, blob.bytes.count, serial))
    held += blob.bytes.count
    while held > capacity, head < order.count {
      let oldest = order[head]
      if blobs[oldest.digest]?.serial == oldest.serial { blobs[oldest.digest] = nil }
      held -= oldest.bytes
      head += 1
    }
    if head > 4096, head * 2 > order.count {
      order.removeFirst(head)
      head = 0
    }
  }
}
