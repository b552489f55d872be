import ByteStreams

/// What END says of a member: its counts and its content root.
public struct MemberEnd: Sendable, Equatable {
  public var records: UInt64 = 0
  public var recordBytes: UInt64 = 0
  /// Blobs stored, those stored again beyond the window included.
  public var blobs: UInt64 = 0
  public var blobBytes: UInt64 = 0
  /// Token groups.
  public var groups: UInt64 = 0
  /// Entries of PLAN frames.
  public var bins: UInt64 = 0
  /// Frames before END, META included.
  public var frames: UInt64 = 0
  public var contentRoot: Digest
  /// The SUMMARY frame's value, when the member has one.
  public var summary: CBOR?

  init(contentRoot: Digest) { self.contentRoot = contentRoot }

  var cbor: CBOR {
    [
      "bins": .unsigned(bins), "blob_bytes": .unsigned(blobBytes), "blobs": .unsigned(blobs),
      "content_root": .bytes(contentRoot.bytes), "frames": .unsigned(frames), "groups": .unsigned(groups),
      "record_bytes": .unsigned(recordBytes), "records": .unsigned(records),
    ]
  }

  /// Reads an END payload.
  /// - Throws: badEnd, nonCanonicalCBOR, both without a place.
  public init(payload: UnsafeRawBufferPointer) throws(ShardError) {
    do { try self.init(cbor: try CBOR.decode(payload)) } catch let error as ShardError { throw error } catch {
      throw ShardError(.nonCanonicalCBOR, file: "", what: "END: \(error)")
    }
  }

  /// - Throws: badEnd, without a place.
  init(cbor: CBOR) throws(ShardError) {
    let bad = ShardError(.badEnd, file: "", what: "END is not a map of counts and a content root")
    guard let root = cbor["content_root"]?.bytesValue.flatMap({ Digest(bytes: $0) }) else { throw bad }
    func count(_ key: String) throws(ShardError) -> UInt64 {
      guard case .unsigned(let n) = cbor[key] else { throw bad }
      return n
    }
    contentRoot = root
    records = try count("records")
    recordBytes = try count("record_bytes")
    blobs = try count("blobs")
    blobBytes = try count("blob_bytes")
    groups = try count("groups")
    bins = try count("bins")
    frames = try count("frames")
  }
}

/// Counts and content tree of a member while it is written or read.
struct MemberTally {
  var end = MemberEnd(contentRoot: SHA256.hash([]))
  private var tree = ContentTree()

  mutating func record(_ digest: Digest, bytes: Int) {
    end.records += 1
    end.recordBytes += UInt64(bytes)
    tree.append(digest)
  }

  mutating func blob(bytes: Int) {
    end.blobs += 1
    end.blobBytes += UInt64(bytes)
  }

  /// A TOKENS or PLAN frame.
  mutating func columns(_ kind: FrameKind, entries: Int, digest: Digest) {
    if kind == .tokens { end.groups += UInt64(entries) } else { end.bins += UInt64(entries) }
    tree.append(digest)
  }

  /// What END must say now.
  var finished: MemberEnd {
    var result = end
    result.contentRoot = tree.root
    return result
  }
}
