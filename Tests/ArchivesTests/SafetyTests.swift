import Archives
import ByteStreams
import Foundation
import Testing

/// What must not be used is refused in every container, in the same words.
@Suite struct SafetyTests {
  static let kinds = ["tar", "tar.gz", "tar.xz", "tar.zst", "tar.bz2", "zip"]
  private static let long = String(repeating: "x", count: 256)

  /// Members, the one that is refused, and the words.
  private static let names: [([String], Int, ArchiveError.Reason, String)] = [
    (["fine", "../x"], 1, .climbingPath, "climbs out of its folder: refused"),
    (["fine", "a/../../x"], 1, .climbingPath, "climbs out of its folder: refused"),
    (["fine", "a/../x"], 1, .climbingPath, "climbs out of its folder: refused"),
    (["fine", "/etc/x"], 1, .absolutePath, "is an absolute path: refused"),
    (["fine", "C:/x"], 1, .absolutePath, "is an absolute path: refused"),
    (["fine", "c:x"], 1, .absolutePath, "is an absolute path: refused"),
    (["fine", "a\u{1B}[2Jb"], 1, .badName, "holds a control character: refused"),
    (["fine", "a\nb"], 1, .badName, "holds a control character: refused"),
    (["fine", "a/b\\c"], 1, .badName, "holds a zero byte or a backslash: refused"),
    (["fine", "a/" + long], 1, .badName, "is longer than a path may be: refused"),
    (["x", "./x"], 1, .duplicate, "occurs twice: refused"),
    (
      ["a.png", "A.PNG"], 1, .twin,
      "differs from a.png only in case or in how letters are coded: refused; --allow-case-twins allows case"
    ),
    (
      ["\u{E9}", "e\u{301}"], 1, .twin,
      "differs from \u{E9} only in case or in how letters are coded: refused; --allow-case-twins allows case"
    ),
  ]

