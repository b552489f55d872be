import Foundation
import Glibc

/// A built program's run within a limit of memory, which the kernel keeps: what asks for more fails. (What the kernel
/// says of a child's peak afterwards counts the memory of the process that started it.)
struct LimitedProgram {
  var status: Int32
  var stderr: String
  var milliseconds: Double

  /// Runs one program with nothing on standard input; its standard output is thrown away.
  /// - Parameter mebibytes: of writable memory of its own; mapped files are not counted.
  static func run(_ name: String, _ arguments: [String], mebibytes: Int) throws -> LimitedProgram {
    let scratch = try ScratchFolder()
    let errors = scratch.file("stderr")
    let path = try Programs.folder() + "/" + name
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT, 0o600)
    let shell = "/bin/sh"
    var argv =
      ([shell, "-c", "ulimit -d \(mebibytes << 10) && exec \"$0\" \"$@\"", path] + arguments).map {
        strdup($0)
      } + [nil]
    defer { for pointer in argv { free(pointer) } }
    var pid: pid_t = 0
    let begin = ContinuousClock.now
    guard posix_spawn(&pid, shell, &actions, nil, &argv, environ) == 0 else {
      throw Programs.NotBuilt(description: path)
    }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    let elapsed = begin.duration(to: .now)
    return LimitedProgram(
      status: status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F),
      stderr: (try? String(contentsOfFile: errors, encoding: .utf8)) ?? "",
      milliseconds: Double(elapsed.components.attoseconds) / 1e15 + Double(elapsed.components.seconds) * 1000)
  }
}
