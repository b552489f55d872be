import Foundation

/// A built program's run with little memory: what it asks for beyond the limit it does not get, and dies.
///
/// A limit is stricter than a measurement, and the peak that the kernel counts for a child begins with that of the
/// process that started it.
struct LimitedProgram {
  /// Minus the signal's number for a program that a signal ended.
  var status: Int32
  var stderr: String
  var milliseconds: Double

  /// Runs one program with nothing on standard input; its standard output is thrown away.
  /// - Parameter mebibytes: of heap, stacks and other memory of its own; its code, some 18 MiB, comes on top.
  static func run(_ name: String, _ arguments: [String], mebibytes: Int) throws -> LimitedProgram {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    let program = try Programs.folder() + "/" + name
    process.arguments = ["-c", "ulimit -d \(mebibytes * 1024); exec \"$0\" \"$@\"", program] + arguments
    let errors = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    let begin = ContinuousClock.now
    try process.run()
    let text = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let elapsed = begin.duration(to: .now).components
    let status = process.terminationStatus
    return LimitedProgram(
      status: process.terminationReason == .uncaughtSignal ? -status : status,
      stderr: String(decoding: text, as: UTF8.self),
      milliseconds: Double(elapsed.attoseconds) / 1e15 + Double(elapsed.seconds) * 1000)
  }
}
