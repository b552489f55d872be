import CDeflate

/// A page as it goes into the file.
struct WrittenPage {
  var header: [UInt8]
  /// One behind the other.
  var body: [[UInt8]]
  /// Header and body, decompressed.
  var uncompressedBytes: Int
  var encoding: Int32

  var bytes: Int { header.count + body.reduce(0) { $0 + $1.count } }

  /// A data page of the first version, or a dictionary.
  /// - Parameters:
  ///   - content: one part behind the other.
  ///   - values: how many there are, nulls counted.
  init(
    _ kind: PageHeader.Kind, _ content: [[UInt8]], values: Int, encoding: Int32,
    _ compression: ParquetCompression, _ compressor: Compressor, hasChecksum: Bool
  ) throws(Flaw) {
    let count = content.reduce(0) { $0 + $1.count }
    body =
      compression == .uncompressed
      ? content : [try compressor.compress(WrittenPage.joined(content), compression)]
    guard let size = Int32(exactly: count), let stored = Int32(exactly: body.reduce(0) { $0 + $1.count }),
      let values = Int32(exactly: values)
    else { throw Flaw(.limitExceeded, "a page of \(count) bytes is too long for the format") }
    let checksum = hasChecksum ? WrittenPage.checksum(body) : nil
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
    uncompressedBytes = header.count + count
    self.encoding = encoding
  }

  private static func joined(_ parts: [[UInt8]]) -> [UInt8] {
    var whole: [UInt8] = []
    whole.reserveCapacity(parts.reduce(0) { $0 + $1.count })
    for part in parts { whole += part }
    return whole
  }

  private static func checksum(_ parts: [[UInt8]]) -> UInt32 {
    var sum: UInt32 = 0
    // No address at all would begin anew.
    for part in parts where !part.isEmpty {
      sum = part.withUnsafeBytes { libdeflate_crc32(sum, $0.baseAddress, $0.count) }
    }
    return sum
  }
}
