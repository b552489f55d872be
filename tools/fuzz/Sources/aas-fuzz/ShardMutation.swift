import ByteStreams
import ShardFormat

/// Mutations that keep a shard's checksums right, so that they are not all refused at the first one.
///
/// The input is cut into its blocks, one of them is changed, and lengths, padding, frame ids, checksums, stream tags,
/// END and the trailer are made to fit again; now and then something is left wrong.
enum ShardMutation {
  static func mutate(_ bytes: [UInt8], room: Int, _ random: inout Random) -> [UInt8] {
    if bytes.count < 64 || random.below(20) == 0 { return mutated(bytes, room: room) }
    var shard = Blocks(bytes)
    guard !shard.frames.isEmpty else { return mutated(bytes, room: room) }
    for _ in 0...random.below(3) { change(&shard, room: room, &random) }
    return shard.bytes(repairing: Repair(&random))
  }

  private static func change(_ shard: inout Blocks, room: Int, _ random: inout Random) {
    let i = random.below(shard.frames.count)
    switch random.below(12) {
    case 0, 1, 2, 3:
      shard.frames[i].payload = mutated(shard.frames[i].payload, room: room)
    case 4, 5:
      shard.frames[i].payload = ValueMutation.payload(shard.frames[i].kind, shard.frames[i].payload, &random)
    case 6:
      // One field of the header: kind, codec, flags, entries, lengths, id.
      let at = [8, 9, 10, 12, 13, 16, 17, 22, 24, 25, 30, 32, 47, 56][random.below(14)]
      shard.frames[i].header[at] = UInt8(truncatingIfNeeded: random.next())
    case 7:
      shard.frames[i].header[12] = UInt8(
        truncatingIfNeeded: Int(shard.frames[i].header[12]) + random.below(3) - 1)
    case 8 where shard.frames.count < 40:
      shard.frames.insert(shard.frames[random.below(shard.frames.count)], at: i)
    case 9 where shard.frames.count > 1: shard.frames.remove(at: i)
    case 10: shard.frames.swapAt(i, random.below(shard.frames.count))
    default:
      let at = random.below(shard.preamble.count)
      shard.preamble[at] =
        [0, 1, 6, 16, 17, 28, 255, UInt8(truncatingIfNeeded: random.next())][random.below(8)]
    }
  }

  /// What is made right again.
  struct Repair {
    var lengths: Bool, ids: Bool, end: Bool, index: Bool, checksums: Bool, tag: Bool
    init(_ random: inout Random) {
      func mostly() -> Bool { random.below(12) != 0 }
      lengths = mostly()
      ids = mostly()
      end = mostly()
      index = mostly()
      checksums = mostly()
      tag = mostly()
    }
  }
}

/// A first member as blocks, and whatever is behind it.
struct Blocks {
  struct Frame {
    var header: [UInt8]
    var payload: [UInt8]
    var kind: UInt8 { header[8] }
  }

  var preamble: [UInt8]
  var frames: [Frame] = []
  var trailer: [UInt8] = []
  var rest: [UInt8] = []

  init(_ bytes: [UInt8]) {
    preamble = Array(bytes.prefix(64))
    var at = 64
    while at + 64 <= bytes.count {
      let block = Array(bytes[at..<at + 64])
      if block.starts(with: Blocks.trailerMark) {
        trailer = block
        at += 64
        break
      }
      guard block.starts(with: FrameHeader.sync) else { break }
      let length = block.number(16, 8)
      guard length <= UInt64(bytes.count - at - 64) else { break }
      let end = at + 64 + Int(length)
      frames.append(Frame(header: block, payload: Array(bytes[at + 64..<end])))
      at = min(bytes.count, (end + 63) / 64 * 64)
    }
    rest = Array(bytes[at...])
  }

  private static let trailerMark: [UInt8] = [0xF8, 0x41, 0x41, 0x54, 0xFF, 0x0D, 0x0A, 0x1A]

  func bytes(repairing repair: ShardMutation.Repair) -> [UInt8] {
    var copy = self
    if repair.end { copy.settleEnd() }
    if repair.index { copy.settleIndex() }
    let tag = copy.frames.first.map { Array(SHA256.hash($0.payload).bytes.prefix(4)) } ?? [0, 0, 0, 0]
    if repair.tag { copy.preamble.put(tag, at: 36) }
    if repair.checksums { copy.preamble.putChecksum() }
    var out = copy.preamble
    var places: [UInt8: Int] = [:]
    for var frame in copy.frames {
      places[frame.kind] = out.count
      if repair.lengths { frame.settleLengths() }
      if repair.ids { frame.settleID() }
      frame.header.put(little(UInt64(CRC32C.of(frame.payload)), 4), at: 48)
      if repair.tag { frame.header.put(tag, at: 52) }
      if repair.checksums { frame.header.putChecksum() }
      out += frame.header + frame.payload
      out += [UInt8](repeating: 0, count: (64 - frame.payload.count % 64) % 64)
    }
    if !copy.trailer.isEmpty {
      if repair.lengths {
        copy.trailer.put(little(UInt64(out.count + 64), 8), at: 8)
        for (kind, at) in [(UInt8(7), 16), (8, 24), (9, 32)] {
          copy.trailer.put(little(UInt64(places[kind] ?? 0), 8), at: at)
        }
      }
      if repair.tag { copy.trailer.put(tag, at: 40) }
      if repair.checksums { copy.trailer.putChecksum() }
      out += copy.trailer
    }
    return out + rest
  }

