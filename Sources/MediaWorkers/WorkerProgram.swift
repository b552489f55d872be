import ByteStreams
import Glibc

/// Where the programs that are not for people lie.
package enum WorkerProgram {
  /// In `$AA_LIBEXEC` when that is set, else beside the program that runs.
  /// - Throws: when it is not there.
  package static func path(_ name: String) throws(WorkerError) -> String {
    if let folder = Environment.value("AA_LIBEXEC"), !folder.isEmpty {
      return try executable(
        folder + "/" + name, missing: "$AA_LIBEXEC (\(folder)) holds no program \(name)")
    }
    guard let program = Files.realPath("/proc/self/exe"), let slash = program.lastIndex(of: "/") else {
      throw WorkerError(
        "\(name): this program's own folder is not known: set AA_LIBEXEC to that of \(name)")
    }
    let folder = String(program[..<slash])
    return try executable(
      folder + "/" + name,
      missing: "the program \(name) is not beside this one in \(folder): install it there, "
        + "or set AA_LIBEXEC to its folder")
  }

  private static func executable(_ path: String, missing: String) throws(WorkerError) -> String {
    guard access(path, X_OK) == 0 else { throw WorkerError(missing) }
    return path
  }
}
