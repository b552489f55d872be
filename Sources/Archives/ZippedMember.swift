import ByteStreams
import CZlib
import Compression

/// The bytes of one member of a zip, checked against its length and checksum.
final class ZippedMember: ByteSource {
  let name: String
  private let archive: String
  private let member: String
  private let packing: ZipPacking
  private let source: any ByteSource
  private var read = 0
  private var crc: UInt = 0
  private var finished = false

  /// - Throws: ArchiveError.damagedMember when its own header says other things than the directory.
  init(_ parts: FileParts, _ packing: ZipPacking, archive: String, member: String) throws {
    name = "\(archive): \(member)"
    self.archive = archive
    self.member = member
    self.packing = packing
    func damaged(_ what: String) -> ArchiveError {
      ArchiveError(.damagedMember, archive: archive, member: member, what: "is damaged: \(what)")
    }
    let head = ZipFields(try parts.bytes(at: packing.header, count: 30 + packing.name.count)[...])
    guard head.count == 30 + packing.name.count, head.u32(0) == 0x0403_4B50, head.u16(8) == packing.method,
      head.slice(30..<30 + packing.name.count).elementsEqual(packing.name), head.u16(26) == packing.name.count
    else { throw damaged("its header is not what the directory says") }
    let start = packing.header + 30 + head.u16(26) + head.u16(28)
    let (end, overflow) = start.addingReportingOverflow(packing.packed)
    guard !overflow, end <= parts.size else { throw damaged("it ends outside of the archive") }
    let raw = parts.source(start..<end, called: name)
    guard let form = packing.form else {
      source = raw
      return
    }
    do { source = try UnpackedMember(raw, form) } catch { throw damaged("no memory to unpack it") }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if finished || buffer.isEmpty { return 0 }
    let n: Int
    do { n = try source.read(into: buffer) } catch let error as CompressionError.Reason {
      throw damaged(error == .truncated ? "it is cut short" : "it cannot be unpacked")
    }
    read += n
    // What is larger than the directory says was let in under a false size.
    guard read <= packing.size else { throw damaged("it has more bytes than the directory says") }
    if n > 0 {
      crc = crc32_z(crc, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), n)
      return n
    }
    finished = true
    guard read == packing.size else { throw damaged("it has fewer bytes than the directory says") }
    guard UInt32(truncatingIfNeeded: crc) == packing.crc else { throw damaged("its checksum is wrong") }
    return 0
  }

  private func damaged(_ what: String) -> ArchiveError {
    ArchiveError(.damagedMember, archive: archive, member: member, what: "is damaged: \(what)")
  }
}
