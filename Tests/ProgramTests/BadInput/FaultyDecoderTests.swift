import Foundation
import Glibc
import Testing

/// A decoder that crashes, hangs or fills its memory costs the rows that need its medium, and no more.
@Suite struct FaultyDecoderTests {
  /// A folder whose `libexec` holds, as aa-media, the stand-in that media with "FAULT" at their end drive mad.
  private static func folder(_ faults: [String]) throws -> ScratchFolder {
    let folder = try ScratchFolder()
    try FileManager.default.createDirectory(
      atPath: folder.file("libexec"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("libexec/aa-media"), withDestinationPath: Programs.folder() + "/faulty-media")
    let picture = try BadRow.fixture("ti2t/images/000002.png")
    try folder.write("raw/good.png", picture)
    for fault in faults { try folder.write("raw/\(fault).png", picture + Array("FAULT \(fault)".utf8)) }
    let rows = faults.flatMap { [BadRow.image("good.png"), BadRow.image("\($0).png")] }
    try folder.write("raw/rows.jsonl", BadRow.lines(rows + [BadRow.image("good.png")]))
    return folder
  }

  private static func run(
    _ folder: ScratchFolder, _ arguments: [String], program: String = "aa-convert"
  ) throws -> Programs.Result {
    try Programs.run(
      program, ["-q"] + arguments, environment: ["AA_LIBEXEC": folder.file("libexec")], folder: folder.path)
  }

  private static let words = [
    ("segfault", "the decoder crashed (signal 11)"), ("abort", "the decoder crashed (signal 6)"),
    ("exit", "the decoder ended without an answer (status 0)"),
    ("half", "the decoder ended without an answer (status 0)"),
    ("nonsense", "the decoder gave no sensible answer"),
    ("bomb", "needed more than 300 MiB of memory (--worker-memory)"),
    ("hang", "took longer than 1 s (--media-timeout)"),
  ]
  private static let limits = ["--worker-memory", "300MiB", "--media-timeout", "1"]

  private static func loss(_ index: Int) -> String {
    let (fault, why) = words[index]
    return "rows.jsonl: line \(2 * index + 2): field 'image': \(fault).png: not decoded: \(why)"
  }

  @Test(arguments: ["-j1", "-j4"]) func eachCostsItsRow(threads: String) throws {
    let folder = try Self.folder(Self.words.map(\.0))
    let arguments = [threads, "raw/rows.jsonl", "-o", "out.aas"] + Self.limits
    for media in ["normalise", "keep"] {
      let result = try Self.run(folder, arguments + ["--skip-bad", "--media", media])
      #expect(result.status == 3)
      #expect(
        result.stderr == Self.words.indices.map { "aa-convert: skipped: \(Self.loss($0))\n" }.joined())
      #expect(try BadRow.count(folder.file("out.aas")) == Self.words.count + 1)
      try FileManager.default.removeItem(atPath: folder.file("out.aas"))
    }
    let failed = try Self.run(folder, arguments)
    #expect(failed.status == 1)
    #expect(failed.stderr == "aa-convert: \(Self.loss(0))\(BadRow.hint)\n")
    #expect(try folder.list() == ["libexec", "raw"])
  }

  @Test func theOutputDoesNotDependOnTheThreads() throws {
    let folder = try Self.folder(["abort", "exit", "segfault", "half"])
    let outputs = try ["-j1", "-j2", "-j5"].map {
      try Self.run(folder, [$0, "--skip-bad", "raw/rows.jsonl"]).stdout
    }
    #expect(outputs[0].count > 1000)
    #expect(outputs[1] == outputs[0])
    #expect(outputs[2] == outputs[0])
  }

  @Test func aMediumThatManyRowsNameFailsOnce() throws {
    // Ten times a second would be too long for the limit of the whole run.
    let folder = try Self.folder(["hang"])
    try folder.write(
      "raw/rows.jsonl",
      BadRow.lines([BadRow.image("good.png")] + Array(repeating: BadRow.image("hang.png"), count: 20)))
    let begin = ContinuousClock.now
    let result = try Self.run(
      folder, ["-j4", "--skip-bad", "raw/rows.jsonl", "-o", "out.aas", "--media-timeout", "1"])
    #expect(begin.duration(to: .now) < .seconds(10))
    #expect(result.status == 3)
    #expect(result.stderr.split(separator: "\n").count == 20)
  }

