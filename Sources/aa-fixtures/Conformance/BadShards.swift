import ByteStreams
import PreferenceRecords
import ShardFormat
import TokenTrees

/// All files that must be refused. Each is a good member with one thing changed; what would be wrong besides is made right
/// again, so that a reader that forgets the check reads on.
struct BadShards {
  /// META, BLOBS, RECORDS, END, INDEX, SUMMARY.
  let media: ForgedMember
  /// META, TOKENS, PLAN, TOKENS, PLAN, END, INDEX, SUMMARY.
  let packed: ForgedMember
  /// Where the frames of `media` are in the list.
  static let (meta, blobs, records, end, index, summary) = (0, 1, 2, 3, 4, 5)

  init() throws {
    media = try GoodMember(
      meta: Samples.meta("records"),
      content: [
        .blobs([Samples.picture, Samples.sound]),
        .records([Samples.about(0, "image", Samples.picture), Samples.about(1, "audio", Samples.sound)]),
      ]
    ).forged
    packed = try GoodMember(
      meta: Samples.meta("packed", layout: Samples.narrow), content: Samples.packed(Samples.narrow)
    ).forged
  }

  func all() throws -> [BadShard] {
    preambles + headers + payloads + framing + order + cbor + meanings + directories + ends + tails
      + (try profiles()) + (try contents())
  }

  /// `media` with one frame changed; the error is expected there.
  func frame(_ ordinal: Int, _ name: String, _ error: String, _ change: (inout ForgedFrame) -> Void)
    -> BadShard
  {
    .forged(name, error, at: .frame(ordinal), from: media) { change(&$0.frames[ordinal]) }
  }

  /// `media` with one frame more before END, which counts it; the error is expected there.
  func inserted(_ frame: ForgedFrame, _ name: String, _ error: String) -> BadShard {
    .forged(name, error, at: .frame(Self.end), from: media) {
      let end = changed(Self.end) { $0["frames"] = .integer(Self.end + 1) }
      $0.frames[Self.end] = ForgedFrame(7, end)
      $0.frames.insert(frame, at: Self.end)
    }
  }

  /// `media` with another payload in one frame, everything else right.
  func payload(_ ordinal: Int, _ name: String, _ error: String, _ raw: [UInt8], entries: Int? = nil)
    -> BadShard
  {
    frame(ordinal, name, error) {
      $0 = ForgedFrame($0.kind, entries: entries ?? Int($0.entries), raw)
    }
  }

  // MARK: Preambles

  private var preambles: [BadShard] {
    func preamble(_ name: String, _ error: String, _ change: (inout ForgedPreamble) -> Void) -> BadShard {
      .forged("preamble-" + name, error, at: .byte(0), from: media) { change(&$0.preamble) }
    }
    let whole = media.bytes
    return [
      BadShard("input-empty", "emptyInput", at: .byte(0), []),
      BadShard("input-json", "badMagic", at: .byte(0), Array("{\"not\": \"a shard\"}\n".utf8)),
      BadShard("input-lines", "badMagic", at: .byte(0), [UInt8](repeating: 0x0A, count: 200)),
      BadShard("preamble-cut", "truncated", at: .byte(0), Array(whole.prefix(40))),
      BadShard("preamble-cut-in-magic", "truncated", at: .byte(0), Array(whole.prefix(3))),
      preamble("magic", "badMagic") { $0.magic[1] = 0x61 },
      preamble("checksum", "badPreambleChecksum") { $0.checksum = 1 },
      preamble("major2", "unsupportedVersion") { $0.major = 2 },
      preamble("major0", "unsupportedVersion") { $0.major = 0 },
      preamble("required-feature", "unknownFeature") { $0.requiredFeatures = 1 << 40 },
      preamble("length", "badPreamble") { $0.length = 128 },
      preamble("alignment", "badPreamble") { $0.alignmentLog2 = 3 },
      preamble("zero", "badPreamble") { $0.zero = 1 },
      preamble("reserved", "badPreamble") { $0.reserved[19] = 1 },
      preamble("limit15", "badPreamble") { $0.largestFrameLog2 = 15 },
      preamble("limit33", "badPreamble") { $0.largestFrameLog2 = 33 },
      preamble("window15", "badPreamble") { $0.blobWindowLog2 = 15 },
      preamble("window41", "badPreamble") { $0.blobWindowLog2 = 41 },
      preamble("window40", "limitTooLarge") { $0.blobWindowLog2 = 40 },
      .forged("preamble-tag", "badMeta", at: .frame(0), from: media) { $0.tag = [1, 2, 3, 4] },
    ]
  }

  // MARK: Frame headers

