import Foundation
import Glibc

/// Runs the built programs as a shell would.
enum Programs {
  struct Result {
    /// The exit status; minus the signal's number for a program that a signal ended.
    var status: Int32
    var stdout: [UInt8]
    var stderr: String
    var text: String { String(decoding: stdout, as: UTF8.self) }
  }

  struct NotBuilt: Error, CustomStringConvertible {
    var description: String
  }

  /// The folder that holds the programs: that of the test bundle, in debug and in release.
  static func folder() throws -> String {
    var candidates = Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
    candidates += CommandLine.arguments.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
    for start in candidates {
      var folder = start
      for _ in 0..<4 {
        if FileManager.default.isExecutableFile(atPath: folder.appendingPathComponent("aa-cat").path) {
          return folder.path
        }
        folder = folder.deletingLastPathComponent()
      }
    }
    throw NotBuilt(description: "no built programs beside the test bundle: \(candidates.map(\.path))")
  }

  /// One running program.
  final class Running {
    let process: Process
    private let output: Collector?
    private let errors: Collector

    fileprivate init(_ process: Process, output: Collector?, errors: Collector) {
      self.process = process
      self.output = output
      self.errors = errors
    }

    /// Ends it at once, as the kernel's out-of-memory killer would.
    func kill() { Glibc.kill(process.processIdentifier, SIGKILL) }

    func wait() -> Result {
      process.waitUntilExit()
      let status = process.terminationStatus
      return Result(
        status: process.terminationReason == .uncaughtSignal ? -status : status,
        stdout: output?.wait() ?? [], stderr: String(decoding: errors.wait(), as: UTF8.self))
    }
  }

  /// Runs one program to its end.
  static func run(
    _ name: String, _ arguments: [String] = [], stdin: [UInt8] = [], environment: [String: String?] = [:],
    folder workingFolder: String? = nil
  ) throws -> Result {
    let results = try pipe(
      [[name] + arguments], stdin: stdin, environment: environment, folder: workingFolder)
    return results[0]
  }

  /// Runs programs with each one's standard output piped into the next; the result of each. Only the last one's
  /// standard output is collected.
  static func pipe(
    _ commands: [[String]], stdin: [UInt8] = [], environment: [String: String?] = [:],
    folder workingFolder: String? = nil
  ) throws -> [Result] {
    try start(commands, stdin: stdin, environment: environment, folder: workingFolder).map { $0.wait() }
  }

  /// Starts a pipeline; with `stdin` nil the first program's standard input stays open and empty until the test ends,
  /// so that a stage can be killed while it waits.
  /// - Parameters:
  ///   - commands: a name is that of a built program, unless it is a path.
  ///   - environment: nil takes a variable away.
  ///   - stdinStaysOpen: after `stdin` the first program waits for more until the test ends.
  static func start(
    _ commands: [[String]], stdin: [UInt8]? = [], stdinStaysOpen: Bool = false,
    environment: [String: String?] = [:], folder workingFolder: String? = nil
  ) throws -> [Running] {
    let folder = try folder()
    var running: [Running] = []
    let first = Pipe()
    closeOnExec(first)
    var input = first
    for (i, command) in commands.enumerated() {
      let process = Process()
      // A path is some other program, such as a shell.
      process.executableURL = URL(
        fileURLWithPath: command[0].contains("/") ? command[0] : folder + "/" + command[0])
      process.arguments = Array(command.dropFirst())
      process.environment = ProcessInfo.processInfo.environment.filter { environment[$0.key] == nil }
        .merging(environment.compactMapValues { $0 }) { $1 }
      if let workingFolder { process.currentDirectoryURL = URL(fileURLWithPath: workingFolder) }
      let output = Pipe()
      let errors = Pipe()
      closeOnExec(output)
      closeOnExec(errors)
      process.standardInput = input
      process.standardOutput = output
      process.standardError = errors
      try process.run()
      let isLast = i == commands.count - 1
      running.append(
        Running(process, output: isLast ? Collector(output) : nil, errors: Collector(errors)))
      // The parent's copies are closed, so that a reader sees the end and a writer a broken pipe.
      if i > 0 { try? input.fileHandleForReading.close() }
      try? output.fileHandleForWriting.close()
      try? errors.fileHandleForWriting.close()
      input = output
    }
    try? first.fileHandleForReading.close()
    if stdin == nil || stdinStaysOpen { openInputs.keep(first) }
    if let stdin { feed(stdin, to: first, close: !stdinStaysOpen) }
    return running
  }

  private static func closeOnExec(_ pipe: Pipe) {
    for handle in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
      _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
    }
  }

  private static func feed(_ bytes: [UInt8], to pipe: Pipe, close: Bool) {
    let handle = pipe.fileHandleForWriting
    Thread.detachNewThread {
      // A program that stops reading must not end the test process.
      var mask = sigset_t()
      sigemptyset(&mask)
      sigaddset(&mask, SIGPIPE)
      pthread_sigmask(SIG_BLOCK, &mask, nil)
      var done = 0
      while done < bytes.count {
        let n = bytes.withUnsafeBytes {
          Glibc.write(handle.fileDescriptor, $0.baseAddress?.advanced(by: done), bytes.count - done)
        }
        if n <= 0 { break }
        done += n
      }
      if close { try? handle.close() }
    }
  }

  private static let openInputs = KeptPipes()

  private final class KeptPipes: @unchecked Sendable {
    private let lock = NSLock()
    private var pipes: [Pipe] = []
    func keep(_ pipe: Pipe) { lock.withLock { pipes.append(pipe) } }
  }

  /// Reads a pipe to its end on a thread of its own.
  fileprivate final class Collector: @unchecked Sendable {
    private let done = DispatchSemaphore(value: 0)
    private var bytes: [UInt8] = []

    init(_ pipe: Pipe) {
      let handle = pipe.fileHandleForReading
      Thread.detachNewThread { [self] in
        if let data = try? handle.readToEnd() { bytes = [UInt8](data) }
        done.signal()
      }
    }

    func wait() -> [UInt8] {
      done.wait()
      done.signal()
      return bytes
    }
  }
}

/// A folder of one test, removed afterwards.
final class ScratchFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/aatools-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  /// Writes a file, folders included, and gives its path.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let url = URL(fileURLWithPath: file(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return url.path
  }

  func read(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: file(name))))
  }

  /// Names in the folder, sorted, hidden ones included.
  func list() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
}
