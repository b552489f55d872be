import Foundation
import Glibc
import Testing

/// SIGKILL tells nobody anything: the stages behind must find out by themselves.
@Suite struct KilledStageTests {
  /// Waits until every stage has done what it could and sleeps.
  private static func settle(_ running: [Programs.Running]) {
    var quiet = 0
    for _ in 0..<2000 where quiet < 10 {
      usleep(10_000)
      quiet = running.allSatisfy { isAsleep($0.process.processIdentifier) } ? quiet + 1 : 0
    }
  }

  private static func isAsleep(_ process: Int32) -> Bool {
    guard let threads = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task") else {
      return false
    }
    return threads.allSatisfy { thread in
      let stat = (try? String(contentsOfFile: "/proc/\(process)/task/\(thread)/stat", encoding: .utf8)) ?? ""
      return stat.split(separator: ")").last?.hasPrefix(" S") ?? false
    }
  }

  private static let stages = ["aa-validate", "aa-tokenize", "aa-pack", "aa-train"]

  @Test(arguments: 0..<3) func inTheMiddleOfAPipeline(victim: Int) throws {
    let folder = try ScratchFolder()
    let commands = [
      ["aa-validate", "--filter", "-q"], ["aa-tokenize", "-q"], ["aa-pack", "-q"],
      ["aa-train", "-q", "-o", "model"] + trainArguments("cpo", []),
    ]
    // All but the stream's end, which does not come.
    let stream = try CutStreamTests.records(200).dropLast(640)
    let running = try Programs.start(
      commands, stdin: Array(stream), stdinStaysOpen: true, folder: folder.path)
    Self.settle(running)
    #expect(running.map(\.process.isRunning) == running.map { _ in true })
    running[victim].kill()
    // Those before it still wait for their input; those behind it end.
    let behind = running[(victim + 1)...].map { $0.wait() }
    #expect(behind.map(\.status) == behind.map { _ in 1 })
    let next = behind.first?.stderr ?? ""
    #expect(next.contains("; last stage: \(Self.stages[victim]) (the stream ends "), "\(next)")
    // Each one further on passes the reason on.
    for (stage, result) in zip(Self.stages[(victim + 1)...], behind) {
      #expect(result.stderr.hasPrefix("\(stage): standard input: "), "\(result.stderr)")
      #expect(result.stderr.contains("last stage: \(Self.stages[victim]) "), "\(result.stderr)")
      #expect(result.stderr.split(separator: "\n").count == 1, "\(result.stderr)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.file("model/model.safetensors")))
    for stage in running[..<victim] { stage.kill() }
    for stage in running[..<victim] { _ = stage.wait() }
  }

  @Test func atTheBeginningOfAPipeline() throws {
    let folder = try ScratchFolder()
    // More rows than the pipe holds, so that aa-convert has to wait for its reader, which is stopped.
    let rows = BadRow.lines([
      BadRow.text(winner: "1").replacingOccurrences(
        of: "\"q\"", with: "\"\(String(repeating: "long ", count: 200))\"")
    ])
    try folder.write("rows.jsonl", Array(repeating: rows, count: 6000).flatMap { $0 })
    let running = try Programs.start(
      [["aa-convert", "-q", "rows.jsonl"], ["aa-cat", "-q"]], folder: folder.path)
    Glibc.kill(running[1].process.processIdentifier, SIGSTOP)
    usleep(300_000)
    var settled = 0
    for _ in 0..<1000 where settled < 10 {
      usleep(10_000)
      settled = Self.isAsleep(running[0].process.processIdentifier) ? settled + 1 : 0
    }
    running[0].kill()
    Glibc.kill(running[1].process.processIdentifier, SIGCONT)
    let results = running.map { $0.wait() }
    #expect(results.map(\.status) == [-SIGKILL, 1])
    #expect(results[1].stderr.contains("; last stage: aa-convert (the stream ends "), "\(results[1].stderr)")
  }

  @Test(arguments: [SIGTERM, SIGINT]) func anInterruptedStageLeavesNoFile(signal: Int32) throws {
    let folder = try ScratchFolder()
    let stream = try Array(CutStreamTests.records(200).dropLast(640))
    for command in [
      ["aa-validate", "--filter", "-q", "-o", "out"], ["aa-tokenize", "-q", "-o", "out"],
      ["aa-convert", "-q", "--to", "jsonl", "-o", "out"],
    ] {
      let running = try Programs.start(
        [command], stdin: stream, stdinStaysOpen: true, folder: folder.path)
      Self.settle(running)
      #expect(try folder.list() == [".out.\(running[0].process.processIdentifier).part"])
      Glibc.kill(running[0].process.processIdentifier, signal)
      let result = running[0].wait()
      #expect(result.status == -signal)
      #expect(result.stderr == "")
      #expect(try folder.list() == [])
    }
  }
}
