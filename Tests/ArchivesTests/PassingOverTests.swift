import Archives
import ByteStreams
import Foundation
import Testing

/// What is kept of an archive when bad members may be passed over.
@Suite struct PassingOverTests {
  private static func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try Files.makeFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  /// Bytes that do not compress.
  private static func noise(_ count: Int) -> [UInt8] {
    var state: UInt64 = 1
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
  }

  private static func archive(_ path: String, _ members: [(String, [UInt8])]) throws {
    let writer = try ArchiveWriter(path)
    for (name, bytes) in members { try writer.add(name, bytes) }
    try writer.finish()
  }

  @Test(arguments: ["a.tar", "a.tar.gz", "a.zip"])
  func membersAroundABadOneAreKept(kind: String) throws {
    try Self.inFolder { folder in
      let path = folder + "/" + kind
      let noise = Self.noise(100_000)
      try Self.archive(
        path, [("a", noise), ("../x", noise), ("b", [1, 2]), ("c", [3]), ("./c", [4]), ("d", noise)])
      let members = try ArchiveMembers(path, passOverBad: true)
      #expect(members.faults.map(\.reason) == [.climbingPath, .duplicate])
      // Of two of one name neither can be trusted.
      #expect(members.paths() == ["a", "b", "d"])
      for (name, bytes) in [("a", noise), ("b", [1, 2]), ("d", noise)] {
        #expect(try members.bytes(name) == bytes)
      }
    }
  }

  @Test(arguments: ["a.tar", "a.tar.gz"])
  func ofACutArchiveTheBeginningIsKept(kind: String) throws {
    try Self.inFolder { folder in
      let path = folder + "/" + kind
      let noise = Self.noise(200_000)
      try Self.archive(path, [("a", noise), ("b", noise), ("c", noise)])
      let whole = try Files.read(path)
      try Files.write(Array(whole.prefix(whole.count / 2)), to: path)
      let members = try ArchiveMembers(path, passOverBad: true)
      #expect(members.faults.count == 1 && members.faults.first?.reason.endsReading == true)
      #expect(members.paths() == ["a"])
      #expect(try members.bytes("a") == noise)
    }
  }

  @Test func aBombEndsTheReadingAndLeavesNoBytes() throws {
    try Self.inFolder { folder in
      let path = folder + "/a.tar.gz"
      try Self.archive(path, [("a", [1]), ("b", [UInt8](repeating: 0, count: 40 << 20)), ("c", [2])])
      let members = try ArchiveMembers(path, passOverBad: true)
      #expect(members.faults.map(\.reason) == [.expandsTooMuch])
      #expect(members.paths() == ["a"])
    }
  }

  /// Members that are passed over are unpacked all the same: they must not get round the limit.
  @Test func aBombOfRefusedMembers() throws {
    try Self.inFolder { folder in
      let path = folder + "/a.tar.gz"
      let zeros = [UInt8](repeating: 0, count: 8 << 20)
      try Self.archive(path, (0..<8).map { ("../\($0)", zeros) })
      let faults = try ArchiveMembers(path, passOverBad: true).faults
      #expect(faults.last?.reason == .expandsTooMuch)
      #expect(faults.count < 8)
    }
  }

  @Test func aDamagedZipMemberCostsItself() throws {
    try Self.inFolder { folder in
      let path = folder + "/a.zip"
      let noise = Self.noise(5000)
      try Self.archive(path, [("a", noise), ("b", Array("marked text".utf8)), ("c", noise)])
      var bytes = try Files.read(path)
      // In the middle of the first member's data.
      bytes[2500] ^= 0xFF
      try Files.write(bytes, to: path)
      // It is found by whoever reads the member.
      let members = try ArchiveMembers(path)
      let error = #expect(throws: ArchiveError.self) { try members.bytes("a") }
      #expect(error?.reason == .damagedMember)
      #expect(try members.bytes("b") == Array("marked text".utf8))
      #expect(try members.bytes("c") == noise)
    }
  }

  @Test func linksThatLeadOutOfAFolder() throws {
    try Self.inFolder { folder in
      try Files.makeFolder(folder + "/in")
      try Files.write([1], to: folder + "/secret")
      try Files.write([2], to: folder + "/in/own")
      let files = FileManager.default
      try files.createSymbolicLink(atPath: folder + "/in/out", withDestinationPath: "../secret")
      try files.createSymbolicLink(atPath: folder + "/in/same", withDestinationPath: "own")
      try files.createSymbolicLink(atPath: folder + "/in/loop", withDestinationPath: "loop")
      let members = FolderMembers(folder + "/in")
      #expect(try members.bytes("same") == [2])
      #expect(throws: ArchiveError.self) { try members.bytes("loop") }
      let error = #expect(throws: ArchiveError.self) { try members.bytes("out") }
      #expect(error?.reason == .link)
      #expect(throws: ArchiveError.self) { try members.open("out") }
      #expect(try FolderMembers(folder + "/in", trust: MemberTrust(followsLinks: true)).bytes("out") == [1])
      #expect(try FolderMembers(folder + "/in", named: "out").bytes("out") == [1])
      // The folder itself may be reached through a link.
      try files.createSymbolicLink(atPath: folder + "/door", withDestinationPath: "in")
      #expect(try FolderMembers(folder + "/door").bytes("own") == [2])
    }
  }
}
