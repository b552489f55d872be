import ByteStreams

/// A frame as it is stored, ready to be copied to another shard.
public struct RawFrame: Sendable {
  public var header: FrameHeader
  /// The stored (perhaps compressed) bytes.
  public var stored: Payload
  /// SHA-256 over kind, entries, raw length and identity bytes; the header's id is its beginning.
  public var digest: Digest

  public var kind: FrameKind { header.kind }
  public var entries: Int { Int(header.entries) }
}

enum FrameIdentity {
  /// The digest that names a frame: SHA-256 over the kind, the entries (u32), the raw length (u64) and the identity
  /// bytes, which are the whole raw payload, except for BLOBS, where they are the directory: it holds each blob's
  /// SHA-256 already, so nothing large is hashed twice.
  static func digest(
    kind: FrameKind, entries: UInt32, rawLength: UInt64, identity: UnsafeRawBufferPointer
  ) -> Digest {
    var prefix: [UInt8] = [kind.rawValue]
    prefix.append32(entries)
    prefix.append64(rawLength)
    let hash = SHA256()
    hash.update(prefix)
    hash.update(identity)
    return hash.finish()
  }

  static func identityBytes(kind: FrameKind, raw: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    guard kind == .blobs, raw.count >= 8 else { return raw }
    let length = raw.u64(0)
    guard length <= UInt64(raw.count - 8) else { return raw }
    return raw.piece(0, 8 + Int(length))
  }
}

extension Digest {
  /// The first 16 bytes.
  var frameID: FrameID { FrameID(high: a, low: b) }
}
