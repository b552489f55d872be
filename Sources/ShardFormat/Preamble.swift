import ByteStreams

/// The first 64 bytes of a member: what it is, and how much memory reading it can take.
public struct Preamble: Equatable, Sendable {
  public static let magic: [UInt8] = [0x89, 0x41, 0x41, 0x53, 0x0D, 0x0A, 0x1A, 0x0A]
  public static let size = 64
  public static let major: UInt16 = 1
  public static let minor: UInt16 = 0

  /// Feature bits a reader must know; version 1 defines none.
  public var requiredFeatures: UInt64 = 0
  /// Feature bits a reader may ignore.
  public var optionalFeatures: UInt64 = 0
  /// Base-2 logarithm of the largest raw payload of a frame, in bytes: 16…32.
  public var largestFrameLog2: UInt8
  /// Base-2 logarithm of the blob window, in bytes: 16…40.
  public var blobWindowLog2: UInt8
  /// First four bytes of the SHA-256 of META's payload.
  public var streamTag: UInt32

  public var largestFrame: Int { 1 << Int(largestFrameLog2) }
  public var blobWindow: Int { 1 << Int(blobWindowLog2) }
  /// The largest blob, in bytes: one that a reader can hold beside another, in a frame with its directory.
  public var largestBlob: Int { min(largestFrame - 4096, blobWindow / 2) }

  func encoded() -> [UInt8] {
    var out = Preamble.magic
    out.append16(Preamble.major)
    out.append16(Preamble.minor)
    out.append32(UInt32(Preamble.size))
    out.append64(requiredFeatures)
    out.append64(optionalFeatures)
    out.append(largestFrameLog2)
    out.append(blobWindowLog2)
    out.append(6)
    out.append(0)
    out.append32(streamTag)
    out.append(contentsOf: repeatElement(0, count: 20))
    out.append32(CRC32C.of(out))
    return out
  }

  /// - Throws: badMagic, badPreambleChecksum, unsupportedVersion, unknownFeature, badPreamble.
  init(_ bytes: UnsafeRawBufferPointer, file: String, offset: UInt64) throws(ShardError) {
    func fail(_ code: ShardError.Code, _ what: String, _ remedy: String = "") -> ShardError {
      ShardError(code, file: file, offset: offset, what: what, remedy: remedy)
    }
    guard bytes.count == Preamble.size, Preamble.begins(bytes) else {
      throw fail(.badMagic, "not a shard stream: it does not begin with the signature of .aas files")
    }
    guard CRC32C.of(bytes.piece(0, 60)) == bytes.u32(60) else {
      throw fail(.badPreambleChecksum, "the preamble is damaged: its checksum is wrong")
    }
    let major = bytes.u16(8)
    guard major == Preamble.major else {
      throw fail(
        .unsupportedVersion, "format version \(major) is newer than this tool reads (\(Preamble.major))",
        "use a newer aatools")
    }
    requiredFeatures = bytes.u64(16)
    guard requiredFeatures == 0 else {
      throw fail(
        .unknownFeature,
        "needs format features 0x\(String(requiredFeatures, radix: 16)) that this tool lacks",
        "use a newer aatools")
    }
    optionalFeatures = bytes.u64(24)
    largestFrameLog2 = bytes[32]
    blobWindowLog2 = bytes[33]
    streamTag = bytes.u32(36)
    guard bytes.u32(12) == 64, bytes[34] == 6, bytes[35] == 0, 16...32 ~= largestFrameLog2,
      16...40 ~= blobWindowLog2, bytes.piece(40, 20).isZero
    else { throw fail(.badPreamble, "the preamble holds values that version 1 does not allow") }
  }

  init(largestFrameLog2: UInt8, blobWindowLog2: UInt8, streamTag: UInt32) {
    self.largestFrameLog2 = largestFrameLog2
    self.blobWindowLog2 = blobWindowLog2
    self.streamTag = streamTag
  }

  static func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= magic.count && magic.indices.allSatisfy { bytes[$0] == magic[$0] }
  }
}
