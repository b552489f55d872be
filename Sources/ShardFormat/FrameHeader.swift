import ByteStreams

/// What a frame holds.
public struct FrameKind: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let meta = FrameKind(rawValue: 1)
  public static let records = FrameKind(rawValue: 2)
  public static let blobs = FrameKind(rawValue: 3)
  public static let tokens = FrameKind(rawValue: 4)
  public static let plan = FrameKind(rawValue: 5)
  /// Reserved: withdrawn records. Critical, so a version 1 reader refuses it.
  public static let tombstones = FrameKind(rawValue: 6)
  public static let end = FrameKind(rawValue: 7)
  public static let index = FrameKind(rawValue: 8)
  public static let summary = FrameKind(rawValue: 9)
  public static let abort = FrameKind(rawValue: 10)
  public static let pad = FrameKind(rawValue: 11)

  private static let names = [
    "META", "RECORDS", "BLOBS", "TOKENS", "PLAN", "TOMBSTONES", "END", "INDEX", "SUMMARY", "ABORT", "PAD",
  ]
  public var description: String {
    (1...11).contains(rawValue) ? FrameKind.names[Int(rawValue) - 1] : "0x" + String(rawValue, radix: 16)
  }

  /// The kinds that this version writes with the critical flag.
  var isCritical: Bool { (1...7).contains(rawValue) || self == .abort }
  /// The kinds of this version that a reader understands or may leave alone.
  var isKnown: Bool { (1...11).contains(rawValue) && self != .tombstones }
  /// Found by offset, or needed before anything else: never compressed.
  var isAlwaysStored: Bool { [.meta, .end, .index, .summary, .abort].contains(self) }
  /// Kinds that count nothing.
  var hasNoEntries: Bool { [.meta, .end, .summary, .abort].contains(self) }
}

/// How a payload is stored.
public enum FrameCodec: UInt8, Sendable {
  case stored = 0
  case zstd = 1
}

/// The 64 bytes before each payload.
public struct FrameHeader: Equatable, Sendable {
  /// Neither F8 nor FF can occur in UTF-8.
  public static let sync: [UInt8] = [0xF8, 0x41, 0x41, 0x46, 0xFF, 0x0D, 0x0A, 0x1A]
  public static let size = 64
  public static let criticalFlag: UInt16 = 1

  public var kind: FrameKind
  public var codec: FrameCodec
  public var isCritical: Bool
  /// Records, blobs, groups or bins in this frame.
  public var entries: UInt32
  public var storedLength: UInt64
  public var rawLength: UInt64
  /// First 16 bytes of the frame's digest.
  public var id: FrameID
  /// CRC-32C of the stored payload.
  public var payloadChecksum: UInt32
  public var streamTag: UInt32

  func encoded() -> [UInt8] {
    var out = FrameHeader.sync
    out.append(kind.rawValue)
    out.append(codec.rawValue)
    out.append16(isCritical ? FrameHeader.criticalFlag : 0)
    out.append32(entries)
    out.append64(storedLength)
    out.append64(rawLength)
    out.append64(id.high.bigEndian)
    out.append64(id.low.bigEndian)
    out.append32(payloadChecksum)
    out.append32(streamTag)
    out.append32(0)
    out.append32(CRC32C.of(out))
    return out
  }

  /// Trusts nothing before the header's own checksum.
  /// - Throws: badSync, badHeaderChecksum, badHeader, unknownCodec.
  init(_ bytes: UnsafeRawBufferPointer, at place: FramePlace) throws(ShardError) {
    guard bytes.count == FrameHeader.size,
      FrameHeader.sync.indices.allSatisfy({ bytes[$0] == FrameHeader.sync[$0] })
    else { throw place.error(.badSync, "a frame should begin here, but its mark is missing") }
    guard CRC32C.of(bytes.piece(0, 60)) == bytes.u32(60) else {
      throw place.error(.badHeaderChecksum, "the frame's header is damaged: its checksum is wrong")
    }
    kind = FrameKind(rawValue: bytes[8])
    guard let codec = FrameCodec(rawValue: bytes[9]) else {
      throw place.error(
        .unknownCodec, "\(kind) is compressed with codec \(bytes[9]), which this tool lacks",
        "use a newer aatools")
    }
    self.codec = codec
    let flags = bytes.u16(10)
    isCritical = flags & FrameHeader.criticalFlag != 0
    entries = bytes.u32(12)
    storedLength = bytes.u64(16)
    rawLength = bytes.u64(24)
    id = FrameID(high: bytes.u64(32).bigEndian, low: bytes.u64(40).bigEndian)
    payloadChecksum = bytes.u32(48)
    streamTag = bytes.u32(52)
    guard flags & ~FrameHeader.criticalFlag == 0, bytes.u32(56) == 0, kind.rawValue != 0,
      !(1...11).contains(kind.rawValue) || isCritical == kind.isCritical,
      codec == .stored || !kind.isAlwaysStored,
      entries == 0 || !kind.hasNoEntries
    else { throw place.error(.badHeader, "the frame's header holds values that version 1 does not allow") }
  }

  init(
    kind: FrameKind, codec: FrameCodec, isCritical: Bool, entries: UInt32, storedLength: UInt64,
    rawLength: UInt64, id: FrameID, payloadChecksum: UInt32, streamTag: UInt32
  ) {
    self.kind = kind
    self.codec = codec
    self.isCritical = isCritical
    self.entries = entries
    self.storedLength = storedLength
    self.rawLength = rawLength
    self.id = id
    self.payloadChecksum = payloadChecksum
    self.streamTag = streamTag
  }
}

/// The first 16 bytes of a frame's digest.
public struct FrameID: Hashable, Sendable {
  public var high, low: UInt64
}

/// Where a frame stands, for messages.
struct FramePlace {
  var file: String
  /// nil for a preamble or a trailer, and where the reader cannot count.
  var frame: Int?
  var offset: UInt64

  func error(_ code: ShardError.Code, _ what: String, _ remedy: String = "") -> ShardError {
    ShardError(code, file: file, frame: frame, offset: offset, what: what, remedy: remedy)
  }
}