  private var headers: [BadShard] {
    let (records, end) = (Self.records, Self.end)
    let tombstones = ForgedFrame(6, [1, 2, 3])
    var passable = tombstones
    passable.flags = 0
    var unknown = ForgedFrame(12, [1, 2, 3])
    unknown.flags = 1
    return [
      frame(records, "header-sync", "badSync") { $0.sync[3] = 0x47 },
      frame(records, "header-checksum", "badHeaderChecksum") { $0.headerChecksum = 7 },
      frame(records, "header-codec2", "unknownCodec") { $0.codec = 2 },
      frame(records, "header-kind0", "badHeader") { $0.kind = 0 },
      frame(records, "header-flag", "badHeader") { $0.flags |= 2 },
      frame(records, "header-reserved", "badHeader") { $0.reserved = 1 },
      frame(records, "header-records-not-critical", "badHeader") { $0.flags = 0 },
      frame(Self.index, "header-index-critical", "badHeader") { $0.flags = 1 },
      frame(end, "header-end-entries", "badHeader") { $0 = ForgedFrame(7, entries: 1, $0.stored) },
      frame(end, "header-end-compressed", "badHeader") {
        let raw = $0.stored
        $0.codec = 1
        $0.stored = ZstdBlocks.frame(raw)
      },
      frame(records, "header-foreign", "foreignFrame") { $0.tag = [9, 9, 9, 9] },
      frame(records, "header-stored-2-63", "frameTooLarge") {
        $0.storedLength = 1 << 63
        $0.rawLength = 1 << 63
      },
      frame(records, "header-stored-max", "frameTooLarge") { $0.storedLength = .max },
      frame(records, "header-raw-max", "frameTooLarge") { $0.rawLength = .max },
      .forged("header-above-limit16", "frameTooLarge", at: .frame(records), from: media) {
        $0.preamble.largestFrameLog2 = 16
        $0.frames[records].storedLength = 1 << 16 + 1
        $0.frames[records].rawLength = 1 << 16 + 1
      },
      frame(records, "header-entries-max", "frameTooLarge") { $0.entries = .max },
      // Records of one byte: more of them than a frame may have.
      frame(records, "header-records-many", "frameTooLarge") {
        let count = 1 << 20 + 1
        let table = (0...count).flatMap { little(UInt64($0), 4) }
        $0 = ForgedFrame(2, entries: count, table + [UInt8](repeating: 0xF6, count: count))
        // Cut: the header is refused before the payload is read.
        $0.stored.removeLast($0.stored.count - 64)
        $0.storedLength = $0.rawLength
      },
      frame(records, "header-stored-not-raw", "badHeader") { $0.rawLength += 1 },
      frame(records, "header-bomb-ratio", "badCompression") {
        $0.codec = 1
        $0.rawLength = 1 << 26
      },
      frame(records, "header-bomb-size", "badCompression") {
        $0.codec = 1
        $0.rawLength = 1 << 26 + 1
        $0.storedLength = 1 << 20
      },
      frame(records, "header-bomb-shrinks", "badCompression") {
        $0.codec = 1
        $0.rawLength = 10
      },
      inserted(tombstones, "header-tombstones", "unknownCriticalFrame"),
      inserted(passable, "header-tombstones-not-critical", "badHeader"),
      inserted(unknown, "header-unknown-critical", "unknownCriticalFrame"),
      .forged("header-unknown-critical-behind-end", "unknownCriticalFrame", at: .frame(4), from: media) {
        var frame = ForgedFrame(200, [1, 2, 3])
        frame.flags = 1
        $0.frames.insert(frame, at: 4)
      },
    ]
  }

  // MARK: Payloads as a whole

  private var payloads: [BadShard] {
    let (blobs, records) = (Self.blobs, Self.records)
    let run = [UInt8](repeating: 0x61, count: 4096)
    func compressed(_ name: String, _ change: (inout ForgedFrame) -> Void) -> BadShard {
      var frame = ForgedFrame(12, run, compressed: true)
      change(&frame)
      return inserted(frame, "payload-" + name, "badCompression")
    }
    return [
      frame(records, "payload-flipped", "badPayloadChecksum") { frame in
        let right = CRC32C.of(frame.stored)
        frame.stored[20] ^= 1
        frame.payloadChecksum = right
      },
      frame(records, "payload-id", "badFrameIdentity") { $0.id[15] ^= 1 },
      frame(blobs, "payload-id-blobs", "badFrameIdentity") { $0.id[0] ^= 1 },
      frame(records, "payload-padding", "badPadding") { frame in
        var padding = zeros(after: frame.stored.count)
        padding[padding.count - 1] = 1
        frame.padding = padding
      },
      compressed("zstd-garbage") { $0.stored = Array($0.stored.map { $0 ^ 0x5A }) },
      compressed("zstd-longer") { $0.rawLength -= 1 },
      compressed("zstd-shorter") { $0.rawLength += 1 },
      compressed("zstd-cut") { $0.stored.removeLast() },
      compressed("zstd-trailing") { $0.stored += [0, 0, 0] },
      // libzstd passes over these and gives the right bytes.
      compressed("zstd-skippable") { $0.stored = ZstdBlocks.skippable + $0.stored },
      compressed("zstd-skippable-behind") { $0.stored += ZstdBlocks.skippable },
      // The second one holds nothing, so that all sizes are right.
      compressed("zstd-two-frames") { $0.stored += ZstdBlocks.frame([]) },
      compressed("zstd-no-size") { $0.stored = ZstdBlocks.withoutSize(run) },
      compressed("zstd-window") { $0.stored = ZstdBlocks.aboveLargestWindow(run) },
      // No frame at all for a payload of no bytes.
      compressed("zstd-empty") {
        $0 = ForgedFrame(12, [])
        $0.codec = 1
      },
    ]
  }

