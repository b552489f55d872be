import ByteStreams

/// Frames of a shard's bytes, found as the specification says, and changed with right checksums.
enum FrameWalk {
  struct Place {
    var kind: UInt8
    /// Of the header.
    var offset: Int
    var storedLength: Int
    var payload: Range<Int> { offset + 64..<offset + 64 + storedLength }
  }

  static func frames(_ bytes: [UInt8]) -> [Place] {
    var places: [Place] = []
    var offset = 64
    while offset + 64 <= bytes.count {
      switch bytes[offset + 3] {
      // A frame's mark is F8 41 41 46, a trailer's F8 41 41 54, a preamble's 89 41 41 53.
      case 0x46:
        let length = Int(little(bytes, offset + 16, 8))
        places.append(Place(kind: bytes[offset + 8], offset: offset, storedLength: length))
        offset += 64 + (length + 63) / 64 * 64
      default: offset += 64
      }
    }
    return places
  }

  /// The bytes with one frame's payload changed: same length, checksums and frame id made right.
  static func forging(_ bytes: [UInt8], _ place: Place, _ change: (inout [UInt8]) throws -> Void) rethrows
    -> [UInt8]
  {
    var bytes = bytes
    var payload = Array(bytes[place.payload])
    try change(&payload)
    bytes.replaceSubrange(place.payload, with: payload)
    let at = place.offset
    var identity = payload
    if place.kind == 3 { identity = Array(payload[..<(8 + Int(little(payload, 0, 8)))]) }
    let digest = SHA256.hash(
      [place.kind] + bytes[at + 12..<at + 16] + bytes[at + 24..<at + 32] + identity)
    bytes.replaceSubrange(at + 32..<at + 48, with: digest.bytes[..<16])
    write(CRC32C.of(payload), &bytes, at + 48)
    write(CRC32C.of(Array(bytes[at..<at + 60])), &bytes, at + 60)
    return bytes
  }

  /// The bytes with a u64 of the last trailer changed and its checksum right.
  static func forgingTrailer(_ bytes: [UInt8], at field: Int, by amount: Int) -> [UInt8] {
    var bytes = bytes
    let at = bytes.count - 64
    let value = Int(little(bytes, at + field, 8)) + amount
    for i in 0..<8 { bytes[at + field + i] = UInt8(truncatingIfNeeded: value >> (8 * i)) }
    write(CRC32C.of(Array(bytes[at..<at + 60])), &bytes, at + 60)
    return bytes
  }

  static func little(_ bytes: [UInt8], _ at: Int, _ count: Int) -> UInt64 {
    (0..<count).reduce(0) { $0 | UInt64(bytes[at + $1]) << UInt64(8 * $1) }
  }

  private static func write(_ value: UInt32, _ bytes: inout [UInt8], _ at: Int) {
    for i in 0..<4 { bytes[at + i] = UInt8(truncatingIfNeeded: value >> UInt32(8 * i)) }
  }
}
