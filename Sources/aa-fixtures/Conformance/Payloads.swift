import ByteStreams
import ShardFormat

/// The payloads of frames, made from the specification.
enum Payloads {
  static func records(_ records: [[UInt8]]) -> [UInt8] {
    var offsets: [Int] = [0]
    for record in records { offsets.append((offsets.last ?? 0) + record.count) }
    return offsets.flatMap { little(UInt64($0), 4) } + records.flatMap { $0 }
  }

  static func blobs(_ blobs: [SampleBlob]) -> [UInt8] {
    let directory = CBOR.array(
      blobs.map { [.bytes($0.digest.bytes), .unsigned(UInt64($0.bytes.count)), $0.facts ?? .null] })
    return self.blobs(directory: directory.encode(), blobs.map(\.bytes))
  }

  static func blobs(directory: [UInt8], _ blobs: [[UInt8]]) -> [UInt8] {
    var out = little(UInt64(directory.count), 8) + directory
    out += zeros(after: out.count)
    for blob in blobs { out += blob + zeros(after: blob.count) }
    return out
  }

  /// A column block whose directory is any bytes.
  static func columns(directory: [UInt8], _ arrays: [[UInt8]]) -> [UInt8] {
    blobs(directory: directory, arrays)
  }

  /// END, from the frames before it and what they count.
  static func end(_ counts: Counts, frames: Int, extra: [String: CBOR] = [:]) -> [UInt8] {
    var fields: [String: CBOR] = [
      "frames": .integer(frames), "records": .integer(counts.records),
      "record_bytes": .integer(counts.recordBytes),
      "blobs": .integer(counts.blobs), "blob_bytes": .integer(counts.blobBytes),
      "groups": .integer(counts.groups),
      "bins": .integer(counts.bins), "content_root": .bytes(root(counts.entries[...]).bytes),
    ]
    for (key, value) in extra { fields[key] = value }
    return CBOR.object(fields).encode()
  }

  /// RFC 6962 §2.1 as the recursion that it is.
  static func root(_ entries: ArraySlice<Digest>) -> Digest {
    guard let first = entries.first else { return SHA256.hash([]) }
    if entries.count == 1 { return SHA256.hash([0] + first.bytes) }
    var half = 1
    while half * 2 < entries.count { half *= 2 }
    let middle = entries.startIndex + half
    return SHA256.hash([1] + root(entries[..<middle]).bytes + root(entries[middle...]).bytes)
  }

  /// INDEX, from the frames before END and the blobs in them.
  static func index(_ frames: [ForgedFrame], blobs: [(digest: Digest, frame: Int, slot: Int)]) -> ColumnBlock
  {
    var block = ColumnBlock()
    var offset = 64
    var offsets: [UInt64] = []
    for frame in frames {
      offsets.append(UInt64(offset))
      offset += 64 + frame.stored.count + zeros(after: frame.stored.count).count
    }
    let sorted = blobs.sorted { ($0.digest, $0.frame, $0.slot) < ($1.digest, $1.frame, $1.slot) }
    block.set("frame.offset", u64: offsets)
    block.set("frame.kind", u8: frames.map(\.kind))
    block.set("frame.entries", u32: frames.map(\.entries))
    block.set("frame.stored", u64: frames.map { UInt64($0.stored.count) })
    block.set("blob.digest", bytes: sorted.flatMap(\.digest.bytes))
    block.set("blob.frame", u32: sorted.map { UInt32($0.frame) })
    block.set("blob.slot", u32: sorted.map { UInt32($0.slot) })
    return block
  }
}

/// What END counts.
struct Counts {
  var records = 0
  var recordBytes = 0
  var blobs = 0
  var blobBytes = 0
  var groups = 0
  var bins = 0
  /// Leaves of the content tree.
  var entries: [Digest] = []
}

struct SampleBlob {
  var bytes: [UInt8]
  var facts: CBOR?
  var digest: Digest { SHA256.hash(bytes) }
}
