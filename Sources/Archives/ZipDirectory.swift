import ByteStreams
import Compression
import Glibc

/// The directory at the end of a zip file (APPNOTE 6.3.10, with zip64), read by its own code so that members can be
/// fetched from where they lie and headers that disagree are seen.
struct ZipDirectory {
  private let parts: FileParts
  private let limits: ArchiveLimits

  init(_ parts: FileParts, limits: ArchiveLimits) {
    self.parts = parts
    self.limits = limits
  }

  /// Where the directory lies, and how many entries it says it has.
  private struct Place {
    var range: Range<Int>
    var entries: Int
    /// Added to the offsets in it: bytes that stand before the archive.
    var shift: Int
  }

  /// - Throws: ArchiveError: what must not be used, unless `index` may pass it over.
  func list(into index: inout ArchiveIndex) throws {
    let place = try find()
    var ledger = MemberLedger(parts.name, limits: limits)
    var at = place.range.lowerBound
    var window: [UInt8] = []
    var windowStart = at
    var packed = 0
    var count = 0
    var extents: [Range<Int>] = []
    try index.fill {
      while at < place.range.upperBound {
        // A window of the directory that holds the entry's fixed part and, once its length is known, the rest.
        func need(_ bytes: Int) throws {
          if at + bytes <= windowStart + window.count { return }
          guard bytes <= place.range.upperBound - at else { throw damaged("its directory is cut") }
          window = try parts.bytes(at: at, count: min(max(bytes, 1 << 18), place.range.upperBound - at))
          windowStart = at
        }
        try need(46)
        var head = ZipFields(window[(at - windowStart)...])
        guard head.u32(0) == 0x0201_4B50 else { throw damaged("its directory is no directory") }
        let length = 46 + head.u16(28) + head.u16(30) + head.u16(32)
        try need(length)
        head = ZipFields(window[(at - windowStart)..<(at - windowStart + length)])
        at += length
        count += 1
        let entry = try ZipEntry(head, shift: place.shift, damaged: damaged)
        let (end, overflow) = entry.offset.addingReportingOverflow(30 + entry.name.count + entry.packed)
        guard entry.offset >= 0, entry.packed >= 0, entry.size >= 0, !overflow, end <= place.range.lowerBound
        else { throw damaged("a member lies outside of it") }
        extents.append(entry.offset..<end)
        packed += end - entry.offset
        let path = entry.path
        try ledger.add(unpacked: 0, packed: packed, at: path ?? "")
        guard
          let normal = try ledger.admit(
            path, kind: entry.kind, size: entry.size, isEncrypted: entry.isEncrypted)
        else { continue }
        try ledger.add(unpacked: 0, packed: packed, at: normal)
        guard let packing = entry.packing else {
          throw ArchiveError(
            .unsupported, archive: parts.name, member: path,
            what: "is packed by a method that is not read (\(entry.method)): pack it again with deflate")
        }
        return (normal, MemberPlace(0..<0, packing: packing))
      }
      return nil
    }
    if index.faults.last?.reason.endsReading == true { return }
    guard count & 0xFFFF == place.entries & 0xFFFF else {
      throw damaged("its directory does not have the members it says")
    }
    extents.sort { $0.lowerBound < $1.lowerBound }
    for (one, next) in zip(extents, extents.dropFirst()) where one.upperBound > next.lowerBound {
      throw ArchiveError(
        .expandsTooMuch, archive: parts.name, what: "members lie over one another: refused as an archive bomb"
      )
    }
  }

  private func damaged(_ what: String) -> ArchiveError {
    ArchiveError(.unreadable, archive: parts.name, what: "the zip is damaged: \(what)")
  }

  private func find() throws -> Place {
    // The end record has 22 bytes and a comment of at most 65,535.
    let tailStart = max(0, parts.size - 22 - 0xFFFF)
    let tail = try parts.bytes(at: tailStart, count: parts.size - tailStart)
    var found: Int?
    for start in stride(from: tail.count - 22, through: 0, by: -1)
    where tail[start] == 0x50 && tail[start + 1] == 0x4B && tail[start + 2] == 5 && tail[start + 3] == 6 {
      if start + 22 + ZipFields(tail[start...]).u16(20) == tail.count {
        found = start
        break
      }
    }
    guard let found else {
      throw ArchiveError(
        .truncated, archive: parts.name,
        what: "the zip is cut short: it does not end with its directory"
          + (parts.count > 1 ? "; is a piece behind the last one missing?" : ""))
    }
    let end = ZipFields(tail[found...])
    let endAt = tailStart + found
    var place = Place(range: 0..<0, entries: end.u16(10), shift: 0)
    var (disk, size, offset, directoryEnd) = (max(end.u16(4), end.u16(6)), end.u32(12), end.u32(16), endAt)
    if found >= 20, ZipFields(tail[(found - 20)...]).u32(0) == 0x0706_4B50 {
      let locator = ZipFields(tail[(found - 20)...])
      // The record lies right before its locator when nothing stands before the archive.
      var at = locator.u64(8)
      var record = ZipFields(try parts.bytes(at: at < 0 ? parts.size : at, count: 56)[...])
      if record.count < 56 || record.u32(0) != 0x0606_4B50 {
        at = endAt - 20 - 56
        record = ZipFields(try parts.bytes(at: max(0, at), count: 56)[...])
      }
      guard record.count == 56, record.u32(0) == 0x0606_4B50 else {
        throw damaged("its zip64 record is missing")
      }
      disk = max(record.u32(16), record.u32(20))
      (place.entries, size, offset, directoryEnd) = (record.u64(32), record.u64(40), record.u64(48), at)
    }
    guard disk == 0 else {
      throw ArchiveError(
        .unsupported, archive: parts.name,
        what: "is one of a zip in several volumes: join them first (zip -s 0 FIRST.zip --out WHOLE.zip)")
    }
    guard size >= 0, offset >= 0, size <= directoryEnd, directoryEnd - size >= offset else {
      throw damaged("its directory lies outside of it")
    }
    place.range = (directoryEnd - size)..<directoryEnd
    place.shift = directoryEnd - size - offset
    return place
  }
}

/// Little-endian numbers at places in a record. Places outside of it read as zero; an eight-byte number that no `Int` holds
/// as -1.
struct ZipFields {
  private let bytes: ArraySlice<UInt8>
  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }
  var count: Int { bytes.count }

  func slice(_ range: Range<Int>) -> ArraySlice<UInt8> {
    let start = min(bytes.startIndex + range.lowerBound, bytes.endIndex)
    return bytes[start..<min(bytes.startIndex + range.upperBound, bytes.endIndex)]
  }

  private func number(_ place: Int, _ width: Int) -> UInt64 {
    guard place + width <= bytes.count else { return 0 }
    var value: UInt64 = 0
    for i in (0..<width).reversed() { value = value << 8 | UInt64(bytes[bytes.startIndex + place + i]) }
    return value
  }

  func u16(_ place: Int) -> Int { Int(number(place, 2)) }
  func u32(_ place: Int) -> Int { Int(number(place, 4)) }
  func u64(_ place: Int) -> Int { Int(exactly: number(place, 8)) ?? -1 }
}
