import ByteStreams

extension Base64 {
  /// A `data:` URI.
  static func uri(_ bytes: [UInt8], type: String) -> String { "data:\(type);base64," + text(bytes) }
}
