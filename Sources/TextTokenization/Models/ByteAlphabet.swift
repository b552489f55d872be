/// The printable characters that stand for bytes in a byte-level vocabulary (GPT-2's table).
public enum ByteAlphabet {
  static let scalars: [Unicode.Scalar] = {
    var next: UInt32 = 256
    return (0..<256).compactMap { byte -> Unicode.Scalar? in
      if (33...126).contains(byte) || (161...172).contains(byte) || (174...255).contains(byte) {
        return Unicode.Scalar(UInt32(byte))
      }
      defer { next += 1 }
      return Unicode.Scalar(next)
    }
  }()

  /// The byte that each character stands for, -1 for none.
  private static let byteOf: [Int] = {
    var bytes = [Int](repeating: -1, count: 256 + 256)
    for (byte, scalar) in scalars.enumerated() where scalar.value < 512 { bytes[Int(scalar.value)] = byte }
    return bytes
  }()

  public static func text(_ bytes: [UInt8]) -> String {
    var text = String.UnicodeScalarView()
    for byte in bytes { text.append(scalars[Int(byte)]) }
    return String(text)
  }

  /// nil when a character stands for no byte.
  public static func bytes(_ text: String) -> [UInt8]? { bytes(Array(text.utf8)[...]) }

  static func bytes(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    text.withUnsafeBufferPointer { text in
      var bytes: [UInt8] = []
      bytes.reserveCapacity(text.count)
      var place = 0
      while place < text.count {
        let (codePoint, length) = UTF8Scalars.decode(text, place)
        guard codePoint < byteOf.count, byteOf[Int(codePoint)] >= 0 else { return nil }
        bytes.append(UInt8(byteOf[Int(codePoint)]))
        place += length
      }
      return bytes
    }
  }
}
