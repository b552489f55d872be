import ByteStreams

/// The last `capacity` bytes of blobs that went by: those that a coming record may still name.
public struct BlobWindow {
  private let capacity: Int
  private var held = 0
  private var blobs: [Digest: (blob: Blob, serial: Int)] = [:]
  private var order: [(digest: Digest, bytes: Int, serial: Int)] = []
  private var head = 0
  private var serial = 0

  public init(capacity: Int) { self.capacity = capacity }

  public subscript(digest: Digest) -> Blob? { blobs[digest]?.blob }

  /// - Parameter keepsBytes: false when only the presence of blobs matters.
  public mutating func add(_ blob: Blob, keepsBytes: Bool = true) {
    serial += 1
    blobs[blob.digest] = (
      keepsBytes ? blob : Blob(digest: blob.digest, facts: blob.facts, bytes: []), serial
    )
    order.append((blob.digest, blob.count, serial))
    held += blob.count
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
