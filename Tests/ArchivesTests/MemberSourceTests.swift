import Archives
import ByteStreams
import Foundation
import Testing

/// A folder of its own for each test.
private func inFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
  try Files.makeFolder(folder)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try body(folder)
}

private func archive(_ path: String, _ members: [(String, [UInt8])]) throws {
  let writer = try ArchiveWriter(path)
  for (name, bytes) in members { try writer.add(name, bytes) }
  try writer.finish()
}

private func refusal(_ path: String, _ limits: ArchiveLimits = ArchiveLimits()) -> ArchiveError.Reason? {
  do {
    _ = try ArchiveMembers(path, limits: limits)
    return nil
  } catch { return (error as? ArchiveError)?.reason }
}

@Suite struct MemberSourceTests {
  @Test(arguments: ["a.tar", "a.tar.gz", "a.zip", "folder"])
  func everyContainerGivesTheSameMembers(kind: String) throws {
    try inFolder { folder in
      let big = [UInt8]((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
      let members: [(String, [UInt8])] = [("./b//é.txt", Array("hello".utf8)), ("a.bin", big), ("empty", [])]
      let path = folder + "/" + kind
      if kind == "folder" {
        try Files.makeFolder(path + "/b")
        try Files.write(Array("hello".utf8), to: path + "/b/é.txt")
        try Files.write(big, to: path + "/a.bin")
        try Files.write([], to: path + "/empty")
      } else {
        try archive(path, members)
      }
      let source = try MemberSources.open(path)
      #expect(try source.paths() == ["a.bin", "b/é.txt", "empty"])
      // Twice and out of order.
      for _ in 0..<2 {
        #expect(try source.bytes("b/é.txt") == Array("hello".utf8))
        #expect(try source.bytes("a.bin") == big)
        #expect(try source.bytes("empty") == [])
      }
      #expect(!source.contains("b"))
      let error = #expect(throws: ArchiveError.self) { try source.bytes("nothing") }
      #expect(error?.reason == .missing)
    }
  }

  @Test func theSameMembersGiveTheSameArchive() throws {
    try inFolder { folder in
      for kind in ["tar", "tar.gz", "zip"] {
        for copy in ["1", "2"] { try archive("\(folder)/\(copy).\(kind)", [("x", [1, 2, 3])]) }
        #expect(try Files.read("\(folder)/1.\(kind)") == Files.read("\(folder)/2.\(kind)"))
      }
    }
  }

  @Test(arguments: ["tar", "zip"])
  func hostileNamesAreRefused(kind: String) throws {
    try inFolder { folder in
      let cases: [(String, ArchiveError.Reason)] = [
        ("../x", .climbingPath), ("a/../../x", .climbingPath), ("/etc/x", .absolutePath),

        // libarchive turns backslashes of zip files into slashes.
        ("a\\..\\x", kind == "zip" ? .climbingPath : .badName),
      ]
      for (i, (name, reason)) in cases.enumerated() {
        let path = "\(folder)/\(i).\(kind)"
        try archive(path, [("fine", [1]), (name, [2])])
        #expect(refusal(path) == reason, "\(name)")
      }
      let twice = "\(folder)/twice.\(kind)"
      try archive(twice, [("x", [1]), ("./x", [2])])
      #expect(refusal(twice) == .duplicate)
    }
  }

  @Test func linksAreRefused() throws {
    try inFolder { folder in
      let writer = try ArchiveWriter(folder + "/a.tar")
      try writer.add(link: "x", to: "/etc/passwd")
      try writer.finish()
      let error = #expect(throws: ArchiveError.self) { try ArchiveMembers(folder + "/a.tar") }
      #expect(error?.description == "\(folder)/a.tar: x: is a link: refused")
    }
  }

  @Test func bombsAndLimits() throws {
    try inFolder { folder in
      let zeros = [UInt8](repeating: 0, count: 40 << 20)
      for kind in ["tar.gz", "zip"] {
        let path = "\(folder)/bomb.\(kind)"
        try archive(path, [("zeros", zeros)])
        #expect(refusal(path) == .expandsTooMuch)
      }
      let small = folder + "/small.tar"
      try archive(small, (0..<10).map { ("\($0)", [UInt8](repeating: 1, count: 100)) })
      var limits = ArchiveLimits()
      limits.members = 9
      #expect(refusal(small, limits) == .tooManyMembers)
      limits = ArchiveLimits()
      limits.memberBytes = 99
      #expect(refusal(small, limits) == .memberTooLarge)
      limits = ArchiveLimits()
      limits.totalBytes = 999
      #expect(refusal(small, limits) == .expandsTooMuch)
    }
  }

  @Test(arguments: ["tar", "tar.gz", "zip"])
  func aCutArchiveIsNeverReadAsWhole(kind: String) throws {
    try inFolder { folder in
      let path = "\(folder)/a.\(kind)"
      let noise = (0..<40_000).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13) }
      try archive(path, [("first", noise), ("second", noise)])
      let whole = try Files.read(path)
      let cut = "\(folder)/cut.\(kind)"
      for share in [0.3, 0.6, 0.8] {
        try Files.write(Array(whole[..<Int(Double(whole.count) * share)]), to: cut)
        #expect(refusal(cut) != nil, "\(share)")
      }
    }
  }

  @Test func pathsAreBroughtToOneSpelling() throws {
    #expect(try MemberPath.normalised("./a//b/./c") == "a/b/c")
    #expect(throws: MemberPath.Fault.climbs) { try MemberPath.normalised("a/../b") }
    #expect(throws: MemberPath.Fault.absolute) { try MemberPath.normalised("/a") }
    #expect(throws: MemberPath.Fault.empty) { try MemberPath.normalised("./") }
    #expect(throws: MemberPath.Fault.badCharacter) { try MemberPath.normalised("a\0b") }
  }
}
