import CDeflate

/// A page as it goes into the file.
struct WrittenPage {
  var header: [UInt8]
  var body: [UInt8]
  /// Header and body, decompressed.
  var uncompressedBytes: Int
  var encoding: Int32

  var bytes: Int { header.count + body.count }

  /// A data page of the first version, or a dictionary.
  /// - Parameter values: how many there are, nulls counted.
  init(
    _ kind: PageHeader.Kind, _ content: [UInt8], values: Int, encoding: Int32,
    _ compression: ParquetCompression,
    _ compressor: Compressor, hasChecksum: Bool
  ) throws(Flaw) {
    body = try compressor.compress(content, compression)
    guard let size = Int32(exactly: content.count), let stored = Int32(exactly: body.count),
      let values = Int32(exactly: values)
    else { throw Flaw(.limitExceeded, "a page of \(content.count) bytes is too long for the format") }
    let checksum = hasChecksum ? body.withUnsafeBytes { libdeflate_crc32(0, $0.baseAddress, $0.count) } : nil
    header = ThriftWriter.structure {
      $0.int32(1, kind.rawValue)
      $0.int32(2, size)
      $0.int32(3, stored)
      if let checksum { $0.int32(4, Int32(bitPattern: checksum)) }
      $0.structure(kind == .dictionary ? 7 : 5) {
        $0.int32(1, values)
        $0.int32(2, encoding)
        if kind == .dictionary { return }
        $0.int32(3, Encoding.rle)
        $0.int32(4, Encoding.rle)
      }
    }
    uncompressedBytes = header.count + content.count
    self.encoding = encoding
  }
}
