import Archives
import ByteStreams
import Foundation
import Testing

/// Zip files as Python makes them (tools/golden/zips.py), and what can be wrong with one.
@Suite struct ZipTests {
  private static let folder: String = {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    return root.path + "/fixtures/golden/zips/"
  }()

  private static let text = Array((0..<300).map { "line \($0 * 7919 % 1013)\n" }.joined().utf8)

  @Test(arguments: ["stored", "deflated", "bzip2", "streamed", "behind-a-program"])
  func membersOfPython(name: String) throws {
    let parts = try FileParts([Self.folder + name + ".zip"])
    let members = try ArchiveMembers(parts, form: .zip, trust: MemberTrust())
    #expect(members.paths() == ["dir/a.txt", "empty", "é.txt"])
    for _ in 0..<2 {
      #expect(try members.bytes("é.txt") == Array("short".utf8))
      #expect(try members.bytes("dir/a.txt") == Self.text)
      #expect(try members.bytes("empty") == [])
    }
  }

  private static func refusal(_ bytes: [UInt8]) -> String? {
    do {
      let folder = try ArchiveFolder()
      try Files.write(bytes, to: folder.path + "/a.zip")
      let members = try ArchiveMembers(folder.path + "/a.zip")
      for path in members.paths() { _ = try members.bytes(path) }
      return nil
    } catch { return (error as? ArchiveError)?.what ?? "\(error)" }
  }

  private static func changed(_ name: String, _ pattern: [UInt8], at offset: Int, to new: [UInt8]) throws
    -> [UInt8]
  {
    var bytes = try Files.read(folder + name + ".zip")
    let place = try #require(bytes.firstRange(of: pattern)?.lowerBound)
    bytes.replaceSubrange(place + offset..<place + offset + new.count, with: new)
    return bytes
  }

  @Test func whatCanBeWrong() throws {
    let (local, central, end): ([UInt8], [UInt8], [UInt8]) = (
      [0x50, 0x4B, 3, 4], [0x50, 0x4B, 1, 2], [0x50, 0x4B, 5, 6]
    )
    #expect(
      try Self.refusal(Files.read(Self.folder + "lzma.zip"))
        == "is packed by a method that is not read (14): pack it again with deflate")
    #expect(try Self.refusal(Self.changed("deflated", central, at: 8, to: [1, 0])) == "is encrypted")
    #expect(
      try Self.refusal(Self.changed("deflated", central, at: 46, to: [0]))
        == "holds a zero byte or a backslash: refused")
    #expect(
      try Self.refusal(Self.changed("deflated", local, at: 30, to: [0x65]))
        == "is damaged: its header is not what the directory says")
    #expect(
      try Self.refusal(Self.changed("deflated", central, at: 16, to: [0, 0, 0, 0]))
        == "is damaged: its checksum is wrong")
    #expect(
      try Self.refusal(Self.changed("deflated", end, at: 4, to: [1, 0]))
        == "is one of a zip in several volumes: join them first (zip -s 0 FIRST.zip --out WHOLE.zip)")
    #expect(
      try Self.refusal(Self.changed("deflated", end, at: 8, to: [9, 0, 9, 0]))
        == "the zip is damaged: its directory does not have the members it says")
    #expect(
      try Self.refusal(Self.changed("deflated", end, at: 16, to: [0xFF, 0xFF, 0, 0]))
        == "the zip is damaged: its directory lies outside of it")
    #expect(
      try Self.refusal(Self.changed("deflated", central, at: 42, to: [0xFF, 0xFF, 0, 0]))
        == "the zip is damaged: a member lies outside of it")
  }

  /// Every byte changed, one at a time: an error, or the same members.
  @Test(arguments: ["stored", "deflated", "streamed"]) func damageIsNeverRead(name: String) throws {
    let whole = try Files.read(Self.folder + name + ".zip")
    let folder = try ArchiveFolder()
    let path = folder.path + "/a.zip"
    for i in whole.indices {
      var bytes = whole
      bytes[i] ^= 0x41
      try Files.write(bytes, to: path)
      guard let members = try? ArchiveMembers(path) else { continue }
      if let text = try? members.bytes("dir/a.txt") { #expect(text == Self.text, "\(i)") }
    }
  }

  /// Members that share their bytes, as the smallest bombs do.
  @Test func membersOverOneAnother() throws {
    let folder = try ArchiveFolder()
    let path = try folder.archive("zip") {
      try $0.add("a", [1, 2, 3])
      try $0.add("b", [1, 2, 3])
    }
    var bytes = try Files.read(path)
    let first = try #require(bytes.firstRange(of: [0x50, 0x4B, 1, 2])?.lowerBound)
    let second = try #require(bytes[(first + 4)...].firstRange(of: [0x50, 0x4B, 1, 2])?.lowerBound)
    bytes.replaceSubrange(second + 42..<second + 46, with: bytes[first + 42..<first + 46])
    #expect(Self.refusal(bytes) == "members lie over one another: refused as an archive bomb")
  }
}