  // MARK: RECORDS, BLOBS and what they hold

  private var meanings: [BadShard] {
    let (blobs, records) = (Self.blobs, Self.records)
    let good = [Samples.text(0).encoded(), Samples.text(1).encoded()]
    func table(_ offsets: [Int], _ bodies: [[UInt8]] = good) -> [UInt8] {
      offsets.flatMap { little(UInt64($0), 4) } + bodies.flatMap { $0 }
    }
    let (a, b) = (good[0].count, good[1].count)
    func directory(_ entries: [CBOR], _ bytes: [[UInt8]]) -> [UInt8] {
      Payloads.blobs(directory: CBOR.array(entries).encode(), bytes)
    }
    let name = CBOR.bytes(Samples.picture.digest.bytes)
    let length = CBOR.integer(Samples.picture.bytes.count)
    let bytes = Samples.picture.bytes
    var unfinished = directory([[name, length, .null]], [bytes])
    unfinished.removeLast(64)
    var unclean = directory([[name, length, .null]], [bytes])
    unclean[unclean.count - 1] = 1
    return [
      payload(records, "records-table-starts-late", "badRecords", table([1, a, a + b])),
      payload(records, "records-table-falls", "badRecords", table([0, a + b, a])),
      payload(records, "records-table-repeats", "badRecords", table([0, 0, a + b])),
      payload(records, "records-table-ends-early", "badRecords", table([0, a, a + b - 1])),
      payload(records, "records-table-ends-late", "badRecords", table([0, a, a + b + 1])),
      payload(records, "records-table-far", "badRecords", table([0, 0xFFFF_FFFF, a + b])),
      payload(records, "records-entries-many", "badRecords", table([0, a, a + b]), entries: 60),
      payload(records, "records-entries-few", "badRecords", table([0, a, a + b]), entries: 1),
      payload(records, "records-no-table", "badRecords", [0, 0, 0], entries: 0),
      payload(blobs, "blobs-directory-long", "badBlobs", little(1 << 40, 8) + zeros(after: 8)),
      payload(blobs, "blobs-directory-max", "badBlobs", little(.max, 8) + zeros(after: 8)),
      payload(blobs, "blobs-no-directory", "badBlobs", [1, 2, 3]),
      payload(blobs, "blobs-map", "badBlobs", Payloads.blobs(directory: [0xA0], []), entries: 0),
      payload(blobs, "blobs-entries", "badBlobs", directory([[name, length, .null]], [bytes]), entries: 2),
      payload(
        blobs, "blobs-short-name", "badBlobs", directory([[.bytes([1]), length, .null]], [bytes]), entries: 1),
      payload(
        blobs, "blobs-negative-length", "badBlobs", directory([[name, -1, .null]], [bytes]), entries: 1),
      payload(
        blobs, "blobs-huge-length", "badBlobs", directory([[name, .unsigned(.max), .null]], [bytes]),
        entries: 1),
      payload(blobs, "blobs-two-fields", "badBlobs", directory([[name, length]], [bytes]), entries: 1),
      payload(blobs, "blobs-facts-list", "badBlobs", directory([[name, length, [1]]], [bytes]), entries: 1),
      payload(blobs, "blobs-padding-cut", "badBlobs", unfinished, entries: 1),
      payload(blobs, "blobs-padding-not-zero", "badBlobs", unclean, entries: 1),
      payload(
        blobs, "blobs-unnamed-bytes", "badBlobs",
        directory([[name, length, .null]], [bytes]) + [UInt8](repeating: 0, count: 64), entries: 1),
      payload(
        blobs, "blobs-other-bytes", "badBlobDigest",
        directory([[name, length, .null]], [bytes.map { $0 ^ 1 }]), entries: 1),
      .forged("blobs-above-half-window", "badBlobs", at: .frame(blobs), from: media) {
        $0.preamble.blobWindowLog2 = 16
        let large = SampleBlob(bytes: [UInt8](repeating: 3, count: 1 << 15 + 1), facts: nil)
        $0.frames[blobs] = ForgedFrame(3, entries: 1, Payloads.blobs([large]), compressed: true)
      },
    ]
  }
}
