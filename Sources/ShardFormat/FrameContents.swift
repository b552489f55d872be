import ByteStreams

/// What the payloads of frames hold, each checked against itself.
public enum FrameContents {
  /// The records of a RECORDS frame.
  /// - Parameter first: ordinal of the first one.
  /// - Throws: badRecords, nonCanonicalCBOR, both without a place.
  public static func records(
    _ raw: UnsafeRawBufferPointer, entries: Int, first: Int
  ) throws(ShardError) -> [RecordItem] {
    let ranges = try RecordsPayload.ranges(raw, entries: entries)
    var items: [RecordItem] = []
    items.reserveCapacity(ranges.count)
    for (i, range) in ranges.enumerated() {
      let bytes = UnsafeRawBufferPointer(rebasing: raw[range])
      do {
        try CBOR.validate(bytes)
      } catch {
        throw ShardError(.nonCanonicalCBOR, file: "", what: "record \(i) of the frame: \(error)")
      }
      items.append(RecordItem(digest: SHA256.hash(bytes), bytes: [UInt8](bytes), ordinal: first + i))
    }
    return items
  }

  /// The blobs of a BLOBS frame.
  /// - Parameters:
  ///   - largest: bytes that the preamble allows a blob.
  ///   - verify: compare each one's SHA-256 with its name.
  /// - Throws: badBlobs, nonCanonicalCBOR, badBlobDigest, all without a place.
  public static func blobs(
    _ raw: Payload, entries: Int, largest: Int, verify: Bool
  ) throws(ShardError) -> [Blob] {
    var blobs: [Blob] = []
    for slot in try BlobsPayload.slots(raw.bytes, entries: entries, largest: largest) {
      let bytes = UnsafeRawBufferPointer(rebasing: raw.bytes[slot.range])
      if verify, SHA256.hash(bytes) != slot.digest {
        throw ShardError(
          .badBlobDigest, file: "", what: "blob \(slot.digest.hex) holds other bytes than its name says")
      }
      blobs.append(Blob(digest: slot.digest, facts: slot.facts, payload: raw, range: slot.range))
    }
    return blobs
  }
}
