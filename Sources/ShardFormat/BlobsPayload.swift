import ByteStreams

/// BLOBS: u64 length of the directory, the directory, zeros to a multiple of 64, then each blob followed by zeros to a
/// multiple of 64. The directory is a CBOR array of `[SHA-256, length, facts or null]`.
enum BlobsPayload {
  struct Entry {
    var digest: Digest
    var length: Int
    var facts: CBOR?
  }

  struct Slot {
    var digest: Digest
    var facts: CBOR?
    var range: Range<Int>
  }

  /// Everything before the first blob.
  static func head(_ entries: [Entry]) -> [UInt8] {
    let directory = CBOR.array(
      entries.map { [.bytes($0.digest.bytes), .unsigned(UInt64($0.length)), $0.facts ?? .null] }
    ).encode()
    var out: [UInt8] = []
    out.reserveCapacity(directory.count + 72)
    out.append64(UInt64(directory.count))
    out.append(contentsOf: directory)
    out.padTo64()
    return out
  }

  /// - Parameter largest: bytes that the preamble allows a blob.
  /// - Throws: badBlobs, nonCanonicalCBOR, both without a place.
  static func slots(
    _ raw: UnsafeRawBufferPointer, entries: Int, largest: Int
  ) throws(ShardError) -> [Slot] {
    func bad(_ what: String) -> ShardError {
      ShardError(.badBlobs, file: "", what: "the blob directory \(what)")
    }
    guard raw.count >= 8 else { throw bad("is missing") }
    let length = raw.u64(0)
    guard length <= UInt64(raw.count - 8) else { throw bad("is longer than its frame") }
    let directory: CBOR
    do {
      directory = try CBOR.decode(raw.piece(8, Int(length)), limits: CBORLimits(depth: 16, items: 1 << 22))
    } catch {
      throw ShardError(.nonCanonicalCBOR, file: "", what: "the blob directory is not valid: \(error)")
    }
    guard let list = directory.arrayValue, list.count == entries else {
      throw bad("does not have as many entries as the frame's header says")
    }
    var position = 8 + Int(length)
    func skipPadding() throws(ShardError) {
      let padding = Alignment.padding(after: position)
      guard padding <= raw.count - position, raw.piece(position, padding).isZero else {
        throw bad("is followed by padding that is cut or not zero")
      }
      position += padding
    }
    try skipPadding()
    var slots: [Slot] = []
    slots.reserveCapacity(entries)
    for item in list {
      guard let parts = item.arrayValue, parts.count == 3,
        let digest = parts[0].bytesValue.flatMap({ Digest(bytes: $0) }), let length = parts[1].intValue,
        length >= 0, parts[2] == .null || parts[2].mapValue != nil
      else { throw bad("has a wrong entry") }
      guard length <= largest else { throw bad("names a blob larger than the preamble allows") }
      guard length <= raw.count - position else { throw bad("names blobs that are longer than their frame") }
      slots.append(
        Slot(digest: digest, facts: parts[2] == .null ? nil : parts[2], range: position..<position + length))
      position += length
      try skipPadding()
    }
    guard position == raw.count else { throw bad("leaves bytes of the frame unnamed") }
    return slots
  }
}
