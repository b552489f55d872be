import Archives
import ByteStreams
import Compression
import Foundation
import Testing

/// Tars as Python makes them (tools/golden/tars.py): a plain one is read where it lies, a packed one is unpacked.
@Suite struct TarTests {
  @Test(arguments: ["ustar", "gnu", "pax"], [false, true]) func membersOfPython(name: String, packed: Bool)
    throws
  {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    let folder = try ArchiveFolder()
    let plain = try Files.read(root.path + "/fixtures/golden/tars/\(name).tar")
    let path = folder.path + "/a"
    try Files.write(packed ? #require(Compression.gzip.packed(plain)) : plain, to: path)
    let members = try ArchiveMembers(path)
    let long = String(repeating: "d", count: 90) + "/" + String(repeating: "f", count: 90) + ".txt"
    #expect(members.paths() == [long, "dir/a", "empty", "last"])
    for (path, size) in [("last", 1), (long, 512), ("dir/a", 700), ("empty", 0)] {
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 * 7 + size) }
      #expect(try members.bytes(path) == bytes)
      #expect(try members.open(path).readAll() == bytes)
    }
  }
}
