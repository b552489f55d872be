import ByteStreams

/// Whether INDEX, SUMMARY and TRAILER of a member say what its frames were. A streaming reader needs none of them, so
/// this is for programs that check a file for those that do.
///
/// Needs about 100 bytes a frame and 40 a blob.
struct EndingCheck {
  private var rows: [FrameEmitter.Row] = []
  private var blobs: [ShardWriter.BlobRow] = []
  private var ending: [FrameKind: UInt64] = [:]

  /// A frame, at its offset from the member's beginning.
  mutating func frame(_ header: FrameHeader, offset: UInt64, isAfterEnd: Bool) {
    if isAfterEnd || header.kind == .end {
      if ending[header.kind] == nil { ending[header.kind] = offset }
    } else {
      rows.append(FrameEmitter.Row(offset: offset, header: header))
    }
  }

  /// The blobs of the frame told last.
  mutating func blobs(_ names: [Digest]) {
    let frame = UInt32(rows.count - 1)
    for (slot, digest) in names.enumerated() {
      blobs.append(ShardWriter.BlobRow(digest: digest, frame: frame, slot: UInt32(slot)))
    }
  }

  /// What is wrong with INDEX; nil when nothing is.
  func index(_ raw: Payload) -> String? {
    guard let block = try? ColumnBlock(raw) else { return "INDEX is no column block" }
    let expected = ShardIndex.block(rows: rows, blobs: blobs)
    for name in expected.names {
      guard let column = block.columns[name], let right = expected.columns[name] else {
        return "INDEX has no column '\(name)'"
      }
      guard column.type == right.type, column.count == right.count else {
        return "INDEX has \(column.count) values of type \(column.type.rawValue) in '\(name)'; "
          + "there should be \(right.count) of type \(right.type.rawValue)"
      }
    }
    let said = EndingCheck.inOrder(block) ?? block
    for name in expected.names {
      guard let column = said.columns[name], let right = expected.columns[name] else { continue }
      if let at = (0..<column.bytes.count).first(where: { column.bytes[$0] != right.bytes[$0] }) {
        return "INDEX contradicts the frames in value \(at / column.type.size) of '\(name)'"
      }
    }
    return nil
  }

  /// The block with rows of equal digests in one order: the format leaves theirs open, but not that digests ascend.
  private static func inOrder(_ block: ColumnBlock) -> ColumnBlock? {
    guard let digests = try? block.bytes("blob.digest"), let frames = try? block.u32("blob.frame"),
      let slots = try? block.u32("blob.slot")
    else { return nil }
    var rows: [ShardWriter.BlobRow] = []
    for i in frames.indices {
      guard let digest = Digest(bytes: digests[32 * i..<32 * i + 32]) else { return nil }
      if let last = rows.last, digest < last.digest { return nil }
      rows.append(ShardWriter.BlobRow(digest: digest, frame: frames[i], slot: slots[i]))
    }
    rows.sort { ($0.digest, $0.frame, $0.slot) < ($1.digest, $1.frame, $1.slot) }
    var sorted = block
    sorted.set("blob.frame", u32: rows.map(\.frame))
    sorted.set("blob.slot", u32: rows.map(\.slot))
    return sorted
  }

  /// What is wrong with SUMMARY, which stands at `offset` from the member's beginning.
  func summary(_ value: CBOR, end: MemberEnd, offset: UInt64) -> String? {
    for (key, right) in [("blobs", end.blobBytes), ("frames", offset), ("records", end.recordBytes)] {
      guard case .unsigned(let said)? = value["bytes"]?[key] else {
        return "SUMMARY does not tell the bytes of \(key)"
      }
      if said != right { return "SUMMARY tells \(said) bytes of \(key), there are \(right)" }
    }
    guard let counters = value["counters"]?.fields else { return "SUMMARY has no map of counters" }
    for (name, counter) in counters.sorted(by: { $0.key < $1.key }) {
      guard let counts = counter.fields else { return "the counter '\(name)' of SUMMARY is no map" }
      for (key, count) in counts.sorted(by: { $0.key < $1.key }) {
        guard case .unsigned = count else { return "'\(key)' in the counter '\(name)' is no count" }
      }
    }
    return nil
  }

  /// What is wrong with the offsets of the trailer.
  func trailer(_ trailer: Trailer) -> String? {
    for (kind, said) in [
      (FrameKind.end, trailer.end), (.index, trailer.index), (.summary, trailer.summary),
    ] where said != ending[kind] ?? 0 {
      let right = ending[kind].map { "it begins at byte \($0) of the member" } ?? "there is none"
      return "the trailer looks for \(kind) at byte \(said), but \(right)"
    }
    return nil
  }
}
