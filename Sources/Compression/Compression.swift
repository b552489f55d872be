/// The compressions of single streams that data sets come in, recognised by their first bytes.
public enum Compression: String, Sendable, CaseIterable {
  case gzip, xz, zstd, bzip2

  /// As many bytes as `init(firstBytes:)` looks at.
  public static let magicLength = 6

  /// Nil when the bytes begin none of them.
  public init?(firstBytes bytes: some Collection<UInt8>) {
    let first = Array(bytes.prefix(Compression.magicLength))
    guard let found = Compression.allCases.first(where: { $0.begins(first) }) else { return nil }
    self = found
  }

  /// What files of it are called.
  public var suffix: String {
    switch self {
    case .gzip: ".gz"
    case .xz: ".xz"
    case .zstd: ".zst"
    case .bzip2: ".bz2"
    }
  }

  public static let suffixes = allCases.map(\.suffix)

  /// Whether a member of this compression may begin with these bytes.
  func begins(_ bytes: [UInt8]) -> Bool {
    switch self {
    case .gzip: return bytes.starts(with: [0x1F, 0x8B, 0x08])
    case .xz: return bytes.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00])
    case .zstd:
      // A frame, or one that holds something else and is passed over: pzstd begins with such a one.
      return bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
        || (bytes.count >= 4 && bytes[0] & 0xF0 == 0x50 && bytes[1...3].elementsEqual([0x2A, 0x4D, 0x18]))
    case .bzip2:
      return bytes.count >= 4 && bytes.starts(with: [0x42, 0x5A, 0x68]) && (0x31...0x39).contains(bytes[3])
    }
  }

  /// A decoder for one member.
  func decoder() throws(CompressionError.Reason) -> any MemberDecoder {
    switch self {
    case .gzip: try GzipDecoder()
    case .xz: try XZDecoder()
    case .zstd: try ZstdDecoder()
    case .bzip2: try Bzip2Decoder()
    }
  }
}
