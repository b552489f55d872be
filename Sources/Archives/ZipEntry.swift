import Compression
import Glibc

/// One entry of a zip's directory.
struct ZipEntry {
  let name: ArraySlice<UInt8>
  let flags: Int
  let method: Int
  let crc: UInt32
  private(set) var packed: Int
  private(set) var size: Int
  /// Where the member's own header lies.
  private(set) var offset: Int
  private let madeBy: Int
  private let attributes: Int

  /// - Parameter head: the whole entry.
  init(_ head: ZipFields, shift: Int, damaged: (String) -> ArchiveError) throws(ArchiveError) {
    madeBy = head.u16(4) >> 8
    flags = head.u16(8)
    method = head.u16(10)
    crc = UInt32(truncatingIfNeeded: head.u32(16))
    packed = head.u32(20)
    size = head.u32(24)
    attributes = head.u32(38)
    offset = head.u32(42)
    let nameEnd = 46 + head.u16(28)
    name = head.slice(46..<nameEnd)
    // Numbers that do not fit 32 bits stand in an extra field, in this order.
    var at = nameEnd
    let extraEnd = nameEnd + head.u16(30)
    while at + 4 <= extraEnd {
      let (tag, length) = (head.u16(at), head.u16(at + 2))
      guard at + 4 + length <= extraEnd else { break }
      if tag == 1 {
        var place = at + 4
        func wide(_ value: inout Int) throws(ArchiveError) {
          guard value == 0xFFFF_FFFF else { return }
          guard place + 8 <= at + 4 + length else { throw damaged("a zip64 field is cut") }
          value = head.u64(place)
          place += 8
        }
        try wide(&size)
        try wide(&packed)
        try wide(&offset)
      }
      at += 4 + length
    }
    let (shifted, overflow) = offset.addingReportingOverflow(shift)
    offset = overflow ? -1 : shifted
  }

  /// Nil when the name is no UTF-8 or holds a zero byte, at which some unpackers stop.
  var path: String? {
    guard let text = String(validating: name, as: UTF8.self) else { return nil }
    // Some programs on Windows part folders by backslashes.
    guard name.contains(0x5C), !name.contains(0x2F) else { return text }
    return String(decoding: name.map { $0 == 0x5C ? 0x2F : $0 }, as: UTF8.self)
  }

  var kind: MemberLedger.Kind {
    if name.last == 0x2F { return .folder }
    // 3 is Unix, 19 macOS: the upper half holds the mode, or nothing.
    if madeBy == 3 || madeBy == 19 {
      switch UInt32(attributes >> 16) & S_IFMT {
      case S_IFREG, 0: break
      case S_IFDIR: return .folder
      case S_IFLNK: return .link
      default: return .special
      }
    }
    return attributes & 0x10 != 0 ? .folder : .file
  }

  /// The member itself, or the directory, is encrypted.
  var isEncrypted: Bool { flags & 0x2041 != 0 }

  /// Nil when the method is not read.
  var packing: ZipPacking? {
    let form: MemberPacking?
    switch method {
    case 0: form = nil
    case 8: form = .deflate
    case 12: form = .stream(.bzip2)
    case 93: form = .stream(.zstd)
    case 95: form = .stream(.xz)
    default: return nil
    }
    if form == nil, packed != size { return nil }
    return ZipPacking(
      header: offset, name: Array(name), method: method, form: form, packed: packed, size: size, crc: crc)
  }
}

/// How one member lies in a zip.
struct ZipPacking: Sendable {
  /// Where its own header lies.
  var header: Int
  var name: [UInt8]
  var method: Int
  /// Nil when its bytes are stored as they are.
  var form: MemberPacking?
  var packed: Int
  var size: Int
  var crc: UInt32
}