  @Test(arguments: kinds) func hostileNames(kind: String) throws {
    for (members, bad, reason, words) in Self.names {
      let folder = try ArchiveFolder()
      let path = try folder.archive(kind) { writer in
        for (i, name) in members.enumerated() { try writer.add(name, [UInt8(i)]) }
        try writer.add("last", [9])
      }
      let error = #expect(throws: ArchiveError.self) { try ArchiveMembers(path) }
      #expect(error?.reason == reason, "\(members)")
      let shown =
        members[bad].contains("\u{1B}") ? "a\\u{1b}[2Jb" : members[bad].contains("\n") ? "a\\u{a}b" : nil
      let name = shown ?? (members[bad].utf8.count > 200 ? "a/" + Self.long.prefix(198) + "…" : members[bad])
      #expect(error?.description == "\(path): \(name): \(words)", "\(members)")
      // With the others kept, of two that are alike neither is.
      let kept = try ArchiveMembers(path, passOverBad: true)
      #expect(
        kept.paths() == ([.duplicate, .twin].contains(reason) ? ["last"] : ["fine", "last"]), "\(members)")
      #expect(kept.faults.map(\.reason) == [reason])
    }
  }

  @Test(arguments: kinds) func caseTwinsMayBeAllowed(kind: String) throws {
    let folder = try ArchiveFolder()
    var limits = ArchiveLimits()
    limits.allowsCaseTwins = true
    let path = try folder.archive(kind) {
      try $0.add("a.png", [1])
      try $0.add("A.PNG", [2])
    }
    let members = try ArchiveMembers(path, limits: limits)
    #expect(try members.bytes("a.png") == [1])
    #expect(try members.bytes("A.PNG") == [2])
  }

  @Test(arguments: kinds) func linksAndPipes(kind: String) throws {
    let folder = try ArchiveFolder()
    let link = try folder.archive(kind, name: "link") { try $0.add(link: "x", to: "/etc/passwd") }
    #expect(throws: ArchiveError(.link, archive: link, member: "x", what: "is a link: refused")) {
      try ArchiveMembers(link)
    }
    let pipe: String
    if kind == "zip" {
      // libarchive writes none: the mode in the directory says so.
      pipe = try folder.archive(kind, name: "pipe") { try $0.add("x", [1]) }
      var bytes = try Files.read(pipe)
      let entry = try #require(bytes.firstRange(of: [0x50, 0x4B, 1, 2])?.lowerBound)
      bytes.replaceSubrange(entry + 38..<entry + 42, with: [0, 0, 0xA4, 0x11])
      try Files.write(bytes, to: pipe)
    } else {
      pipe = try folder.archive(kind, name: "pipe") { try $0.add(pipe: "x") }
    }
    #expect(
      throws: ArchiveError(.specialFile, archive: pipe, member: "x", what: "is no regular file: refused")
    ) {
      try ArchiveMembers(pipe)
    }
    // A folder's links and pipes are refused when they are used, since most of a folder may have nothing to do with rows.
    try Files.makeFolder(folder.path + "/in")
    #expect(mkfifo(folder.path + "/in/pipe", 0o600) == 0)
    let members = FolderMembers(folder.path + "/in")
    let used = #expect(throws: ArchiveError.self) { try members.open("pipe") }
    #expect(used?.what == "is no regular file: refused")
  }

  @Test(arguments: kinds) func limits(kind: String) throws {
    let folder = try ArchiveFolder()
    let path = try folder.archive(kind) { writer in
      for i in 0..<10 { try writer.add("\(i)", (0..<100).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ i) }) }
    }
    func refusal(_ change: (inout ArchiveLimits) -> Void) -> String? {
      var limits = ArchiveLimits()
      change(&limits)
      do {
        _ = try ArchiveMembers(path, limits: limits)
        return nil
      } catch { return (error as? ArchiveError)?.what }
    }
    #expect(refusal { $0.members = 9 } == "has more than 9 members: refused; --max-members allows more")
    #expect(
      refusal { $0.memberBytes = 99 }
        == "is larger than the limit of 99 bytes: refused; --max-member-bytes allows more")
    #expect(
      refusal { $0.totalBytes = 999 } == "unpacks to more than 999 bytes: refused; --max-unpacked allows more"
    )
    #expect(
      refusal {
        $0.members = 10
        $0.memberBytes = 100
        $0.totalBytes = 1 << 20
      } == nil)
  }

  @Test(arguments: kinds.dropFirst()) func bombs(kind: String) throws {
    let folder = try ArchiveFolder()
    let path = try folder.archive(kind) {
      try $0.add("first", [1])
      try $0.add("zeros", [UInt8](repeating: 0, count: 40 << 20))
      try $0.add("last", [1])
    }
    let error = #expect(throws: ArchiveError.self) { try ArchiveMembers(path) }
    #expect(error?.reason == .expandsTooMuch)
    #expect(error?.what == "unpacks to more than 200 times its size: refused as an archive bomb")
    #expect(try ArchiveMembers(path, passOverBad: true).paths() == ["first"])
  }

  @Test(arguments: kinds) func anArchiveInsideIsAFile(kind: String) throws {
    let folder = try ArchiveFolder()
    let inner = try Files.read(try folder.archive("zip", name: "inner") { try $0.add("../x", [1]) })
    let path = try folder.archive(kind) { try $0.add("inner.zip", inner) }
    #expect(try ArchiveMembers(path).bytes("inner.zip") == inner)
  }

  @Test(arguments: ["tar", "tar.gz", "tar.zst"]) func somethingBehindTheEnd(kind: String) throws {
    let folder = try ArchiveFolder()
    let first = try Files.read(try folder.archive(kind) { try $0.add("x", [1]) })
    let path = "\(folder.path)/b.\(kind)"
    try Files.write(first + first, to: path)
    let error = #expect(throws: ArchiveError.self) { try ArchiveMembers(path) }
    #expect(
      error?.what
        == "something follows the archive's end: several archives one behind another are read as files of their own"
    )
    if kind == "tar" {
      try Files.write(first + [UInt8](repeating: 0, count: 10240), to: path)
      #expect(try ArchiveMembers(path).paths() == ["x"])
    }
  }

  @Test(arguments: kinds) func everyCutIsFound(kind: String) throws {
    let folder = try ArchiveFolder()
    let noise = (0..<5000).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13) }
    let path = try folder.archive(kind) {
      try $0.add("first", noise)
      try $0.add("second", noise)
    }
    let whole = try Files.read(path)
    let cut = "\(folder.path)/cut.\(kind)"
    // A plain tar may end behind its last member.
    let ends = kind == "tar" ? 512 + 5120 + 512 + 5000 : whole.count
    for size in stride(from: 1, to: ends, by: 97) {
      try Files.write(Array(whole[..<size]), to: cut)
      // Where the first member ends, a tar could be whole.
      if kind == "tar", (512 + 5120...512 + 5120 + 511).contains(size) { continue }
      #expect(throws: ArchiveError.self, "\(size)") {
        let members = try ArchiveMembers(cut)
        for name in ["first", "second"] { #expect(try members.bytes(name) == noise) }
      }
    }
  }
}
