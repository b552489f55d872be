import CSupport

/// CRC-32C (Castagnoli), as iSCSI and ext4 use it.
public enum CRC32C {
  public static func of(_ bytes: UnsafeRawBufferPointer, continuing crc: UInt32 = 0) -> UInt32 {
    aa_crc32c(crc, bytes.baseAddress, bytes.count)
  }
  public static func of(_ bytes: [UInt8], continuing crc: UInt32 = 0) -> UInt32 {
    bytes.withUnsafeBytes { of($0, continuing: crc) }
  }
}
