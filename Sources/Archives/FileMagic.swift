import Compression

/// What a file's first bytes say of the container that it is.
public enum FileMagic: Sendable, Equatable {
  case tar, zip
  case compressed(Compression)

  /// As many bytes as are looked at.
  public static let length = 512

  /// Nil when they begin none of these.
  public init?(_ bytes: [UInt8]) {
    if let compression = Compression(firstBytes: bytes) {
      self = .compressed(compression)
    } else if bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0x50, 0x4B, 5, 6])
      || bytes.starts(with: [0x50, 0x4B, 7, 8])
    {
      self = .zip
    } else if FileMagic.isTarHeader(bytes) {
      self = .tar
    } else {
      return nil
    }
  }

  /// Whether the checksum of a tar header is right: the sum of its bytes with its own eight counted as spaces.
  private static func isTarHeader(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 512 else { return false }
    var stated = 0
    for byte in bytes[148..<156].drop(while: { $0 == 0x20 }) {
      guard (0x30...0x37).contains(byte) else { break }
      stated = stated * 8 + Int(byte - 0x30)
    }
    var sum = 8 * 0x20
    for i in 0..<512 where !(148..<156).contains(i) { sum += Int(bytes[i]) }
    return stated == sum && bytes[0] != 0
  }
}
