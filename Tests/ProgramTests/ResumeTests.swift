import ByteStreams
import Foundation
import Glibc
import ShardFormat
import Testing

/// A conversion that was ended anywhere goes on from the last whole frame, to the same bytes.
@Suite struct ResumeTests {
  /// Two inputs of rows that share pictures, which come back; some rows cannot be used.
  static func folder() throws -> ScratchFolder {
    let scratch = try ScratchFolder()
    var pictures: [String] = []
    for (i, path) in ["ti2t/images/000001.jpg", "ti2t/images/000002.png"].enumerated() {
      let name = "\(i)" + path.suffix(4)
      try scratch.write("raw/" + name, try BadRow.fixture(path))
      pictures.append(name)
    }
    try scratch.write("raw/bad.png", Array("no picture".utf8))
    for (file, rows) in [("a.jsonl", 40), ("b.jsonl", 30)] {
      let lines = (0..<rows).map { i -> String in
        let image = i % 10 == 7 ? "bad.png" : pictures[(i / 3) % pictures.count]
        let words = String(repeating: "word \(i) ", count: 300 + (i * 97) % 500)
        return
          #"{"question":"\#(words)","image":"\#(image)","response_1":"a","response_2":"b","overall_response":1}"#
      }
      try scratch.write("raw/" + file, BadRow.lines(lines))
    }
    return scratch
  }

  static let base = ["raw", "--adapter", "ti2t", "--skip-bad", "--image-size", "64", "-o", "out.aas"]
  /// In the folder of `folder()`.
  private static func run(
    _ scratch: ScratchFolder, _ more: [String] = [], fault: String? = nil, quiet: Bool = true
  ) throws -> Programs.Result {
    try Programs.run(
      "aa-convert", base + ["--resume"] + (quiet ? ["-q"] : []) + more, environment: ["AA_FAULT": fault],
      folder: scratch.path)
  }

  /// What a run that nothing disturbed writes, and lists.
  struct Whole {
    var bytes: [UInt8]
    var listed: String
  }

  static func whole(_ scratch: ScratchFolder) throws -> Whole {
    let result = try Programs.run("aa-convert", base + ["-q", "-j1"], folder: scratch.path)
    #expect(result.status == 3, "\(result.stderr)")
    let whole = Whole(bytes: try Files.read(scratch.file("out.aas")), listed: result.stderr)
    try FileManager.default.removeItem(atPath: scratch.file("out.aas"))
    #expect(whole.listed.split(separator: "\n").count == 7)
    #expect(try rests(whole.bytes).count > 4)
    return whole
  }

  /// Where frames of records end.
  private static func rests(_ bytes: [UInt8]) throws -> [Int] {
    let reader = ShardReader(source: MemorySource(bytes))
    var ends: [Int] = []
    reader.onFrame = { header, _, offset in
      if header.kind == .records { ends.append(Int(offset) + 64 + (Int(header.storedLength) + 63) / 64 * 64) }
    }
    while try reader.next() != nil {}
    return ends
  }

  /// The shard is there, nothing else is, and everything that was lost is listed.
  private static func check(
    _ result: Programs.Result, _ whole: Whole, _ scratch: ScratchFolder, _ what: String
  ) throws {
    #expect(result.status == 3, "\(what): \(result.stderr)")
    #expect(result.stderr == whole.listed, "\(what)")
    let same = try Files.read(scratch.file("out.aas")) == whole.bytes
    #expect(same, "\(what)")
    #expect(try scratch.list() == ["out.aas", "raw"], "\(what)")
    try FileManager.default.removeItem(atPath: scratch.file("out.aas"))
  }

