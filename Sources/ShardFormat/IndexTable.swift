import ByteStreams

/// The rows of an INDEX frame.
struct IndexTable {
  struct FrameRow {
    /// From the member's beginning.
    var offset: UInt64
    var kind: UInt8
    var entries: UInt32
    var stored: UInt64
  }
  struct BlobRow {
    var digest: Digest
    /// Place in `frames`.
    var frame: UInt32
    /// Place in that frame.
    var slot: UInt32
  }

  let frames: [FrameRow]
  /// By digest, ascending.
  let blobs: [BlobRow]

  /// Checks what INDEX says against itself; whether it is true of the member is for the caller to see.
  /// - Throws: badIndex, without a place.
  init(_ block: ColumnBlock) throws(ShardError) {
    func bad(_ what: String) -> ShardError { ShardError(.badIndex, file: "", what: "INDEX \(what)") }
    func column<T>(_ name: String, _ read: (String) throws -> [T]) throws(ShardError) -> [T] {
      guard let values = try? read(name) else { throw bad("has no column '\(name)' of its type") }
      return values
    }
    let offsets = try column("frame.offset", block.u64)
    let kinds = try column("frame.kind", block.u8)
    let entries = try column("frame.entries", block.u32)
    let stored = try column("frame.stored", block.u64)
    let digests = try column("blob.digest", block.bytes)
    let places = try column("blob.frame", block.u32)
    let slots = try column("blob.slot", block.u32)
    guard kinds.count == offsets.count, entries.count == offsets.count, stored.count == offsets.count,
      slots.count == places.count, digests.count == 32 * places.count
    else { throw bad("has columns of different lengths") }
    frames = offsets.indices.map {
      FrameRow(offset: offsets[$0], kind: kinds[$0], entries: entries[$0], stored: stored[$0])
    }
    var blobs: [BlobRow] = []
    blobs.reserveCapacity(places.count)
    for i in places.indices {
      guard let digest = Digest(bytes: digests[32 * i..<32 * i + 32]), Int(places[i]) < offsets.count,
        kinds[Int(places[i])] == FrameKind.blobs.rawValue, slots[i] < entries[Int(places[i])]
      else { throw bad("names a blob where none can be") }
      if let last = blobs.last, digest < last.digest { throw bad("does not list its blobs in order") }
      blobs.append(BlobRow(digest: digest, frame: places[i], slot: slots[i]))
    }
    self.blobs = blobs
  }
}

/// What INDEX must say of a member, gathered while it is read, in memory that does not grow with it: the rows of frames as
/// a chain of digests, those of blobs, which stand in another order there, as a sum of digests.
struct IndexWitness {
  private var chain = SHA256.hash([])
  private var sum: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  private var frames: UInt32 = 0
  private var blobs = 0

  /// The blobs of a frame are added before the frame.
  mutating func add(blob digest: Digest, slot: Int) {
    add(IndexTable.BlobRow(digest: digest, frame: frames, slot: UInt32(truncatingIfNeeded: slot)))
  }

  private mutating func add(_ row: IndexTable.BlobRow) {
    var bytes = row.digest.bytes
    bytes.append32(row.frame)
    bytes.append32(row.slot)
    let hash = SHA256.hash(bytes)
    sum = (sum.0 &+ hash.a, sum.1 &+ hash.b, sum.2 &+ hash.c, sum.3 &+ hash.d)
    blobs += 1
  }

  mutating func add(_ row: IndexTable.FrameRow) {
    var bytes = chain.bytes
    bytes.append64(row.offset)
    bytes.append(row.kind)
    bytes.append32(row.entries)
    bytes.append64(row.stored)
    chain = SHA256.hash(bytes)
    frames += 1
  }

  /// - Throws: badIndex, without a place.
  func check(_ table: IndexTable, entries: Int) throws(ShardError) {
    var other = IndexWitness()
    for row in table.blobs { other.add(row) }
    for row in table.frames { other.add(row) }
    guard entries == table.frames.count, other.frames == frames, other.chain == chain, other.blobs == blobs,
      other.sum == sum
    else {
      throw ShardError(.badIndex, file: "", what: "INDEX does not describe the frames and blobs before it")
    }
  }
}
