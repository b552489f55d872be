import ByteStreams

/// A frame written field by field from `schemas/aas.md` alone, so that any of them can be made wrong.
///
/// What is nil is computed when the bytes are made; what is set stands in the file as it is.
struct ForgedFrame {
  var sync: [UInt8] = [0xF8, 0x41, 0x41, 0x46, 0xFF, 0x0D, 0x0A, 0x1A]
  var kind: UInt8
  var codec: UInt8
  var flags: UInt16
  var entries: UInt32
  var stored: [UInt8]
  var storedLength: UInt64?
  var rawLength: UInt64
  /// SHA-256 over kind, entries, raw length and identity bytes.
  let digest: Digest
  var id: [UInt8]
  var payloadChecksum: UInt32?
  var tag: [UInt8]?
  var reserved: UInt32 = 0
  var headerChecksum: UInt32?
  var padding: [UInt8]?

  /// A good frame of this raw payload.
  /// - Parameter compressed: as zstd when that is allowed for the kind and brings anything.
  init(_ kind: UInt8, entries: Int = 0, _ raw: [UInt8], compressed: Bool = false) {
    self.kind = kind
    self.entries = UInt32(entries)
    flags = ForgedFrame.critical.contains(kind) ? 1 : 0
    rawLength = UInt64(raw.count)
    let packed = compressed && !ForgedFrame.alwaysStored.contains(kind) ? ZstdBlocks.frame(raw) : nil
    if let packed, packed.count < raw.count {
      codec = 1
      stored = packed
    } else {
      codec = 0
      stored = raw
    }
    let directory = raw.number(at: 0, bytes: 8)
    let named = kind == 3 && raw.count >= 8 && directory <= UInt64(raw.count - 8)
    let identity = named ? Array(raw.prefix(8 + Int(directory))) : raw
    digest = SHA256.hash([kind] + little(UInt64(entries), 4) + little(UInt64(raw.count), 8) + identity)
    id = Array(digest.bytes.prefix(16))
  }

  static let critical: Set<UInt8> = [1, 2, 3, 4, 5, 6, 7, 10]
  static let alwaysStored: Set<UInt8> = [1, 7, 8, 9, 10]

  func bytes(tag streamTag: [UInt8]) -> [UInt8] {
    var out = sync + [kind, codec] + little(UInt64(flags), 2) + little(UInt64(entries), 4)
    out += little(storedLength ?? UInt64(stored.count), 8) + little(rawLength, 8) + id
    out += little(UInt64(payloadChecksum ?? CRC32C.of(stored)), 4) + (tag ?? streamTag)
    out += little(UInt64(reserved), 4)
    out += little(UInt64(headerChecksum ?? CRC32C.of(out)), 4)
    return out + stored + (padding ?? zeros(after: stored.count))
  }
}

/// `value` in `bytes` bytes, the lowest first.
func little(_ value: UInt64, _ bytes: Int) -> [UInt8] {
  (0..<bytes).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
}

/// Zeros that bring `count` bytes to a multiple of 64.
func zeros(after count: Int) -> [UInt8] { [UInt8](repeating: 0, count: (64 - count % 64) % 64) }

extension [UInt8] {
  /// The little-endian number at `start`; 0 beyond the end.
  func number(at start: Int, bytes: Int) -> UInt64 {
    guard start + bytes <= count else { return 0 }
    return (0..<bytes).reduce(0) { $0 | UInt64(self[start + $1]) << UInt64(8 * $1) }
  }
}
