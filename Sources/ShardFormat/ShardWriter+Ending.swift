import ByteStreams

extension ShardWriter {
  func writeEnding() throws {
    let rows = emitter.rows
    var end = tally.finished
    end.frames = UInt64(rows.count)
    let endOffset = emitter.position
    try emitter.emit(.end, entries: 0, pieces: [end.cbor.encode()], compress: false)

    var indexOffset: UInt64 = 0
    let index = ShardIndex.block(rows: rows, blobs: blobRows).encoded()
    // An index that would not fit is left out; readers rebuild it by a scan.
    if index.count <= preamble.largestFrame {
      indexOffset = emitter.position
      try emitter.emit(.index, entries: rows.count, pieces: [index], compress: false)
    }
    let summaryOffset = emitter.position
    try emitter.emit(.summary, entries: 0, pieces: [summary(end).encode()], compress: false)
    let trailer = Trailer(
      memberLength: emitter.position + UInt64(Trailer.size), end: endOffset, index: indexOffset,
      summary: summaryOffset, streamTag: emitter.streamTag)
    try emitter.write(trailer.encoded())
  }

  private func summary(_ end: MemberEnd) -> CBOR {
    [
      "bytes": [
        "blobs": .unsigned(end.blobBytes), "frames": .unsigned(emitter.position),
        "records": .unsigned(end.recordBytes),
      ],
      "counters": .object(counters.mapValues { .object($0.mapValues { .unsigned($0) }) }),
    ]
  }
}

/// The INDEX frame: one row per frame before END and one per stored blob, sorted by digest.
enum ShardIndex {
  static func block(rows: [FrameEmitter.Row], blobs: [ShardWriter.BlobRow]) -> ColumnBlock {
    var block = ColumnBlock()
    block.set("frame.offset", u64: rows.map(\.offset))
    block.set("frame.kind", u8: rows.map(\.header.kind.rawValue))
    block.set("frame.entries", u32: rows.map(\.header.entries))
    block.set("frame.stored", u64: rows.map(\.header.storedLength))
    let sorted = blobs.sorted { ($0.digest, $0.frame, $0.slot) < ($1.digest, $1.frame, $1.slot) }
    var digests: [UInt8] = []
    digests.reserveCapacity(32 * sorted.count)
    for blob in sorted { digests.append(contentsOf: blob.digest.bytes) }
    block.set("blob.digest", bytes: digests)
    block.set("blob.frame", u32: sorted.map(\.frame))
    block.set("blob.slot", u32: sorted.map(\.slot))
    return block
  }
}