  @Test func crashesLeaveNoDescriptorsAndNoProcessesBehind() throws {
    let folder = try Self.folder(["abort"])
    let picture = try BadRow.fixture("ti2t/images/000002.png")
    var rows: [String] = []
    for n in 0..<60 {
      try folder.write("raw/\(n).png", picture + Array("\(n) FAULT abort".utf8))
      rows.append(BadRow.image("\(n).png"))
    }
    try folder.write("raw/rows.jsonl", BadRow.lines(rows + [BadRow.image("good.png")]))
    // A shell that lets the program have 20 descriptors, and then counts the processes that are left of its group.
    let script = """
      ulimit -n 20
      "$0" -q -j2 --skip-bad raw/rows.jsonl -o out.aas 2> losses
      echo "$? $(wc -l < losses) $(ps -o stat= --ppid $$ | grep -c Z)"
      """
    let result = try Programs.pipe(
      [["/bin/sh", "-c", script, Programs.folder() + "/aa-convert"]],
      environment: ["AA_LIBEXEC": folder.file("libexec")], folder: folder.path)[0]
    #expect(result.text == "3 60 0\n", "\(result.text) \(result.stderr)")
    #expect(try BadRow.count(folder.file("out.aas")) == 1)
  }

  @Test func withoutItsWorkerTheProgramFailsEvenWithSkipBad() throws {
    let folder = try Self.folder([])
    try FileManager.default.removeItem(atPath: folder.file("libexec/aa-media"))
    let result = try Self.run(folder, ["--skip-bad", "raw/rows.jsonl", "-o", "out.aas"])
    #expect(result.status == 1)
    #expect(
      result.stderr == "aa-convert: $AA_LIBEXEC (\(folder.file("libexec"))) holds no program aa-media\n")
    #expect(try folder.list() == ["libexec", "raw"])
    // Rows without media need none.
    try folder.write("raw/rows.jsonl", BadRow.lines([BadRow.text()]))
    #expect(try Self.run(folder, ["raw/rows.jsonl", "-o", "out.aas"]).status == 0)
  }

  @Test func theWorkerIsNotForPeople() throws {
    let result = try Programs.run("aa-media")
    #expect(result.status == 64)
    #expect(result.stderr.hasPrefix("Error: This program is started by others (see --help)."))
    #expect(try Programs.run("aa-media", ["--help"]).text.contains("Not for people."))
  }

  // MARK: aa-validate

  @Test(arguments: ["-j1", "-j4"]) func aValidatorFindsThem(threads: String) throws {
    let folder = try Self.folder(Self.words.map(\.0))
    // Kept as they are by a program whose workers are in order.
    let kept = try Programs.run(
      "aa-convert", ["-q", "--media", "keep", "raw", "-o", "kept.aas"], folder: folder.path)
    #expect(kept.status == 0, "\(kept.stderr)")
    let result = try Self.run(
      folder,
      [threads, "--filter", "--findings", "findings.jsonl", "-o", "good.aas", "kept.aas"] + Self.limits,
      program: "aa-validate")
    #expect(result.status == 3)
    #expect(result.stderr == "")
    #expect(try BadRow.count(folder.file("good.aas")) == Self.words.count + 1)
    let findings = try String(contentsOfFile: folder.file("findings.jsonl"), encoding: .utf8)
      .split(separator: "\n")
    #expect(findings.count == Self.words.count)
    for (finding, (_, why)) in zip(findings, Self.words) {
      #expect(finding.contains(#""check":"M02""#), "\(finding)")
      #expect(finding.contains(": \(why)\""), "\(finding)")
    }
  }

  @Test func aTokenizerLeavesTheirRecordsOut() throws {
    let folder = try Self.folder(["segfault", "bomb"])
    let kept = try Programs.run(
      "aa-convert", ["-q", "--media", "keep", "raw", "-o", "kept.aas"], folder: folder.path)
    #expect(kept.status == 0, "\(kept.stderr)")
    let result = try Self.run(
      folder, ["-j2", "--skip-bad", "-o", "tokens.aas", "kept.aas"] + Self.limits, program: "aa-tokenize")
    #expect(result.status == 3)
    let lines = result.stderr.split(separator: "\n")
    #expect(lines.count == 4, "\(result.stderr)")
    #expect(lines.filter { $0.hasSuffix(": the decoder crashed (signal 11)") }.count == 1)
    #expect(
      lines.filter { $0.hasSuffix(": needed more than 300 MiB of memory (--worker-memory)") }.count == 1)
    #expect(lines.filter { $0.contains(": left out because of image ") }.count == 2)
  }

  /// Three records with a picture each; that of the second crashes its decoder.
  private static func kept() throws -> ScratchFolder {
    let folder = try folder(["segfault"])
    let kept = try Programs.run(
      "aa-convert", ["-q", "--media", "keep", "raw", "-o", "kept.aas"], folder: folder.path)
    #expect(kept.status == 0, "\(kept.stderr)")
    return folder
  }

  @Test func measuringQualityGoesOnWithout() throws {
    let folder = try Self.kept()
    let arguments = ["quality", "--image-size", "32", "--json", "kept.aas"]
    let result = try Programs.run(
      "aa-tokenize", arguments, environment: ["AA_LIBEXEC": folder.file("libexec")], folder: folder.path)
    #expect(result.status == 3)
    #expect(result.stderr.hasSuffix(": the decoder crashed (signal 11)\n"))
    #expect(result.stderr.split(separator: "\n").count == 1)
    #expect(result.text.contains(#""kind":"image","rate":4,"media":1,"#), "\(result.text)")
  }

  @Test func aReportNamesThem() throws {
    let folder = try Self.kept()
    let scores = (0..<2).map {
      #"{"record":"\#(String(repeating: "0", count: 64))","modality":"ti2t","cluster":"a","candidate":\#($0),"#
        + #""score":\#($0),"tokens":3,"winner_of":\#($0 == 0 ? "[]" : "[0]")}"#
    }
    try folder.write("scores.jsonl", BadRow.lines(scores))
    let results = try Programs.run("aa-eval", ["report", "-q", folder.file("scores.jsonl")])
    try folder.write("results.json", results.stdout)
    let result = try Self.run(
      folder, ["--results", "results.json", "--records", "kept.aas", "--samples", "3", "-o", "page.html"],
      program: "aa-report")
    #expect(result.status == 0, "\(result.stderr)")
    let page = String(decoding: try folder.read("page.html"), as: UTF8.self)
    #expect(page.components(separatedBy: "cannot be shown: the decoder crashed (signal 11)").count == 2)
    #expect(page.components(separatedBy: "alt=\"picture, original\"").count == 3)
  }

  // MARK: Ends

  /// Processes that descend from one.
  private static func children(of process: Int32) -> [Int32] {
    let text =
      (try? String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)) ?? ""
    let others = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
    let all = others.map {
      (try? String(contentsOfFile: "/proc/\(process)/task/\($0)/children", encoding: .utf8)) ?? ""
    }
    return ([text] + all).flatMap { $0.split(separator: " ").compactMap { Int32($0) } }
  }

  private static func isAlive(_ process: Int32) -> Bool {
    let stat = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    return !(stat.isEmpty || stat.contains(") Z "))
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGKILL]) func workersEndWithTheirParent(signal: Int32) throws {
    let folder = try Self.folder(["hang", "spin"])
    let running = try Programs.start(
      [["aa-convert", "-q", "-j2", "raw/rows.jsonl", "-o", "out.aas"]],
      environment: ["AA_LIBEXEC": folder.file("libexec")], folder: folder.path)
    let process = running[0].process.processIdentifier
    // Both decode, and neither will end.
    var workers: [Int32] = []
    for _ in 0..<500 where workers.count < 2 {
      usleep(10_000)
      workers = Array(Set(Self.children(of: process)))
    }
    #expect(workers.count == 2)
    usleep(300_000)
    Glibc.kill(process, signal)
    let result = running[0].wait()
    #expect(result.status == -signal)
    #expect(result.stderr == "")
    for _ in 0..<500 where workers.contains(where: Self.isAlive) { usleep(10_000) }
    #expect(!workers.contains(where: Self.isAlive))
    if signal != SIGKILL { #expect(try folder.list() == ["libexec", "raw"]) }
  }

  @Test func aRequestToStopThatReachesWorkersIsNotTakenForACrash() throws {
    // As Control-C does: to every process of the group.
    let folder = try Self.folder(["hang"])
    let running = try Programs.start(
      [["aa-convert", "-q", "-j1", "--skip-bad", "raw/rows.jsonl", "-o", "out.aas", "--media-timeout", "1"]],
      environment: ["AA_LIBEXEC": folder.file("libexec")], folder: folder.path)
    var workers: [Int32] = []
    for _ in 0..<500 where workers.isEmpty {
      usleep(5_000)
      workers = Self.children(of: running[0].process.processIdentifier)
    }
    for worker in workers { for signal in [SIGINT, SIGTERM, SIGHUP] { Glibc.kill(worker, signal) } }
    let result = running[0].wait()
    #expect(result.status == 3)
    #expect(result.stderr.hasSuffix("hang.png: not decoded: took longer than 1 s (--media-timeout)\n"))
  }
}
