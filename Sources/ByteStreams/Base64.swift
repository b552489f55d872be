/// RFC 4648 base64, with padding.
public enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  public static func text(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    var i = 0
    while i < bytes.count {
      let rest = bytes.count - i
      let word =
        UInt32(bytes[i]) << 16 | (rest > 1 ? UInt32(bytes[i + 1]) << 8 : 0)
        | (rest > 2 ? UInt32(bytes[i + 2]) : 0)
      for k in 0..<4 {
        out.append(k <= rest ? alphabet[Int(word >> (18 - 6 * UInt32(k))) & 63] : 0x3D)
      }
      i += 3
    }
    return String(decoding: out, as: UTF8.self)
  }
}