  @Test(arguments: ["write", "sync", "rename", "read"], ["-j1", "-j4"])
  func killedAtAnyCall(operation: String, threads: String) throws {
    let scratch = try Self.folder()
    let whole = try Self.whole(scratch)
    var kills = 0
    // Threads change nothing in what is written when.
    for n in stride(from: 1, to: 400, by: threads == "-j1" ? 1 : 7) {
      let killed = try Self.run(scratch, [threads], fault: "\(operation):\(n):kill")
      if killed.status != -SIGKILL {
        try Self.check(killed, whole, scratch, "\(operation):\(n)")
        break
      }
      kills += 1
      #expect(try !scratch.list().contains("out.aas"), "\(operation):\(n)")
      try Self.check(try Self.run(scratch, [threads]), whole, scratch, "\(operation):\(n)")
    }
    #expect(kills >= 1 && kills < 100)
    if operation == "write", threads == "-j1" { #expect(kills > 15) }
  }

  @Test(arguments: ["write", "sync", "rename"])
  func failedAtAnyCall(operation: String) throws {
    let scratch = try Self.folder()
    let whole = try Self.whole(scratch)
    var failures = 0
    for n in stride(from: 1, to: 400, by: 5) {
      let failed = try Self.run(scratch, fault: "\(operation):\(n)")
      if failed.status == 3 {
        try Self.check(failed, whole, scratch, "\(operation):\(n)")
        break
      }
      failures += 1
      #expect(failed.status == 1)
      #expect(failed.stderr.hasSuffix("\(operation) failed: Input/output error\n"))
      try Self.check(try Self.run(scratch), whole, scratch, "\(operation):\(n)")
    }
    #expect(failures >= 1)
  }

  @Test func killedAgainAndAgain() throws {
    let scratch = try Self.folder()
    let whole = try Self.whole(scratch)
    var kills = 0
    // Enough for the media that are asked for first, which are written to the processes that decode.
    while kills < 200 {
      let result = try Self.run(scratch, ["-j2"], fault: "write:7:kill")
      if result.status != -SIGKILL {
        try Self.check(result, whole, scratch, "after \(kills)")
        break
      }
      kills += 1
    }
    #expect(kills > 2 && kills < 200)
  }

  @Test func killedAtAnyTime() throws {
    let scratch = try Self.folder()
    let whole = try Self.whole(scratch)
    var kills = 0
    for delay in stride(from: 5_000, to: 100_000, by: 8_000) {
      let running = try Programs.start(
        [["aa-convert"] + Self.base + ["--resume", "-q", "-j2"]], folder: scratch.path)
      usleep(UInt32(delay))
      running[0].kill()
      if running[0].wait().status == -SIGKILL { kills += 1 }
      if try scratch.list().contains("out.aas") {
        try FileManager.default.removeItem(atPath: scratch.file("out.aas"))
      }
      try Self.check(try Self.run(scratch), whole, scratch, "after \(delay) µs")
    }
    #expect(kills >= 1)
  }

  /// Leaves what a run leaves that is killed shortly before its end.
  private static func leave(_ scratch: ScratchFolder) throws -> (part: [UInt8], journal: [UInt8]) {
    let killed = try run(scratch, fault: "rename:1:kill")
    #expect(killed.status == -SIGKILL)
    return (
      try Files.read(scratch.file(".out.aas.resume")), try Files.read(scratch.file(".out.aas.resume.journal"))
    )
  }

  /// A loss of power may leave any beginning of either file, and zeros or old bytes behind it.
  @Test func cutAndDamagedAnywhere() throws {
    let scratch = try Self.folder()
    let whole = try Self.whole(scratch)
    let (part, journal) = try Self.leave(scratch)
    #expect(part == whole.bytes)
    func goOn(_ part: [UInt8], _ journal: [UInt8], _ what: String) throws {
      try scratch.write(".out.aas.resume", part)
      try scratch.write(".out.aas.resume.journal", journal)
      try Self.check(try Self.run(scratch), whole, scratch, what)
    }
    for step in 0...8 {
      let at = part.count * step / 8
      try goOn(Array(part[..<at]), journal, "the output cut at \(at)")
      let entry = journal.count * step / 8
      try goOn(part, Array(journal[..<entry]), "the journal cut at \(entry)")
      try goOn(
        Array(part[..<at]) + [UInt8](repeating: 0, count: part.count - at), journal, "zeros from \(at)")
      guard step < 8 else { continue }
      var bad = part
      bad[at + part.count / 16] ^= 0x10
      // A preamble or META that is damaged begins anew, and so does every other place.
      try goOn(bad, journal, "damage at \(at)")
      var other = journal
      other[entry] ^= 0x10
      try goOn(part, other, "the journal damaged at \(entry)")
    }
    try goOn([], journal, "no output")
    try goOn(part, [], "no journal")
  }

  /// What the file holds need not be decoded, so that it may even have gone bad.
  @Test func mediaThatAreThereAreNotDecodedAgain() throws {
    let scratch = try Self.folder()
    let whole = try Self.whole(scratch)
    let (part, journal) = try Self.leave(scratch)
    let half = try #require(try Self.rests(part).dropFirst(2).first)
    for name in ["raw/0.jpg", "raw/1.png"] { try scratch.write(name, Array("gone".utf8)) }
    try scratch.write(".out.aas.resume", Array(part[..<half]))
    try scratch.write(".out.aas.resume.journal", journal)
    try Self.check(try Self.run(scratch), whole, scratch, "with bad media")
  }

  @Test func aFinishedFileIsLeftAlone() throws {
    let scratch = try Self.folder()
    let whole = try Self.whole(scratch)
    #expect(try Self.run(scratch).status == 3)
    let made =
      try FileManager.default.attributesOfItem(atPath: scratch.file("out.aas"))[.systemFileNumber] as? Int
    let again = try Self.run(scratch, quiet: false)
    #expect(again.status == 0)
    #expect(again.stderr.hasSuffix("aa-convert: out.aas: is finished already; nothing to do\n"))
    let kept =
      try FileManager.default.attributesOfItem(atPath: scratch.file("out.aas"))[.systemFileNumber] as? Int
    #expect(kept == made)
    let other = try Self.run(scratch, ["--image-size", "32"])
    #expect(other.status == 1)
    #expect(
      other.stderr.contains("out.aas was made with others: image-size 64 → 32; remove it"), "\(other.stderr)")
    #expect(try scratch.list() == ["out.aas", "raw"])

    // Named, but not told: the run that finished it was ended before it could list what was lost.
    try FileManager.default.removeItem(atPath: scratch.file("out.aas"))
    let (part, journal) = try Self.leave(scratch)
    try FileManager.default.removeItem(atPath: scratch.file(".out.aas.resume"))
    try scratch.write("out.aas", part)
    try scratch.write(".out.aas.resume.journal", journal)
    try Self.check(try Self.run(scratch), whole, scratch, "finished")
  }