  /// END and SUMMARY as the frames before END make them.
  private mutating func settleEnd() {
    guard let end = frames.firstIndex(where: { $0.kind == 7 }),
      let said = try? CBOR.decode(frames[end].payload),
      var fields = said.fields
    else { return }
    var counts: [String: UInt64] = [
      "records": 0, "record_bytes": 0, "blobs": 0, "blob_bytes": 0, "groups": 0, "bins": 0,
      "frames": UInt64(end),
    ]
    var tree = ContentTree()
    for var frame in frames[..<end] {
      frame.settleLengths()
      let entries = frame.header.number(12, 4)
      switch frame.kind {
      case 2:
        for record in frame.records {
          tree.append(SHA256.hash(record))
          counts["records", default: 0] += 1
          counts["record_bytes", default: 0] += UInt64(record.count)
        }
      case 3:
        for length in frame.blobLengths {
          counts["blobs", default: 0] += 1
          counts["blob_bytes", default: 0] &+= length
        }
      case 4, 5:
        counts[frame.kind == 4 ? "groups" : "bins", default: 0] += entries
        tree.append(frame.digest)
      default: break
      }
    }
    for (key, count) in counts { fields[key] = .unsigned(count) }
    fields["content_root"] = .bytes(tree.root.bytes)
    frames[end].payload = CBOR.object(fields).encode()
  }

  /// The rows of frames in INDEX, and the bytes in SUMMARY.
  private mutating func settleIndex() {
    guard let end = frames.firstIndex(where: { $0.kind == 7 }) else { return }
    var offsets: [UInt64] = []
    var at = 64
    for frame in frames {
      offsets.append(UInt64(at))
      at += 64 + (frame.payload.count + 63) / 64 * 64
    }
    if let index = frames.lastIndex(where: { $0.kind == 8 }), index > end,
      var block = try? ColumnBlock(Payload(frames[index].payload))
    {
      let before = frames.count
      block.set("frame.offset", u64: Array(offsets[..<end]))
      block.set("frame.kind", u8: frames[..<end].map(\.kind))
      block.set("frame.entries", u32: frames[..<end].map { UInt32($0.header.number(12, 4)) })
      block.set("frame.stored", u64: frames[..<end].map { UInt64($0.payload.count) })
      frames[index].payload = block.encoded()
      frames[index].header.put(little(UInt64(end), 4), at: 12)
      precondition(before == frames.count)
    }
    if let summary = frames.lastIndex(where: { $0.kind == 9 }), summary > end,
      var fields = (try? CBOR.decode(frames[summary].payload))?.fields,
      let said = try? CBOR.decode(frames[end].payload)
    {
      var place = 64
      for frame in frames[..<summary] { place += 64 + (frame.payload.count + 63) / 64 * 64 }
      fields["bytes"] = [
        "records": said["record_bytes"] ?? 0, "blobs": said["blob_bytes"] ?? 0, "frames": .integer(place),
      ]
      frames[summary].payload = CBOR.object(fields).encode()
    }
  }
}

extension Blocks.Frame {
  /// Stored frames have the length of their payload; of compressed ones only the stored length is known here.
  mutating func settleLengths() {
    header.put(little(UInt64(payload.count), 8), at: 16)
    if header[9] == 0 { header.put(little(UInt64(payload.count), 8), at: 24) }
  }

  /// Only of stored frames.
  mutating func settleID() {
    if header[9] == 0 { header.put(Array(digest.bytes.prefix(16)), at: 32) }
  }

  var digest: Digest {
    var identity = payload
    if kind == 3, payload.count >= 8 {
      let length = payload.number(0, 8)
      if length <= UInt64(payload.count - 8) { identity = Array(payload.prefix(8 + Int(length))) }
    }
    return SHA256.hash([kind] + Array(header[12..<16]) + Array(header[24..<32]) + identity)
  }

  /// Of a stored frame whose table is right.
  var records: [[UInt8]] {
    let entries = Int(header.number(12, 4))
    let table = 4 * (entries + 1)
    guard header[9] == 0, table <= payload.count else { return [] }
    var records: [[UInt8]] = []
    for i in 0..<entries {
      let start = table + Int(payload.number(4 * i, 4))
      let end = table + Int(payload.number(4 * i + 4, 4))
      guard start < end, end <= payload.count else { return records }
      records.append(Array(payload[start..<end]))
    }
    return records
  }

  var blobLengths: [UInt64] {
    guard header[9] == 0, payload.count >= 8 else { return [] }
    let length = payload.number(0, 8)
    guard length <= UInt64(payload.count - 8),
      let list = (try? CBOR.decode(Array(payload[8..<8 + Int(length)])))?.arrayValue
    else { return [] }
    return list.compactMap { entry in
      guard let parts = entry.arrayValue, parts.count == 3, case .unsigned(let n) = parts[1] else {
        return nil
      }
      return n
    }
  }
}

func little(_ value: UInt64, _ bytes: Int) -> [UInt8] {
  (0..<bytes).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
}

extension [UInt8] {
  func number(_ at: Int, _ bytes: Int) -> UInt64 {
    (0..<bytes).reduce(0) { $0 | UInt64(self[at + $1]) << UInt64(8 * $1) }
  }
  mutating func put(_ bytes: [UInt8], at: Int) { replaceSubrange(at..<at + bytes.count, with: bytes) }
  /// CRC-32C of the first 60 bytes behind them.
  mutating func putChecksum() {
    if count == 64 { put(little(UInt64(CRC32C.of(Array(self[..<60]))), 4), at: 60) }
  }
}
