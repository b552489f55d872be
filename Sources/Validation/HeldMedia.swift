import ByteStreams
import ShardFormat

/// The media that a coming record may still name: those of the last `window` bytes of blobs.
public struct HeldMedia {
  private let keepsBytes: Bool
  private var window = 0
  private var bytes = 0
  private var order: [(digest: Digest, count: Int)] = []
  private var head = 0
  /// Blobs by digest, with how often each stands in `order`.
  private var blobs: [Digest: (blob: Blob, times: Int)] = [:]

  init(keepsBytes: Bool) { self.keepsBytes = keepsBytes }

  func holds(_ digest: Digest) -> Bool { blobs[digest] != nil }

  /// The medium's bytes; nil when it went by too long ago, or bytes are not kept.
  public subscript(digest: Digest) -> Blob? { keepsBytes ? blobs[digest]?.blob : nil }

  /// A member begins: nothing of the one before may be named.
  mutating func removeAll(window: Int) {
    self = HeldMedia(keepsBytes: keepsBytes)
    self.window = window
  }

  mutating func add(_ blob: Blob) {
    let count = blob.count
    let kept = keepsBytes ? blob : Blob(digest: blob.digest, facts: nil, bytes: [])
    blobs[blob.digest] = (kept, (blobs[blob.digest]?.times ?? 0) + 1)
    order.append((blob.digest, count))
    bytes += count
    while bytes > window, head < order.count - 1 {
      let old = order[head]
      head += 1
      bytes -= old.count
      if let entry = blobs[old.digest] {
        blobs[old.digest] = entry.times > 1 ? (entry.blob, entry.times - 1) : nil
      }
    }
    if head > 1024, head * 2 > order.count {
      order.removeFirst(head)
      head = 0
    }
  }
}