  @Test func otherInputsAndOptionsAreRefused() throws {
    let scratch = try Self.folder()
    _ = try Self.leave(scratch)
    let before = try scratch.list()
    func refused(_ more: [String], _ words: String) throws {
      let result = try Self.run(scratch, more)
      #expect(result.status == 1)
      #expect(
        result.stderr
          == "aa-convert: out.aas: --resume goes on only with the same inputs and options, but .out.aas.resume was "
          + "begun with others: \(words); remove it to begin anew\n")
      #expect(try scratch.list() == before)
    }
    try refused(["--image-size", "32"], "image-size 64 → 32")
    try refused(["--split", "test"], "split not given → test")
    try refused(["--part", "1/2"], "part not given → 1/2")
    let rows = try Files.read(scratch.file("raw/b.jsonl"))
    try scratch.write("raw/b.jsonl", rows + rows)
    try refused([], "raw/b.jsonl has changed")
    try scratch.write("raw/b.jsonl", rows)
    try scratch.write("raw/c.jsonl", rows)
    try refused([], "the files raw/a.jsonl, raw/b.jsonl → raw/a.jsonl, raw/b.jsonl, raw/c.jsonl")
    try FileManager.default.removeItem(atPath: scratch.file("raw/c.jsonl"))
    #expect(try Self.run(scratch).status == 3)
  }

  /// Its name may be that of another file now.
  @Test func aChangedAdapterIsRefused() throws {
    let scratch = try ScratchFolder()
    try scratch.write("rows.jsonl", BadRow.lines([BadRow.text(), BadRow.text()]))
    var adapter = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { adapter.deleteLastPathComponent() }
    let text = try Files.read(adapter.path + "/schemas/adapters/align-anything-t2t.yaml")
    func run(_ fault: String?) throws -> Programs.Result {
      try Programs.run(
        "aa-convert", ["rows.jsonl", "-q", "--adapter", "./mine.yaml", "--resume", "-o", "out.aas"],
        environment: ["AA_FAULT": fault], folder: scratch.path)
    }
    try scratch.write("mine.yaml", text)
    #expect(try run("rename:1:kill").status == -SIGKILL)
    try scratch.write("mine.yaml", text + Array("# another one\n".utf8))
    let result = try run(nil)
    #expect(result.status == 1)
    #expect(result.stderr.contains("begun with others: how rows are read; remove it"), "\(result.stderr)")
    try scratch.write("mine.yaml", text)
    #expect(try run(nil).status == 0)
  }

  @Test func oneRunAtATime() throws {
    let scratch = try Self.folder()
    let descriptor = Glibc.open(scratch.file(".out.aas.resume"), O_RDWR | O_CREAT, 0o666)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX) == 0)
    let result = try Self.run(scratch)
    #expect(result.status == 1)
    #expect(result.stderr.contains("another run is writing it"), "\(result.stderr)")
  }

  @Test func aRunThatCannotBeginLeavesNothing() throws {
    let scratch = try Self.folder()
    #expect(try Self.run(scratch, ["nothing.jsonl"]).status == 1)
    #expect(try scratch.list() == ["raw"])
    #expect(try Programs.run("aa-convert", ["--resume", "raw"], folder: scratch.path).status == 64)
    #expect(
      try Programs.run("aa-convert", ["--resume", "raw", "-o", "/dev/null"], folder: scratch.path).status == 1
    )
  }

  /// A row that cannot be used ends the run, which goes on when the row has been dealt with: but that changes the input.
  @Test func aRunThatFailsAtARowKeepsWhatItHas() throws {
    let scratch = try Self.folder()
    let arguments = ["raw", "--adapter", "ti2t", "-q", "--resume", "-o", "out.aas"]
    for _ in 0..<2 {
      let result = try Programs.run("aa-convert", arguments, folder: scratch.path)
      #expect(result.status == 1)
      #expect(result.stderr.contains("a.jsonl: line 8: "))
      #expect(try scratch.list() == [".out.aas.resume", ".out.aas.resume.journal", "raw"])
    }
    // The medium is no part of what is compared.
    try scratch.write("raw/bad.png", try BadRow.fixture("ti2t/images/000002.png"))
    #expect(try Programs.run("aa-convert", arguments, folder: scratch.path).status == 0)
  }
}
