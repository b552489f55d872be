import ByteStreams
import OrderedPipeline
import Synchronization

/// The SHA-256 of a whole source: one thread reads while another hashes.
enum FileDigest {
  private final class Hash: Sendable {
    private let hash = Mutex<SHA256?>(SHA256())
    func update(_ bytes: [UInt8]) { hash.withLock { $0?.update(bytes) } }
    func finish() -> Digest { hash.withLock { $0.take() }?.finish() ?? SHA256.hash([]) }
  }

  static func of(_ source: any ByteSource) throws -> (digest: Digest, size: Int) {
    let hash = Hash()
    var size = 0
    // A single thread takes the pieces in their order.
    try OrderedMap.run(
      threads: 1, window: 2,
      next: { () throws -> [UInt8]? in
        let piece = try [UInt8](unsafeUninitializedCapacity: 1 << 19) { buffer, count in
          count = try source.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
        size += piece.count
        return piece.isEmpty ? nil : piece
      }, transform: { hash.update($0) }, consume: {})
    return (hash.finish(), size)
  }
}
