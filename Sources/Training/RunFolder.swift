import ByteStreams
import Glibc

/// The folder of a run: the model at the end, `metrics.jsonl`, `checkpoint-N/` on the way.
public struct RunFolder: Sendable {
  public let path: String
  public init(_ path: String) { self.path = path }

  public var metrics: String { path + "/metrics.jsonl" }
  public func checkpoint(_ step: Int) -> String { "\(path)/checkpoint-\(step)" }

  /// Steps of the whole checkpoints, ascending.
  public func checkpoints() throws -> [Int] {
    guard Files.isFolder(path) else { return [] }
    return try Files.list(path).compactMap { name in
      name.hasPrefix("checkpoint-") ? Int(name.dropFirst("checkpoint-".count)) : nil
    }.sorted()
  }

  /// Whether a run has been here.
  public func isUsed() throws -> Bool {
    try Files.exists(metrics) || Files.exists(path + "/model.safetensors") || !checkpoints().isEmpty
  }

  /// Fills `checkpoint-N.tmp` through `fill`, makes it durable and gives it its name; removes what a killed run left.
  public func writeCheckpoint(_ step: Int, _ fill: (String) throws -> Void) throws {
    let final = checkpoint(step)
    let aside = final + ".tmp"
    try Self.remove(aside)
    try Files.makeFolder(aside)
    do {
      try fill(aside)
      try Self.sync(aside)
      try Self.remove(final)
      if FaultInjection.strikes("rename") { throw StreamError(file: final, operation: "rename", code: EIO) }
      guard rename(aside, final) == 0 else {
        throw StreamError(file: final, operation: "rename", code: errno)
      }
    } catch {
      try? Self.remove(aside)
      throw error
    }
    try Self.sync(path)
  }

  /// Removes the oldest checkpoints so that `limit` are left.
  public func prune(keeping limit: Int) throws {
    for step in try checkpoints().dropLast(max(limit, 1)) { try Self.remove(checkpoint(step)) }
  }

  /// Removes half-written checkpoints of a killed run.
  public func sweep() throws {
    guard Files.isFolder(path) else { return }
    for name in try Files.list(path) where name.hasPrefix("checkpoint-") && name.hasSuffix(".tmp") {
      try Self.remove(path + "/" + name)
    }
  }

  /// Removes everything an earlier run left here.
  public func clear() throws {
    try sweep()
    for step in try checkpoints() { try Self.remove(checkpoint(step)) }
    for name in ["metrics.jsonl", "run.json", "model.safetensors", "config.json", "generation_config.json"] {
      unlink(path + "/" + name)
    }
  }

  /// Removes a folder of files.
  static func remove(_ folder: String) throws {
    guard Files.isFolder(folder) else { return }
    for name in try Files.list(folder) {
      guard unlink(folder + "/" + name) == 0 else {
        throw StreamError(file: folder + "/" + name, operation: "remove", code: errno)
      }
    }
    guard rmdir(folder) == 0 else { throw StreamError(file: folder, operation: "remove", code: errno) }
  }

  static func sync(_ folder: String) throws {
    let fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard fd >= 0 else { throw StreamError(file: folder, operation: "open folder", code: errno) }
    defer { close(fd) }
    // A file system that cannot sync a folder has nothing more to offer.
    _ = fsync(fd)
  }
}
