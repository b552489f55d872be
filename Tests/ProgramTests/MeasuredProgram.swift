import Foundation
import Glibc

/// A built program's run with what it cost.
struct MeasuredProgram {
  var status: Int32
  var stderr: String
  var milliseconds: Double
  /// The most memory that was resident.
  var peakMebibytes: Double

  /// Runs one program with nothing on standard input; its standard output is thrown away.
  static func run(_ name: String, _ arguments: [String]) throws -> MeasuredProgram {
    let scratch = try ScratchFolder()
    let errors = scratch.file("stderr")
    let path = try Programs.folder() + "/" + name
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT, 0o600)
    var argv = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for pointer in argv { free(pointer) } }
    var pid: pid_t = 0
    let begin = ContinuousClock.now
    guard posix_spawn(&pid, path, &actions, nil, &argv, environ) == 0 else {
      throw Programs.NotBuilt(description: path)
    }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(pid, &status, 0, &usage) < 0, errno == EINTR {}
    let elapsed = begin.duration(to: .now)
    return MeasuredProgram(
      status: status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F),
      stderr: (try? String(contentsOfFile: errors, encoding: .utf8)) ?? "",
      milliseconds: Double(elapsed.components.attoseconds) / 1e15 + Double(elapsed.components.seconds) * 1000,
      peakMebibytes: Double(usage.ru_maxrss) / 1024)
  }
}
