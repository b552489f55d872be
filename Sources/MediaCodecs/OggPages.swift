import Media

/// Ogg's page structure (RFC 3533): libraries skip damaged pages and take a missing end for the end.
enum OggPages {
  /// Checks that pages follow each other without gaps, that their checksums hold, and that each stream ends.
  static func check(_ b: [UInt8]) throws(MediaError) {
    var at = 0
    var open: [Int] = []
    while at < b.count {
      guard b.has("OggS", at: at) else {
        throw MediaError(.corrupt, "no Ogg page at byte \(at)")
      }
      guard at + 27 <= b.count, let serial = b.u32le(at + 14), let sum = b.u32le(at + 22) else {
        throw MediaError(.truncated, "Ogg page header at byte \(at) is cut")
      }
      let segments = Int(b[at + 26])
      guard at + 27 + segments <= b.count else {
        throw MediaError(.truncated, "Ogg page header at byte \(at) is cut")
      }
      var size = 27 + segments
      for i in 0..<segments { size += Int(b[at + 27 + i]) }
      guard at + size <= b.count else {
        throw MediaError(
          .truncated, "Ogg page at byte \(at) promises \(size) bytes, \(b.count - at) are there")
      }
      if checksum(b, at, size) != UInt32(truncatingIfNeeded: sum) {
        throw MediaError(.corrupt, "Ogg page at byte \(at) has a wrong checksum")
      }
      let flags = b[at + 5]
      if flags & 2 != 0, !open.contains(serial) { open.append(serial) }
      if flags & 4 != 0 { open.removeAll { $0 == serial } }
      at += size
    }
    if !open.isEmpty { throw MediaError(.truncated, "Ogg stream without its last page") }
  }

  /// Gives every page this serial number and a fitting checksum: libsndfile draws the number from the clock.
  static func renumber(_ b: [UInt8], serial: UInt32) -> [UInt8] {
    var b = b
    func put(_ value: UInt32, _ at: Int) {
      for i in 0..<4 { b[at + i] = UInt8(truncatingIfNeeded: value >> UInt32(8 * i)) }
    }
    var at = 0
    while at + 27 <= b.count, b.has("OggS", at: at), at + 27 + Int(b[at + 26]) <= b.count {
      let segments = Int(b[at + 26])
      var size = 27 + segments
      for i in 0..<segments { size += Int(b[at + 27 + i]) }
      if at + size > b.count { break }
      put(serial, at + 14)
      put(checksum(b, at, size), at + 22)
      at += size
    }
    return b
  }

  private static let table: [UInt32] = (0..<256).map { i in
    var r = UInt32(i) << 24
    for _ in 0..<8 { r = r & 0x8000_0000 != 0 ? r << 1 ^ 0x04C1_1DB7 : r << 1 }
    return r
  }

  private static func checksum(_ b: [UInt8], _ at: Int, _ size: Int) -> UInt32 {
    table.withUnsafeBufferPointer { table in
      b.withUnsafeBufferPointer { b in
        var r: UInt32 = 0
        for i in 0..<size {
          let byte = i >= 22 && i < 26 ? 0 : b[at + i]
          r = r << 8 ^ table[Int(UInt8(truncatingIfNeeded: r >> 24) ^ byte)]
        }
        return r
      }
    }
  }
}
