import ByteStreams
import ShardFormat

/// The first 64 bytes of a member, field by field.
struct ForgedPreamble {
  var magic: [UInt8] = [0x89, 0x41, 0x41, 0x53, 0x0D, 0x0A, 0x1A, 0x0A]
  var major: UInt16 = 1
  var minor: UInt16 = 0
  var length: UInt32 = 64
  var requiredFeatures: UInt64 = 0
  var optionalFeatures: UInt64 = 0
  var largestFrameLog2: UInt8 = 28
  var blobWindowLog2: UInt8 = 28
  var alignmentLog2: UInt8 = 6
  var zero: UInt8 = 0
  var reserved = [UInt8](repeating: 0, count: 20)
  var checksum: UInt32?

  func bytes(tag: [UInt8]) -> [UInt8] {
    var out = magic + little(UInt64(major), 2) + little(UInt64(minor), 2) + little(UInt64(length), 4)
    out += little(requiredFeatures, 8) + little(optionalFeatures, 8)
    out += [largestFrameLog2, blobWindowLog2, alignmentLog2, zero] + tag + reserved
    return out + little(UInt64(checksum ?? CRC32C.of(out)), 4)
  }
}

/// The last 64 bytes of a member, field by field; nil is computed.
struct ForgedTrailer {
  var mark: [UInt8] = [0xF8, 0x41, 0x41, 0x54, 0xFF, 0x0D, 0x0A, 0x1A]
  var length: UInt64?
  var end: UInt64?
  var index: UInt64?
  var summary: UInt64?
  var tag: [UInt8]?
  var reserved = [UInt8](repeating: 0, count: 16)
  var checksum: UInt32?
}

/// A member as a list of frames, META, END, INDEX and SUMMARY among them.
struct ForgedMember {
  var preamble = ForgedPreamble()
  var frames: [ForgedFrame]
  var trailer: ForgedTrailer? = ForgedTrailer()
  /// Of preamble, frames and trailer; nil is what META's payload gives.
  var tag: [UInt8]?

  struct Written {
    var bytes: [UInt8]
    /// Where each frame begins.
    var places: [Int]
  }

  var streamTag: [UInt8] { tag ?? Array(SHA256.hash(frames.first?.stored ?? []).bytes.prefix(4)) }

  func written() -> Written {
    var out = preamble.bytes(tag: streamTag)
    var places: [Int] = []
    for frame in frames {
      places.append(out.count)
      out += frame.bytes(tag: streamTag)
    }
    func place(_ kind: UInt8) -> UInt64 {
      frames.lastIndex { $0.kind == kind }.map { UInt64(places[$0]) } ?? 0
    }
    if let trailer {
      var last = trailer.mark + little(trailer.length ?? UInt64(out.count + 64), 8)
      last += little(trailer.end ?? place(7), 8) + little(trailer.index ?? place(8), 8)
      last += little(trailer.summary ?? place(9), 8) + (trailer.tag ?? streamTag) + trailer.reserved
      out += last + little(UInt64(trailer.checksum ?? CRC32C.of(last)), 4)
    }
    return Written(bytes: out, places: places)
  }

  var bytes: [UInt8] { written().bytes }

  /// Makes INDEX and SUMMARY true of the frames as they stand now.
  mutating func settle(index: Bool, summary: Bool) {
    guard let end = frames.firstIndex(where: { $0.kind == 7 }) else { return }
    let counted = frames[..<end]
    if index, let at = frames.lastIndex(where: { $0.kind == 8 }), at > end,
      var block = try? ColumnBlock(Payload(frames[at].stored))
    {
      let places = written().places
      block.set("frame.offset", u64: counted.indices.map { UInt64(places[$0]) })
      block.set("frame.kind", u8: counted.map(\.kind))
      block.set("frame.entries", u32: counted.map(\.entries))
      block.set("frame.stored", u64: counted.map { UInt64($0.stored.count) })
      if let digests = try? block.bytes("blob.digest"), let owners = try? block.u32("blob.frame"),
        let slots = try? block.u32("blob.slot")
      {
        let kept = owners.indices.filter {
          Int(owners[$0]) < counted.count && slots[$0] < counted[Int(owners[$0])].entries
        }
        block.set("blob.digest", bytes: kept.flatMap { digests[32 * $0..<32 * $0 + 32] })
        block.set("blob.frame", u32: kept.map { owners[$0] })
        block.set("blob.slot", u32: kept.map { slots[$0] })
      }
      frames[at] = ForgedFrame(8, entries: counted.count, block.encoded())
    }
    if summary, let at = frames.lastIndex(where: { $0.kind == 9 }), at > end,
      var fields = (try? CBOR.decode(frames[at].stored))?.fields, let bytes = fields["bytes"]
    {
      fields["bytes"] = [
        "records": bytes["records"] ?? 0, "blobs": bytes["blobs"] ?? 0,
        "frames": .integer(written().places[at]),
      ]
      frames[at] = ForgedFrame(9, CBOR.object(fields).encode())
    }
  }
}
