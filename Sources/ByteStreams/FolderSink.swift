import CSupport
import Glibc

/// A folder of files that appears under its name only when it is whole.
///
/// It is filled beside its final place as `.NAME.PID.part`; `commit` syncs and renames it. Without `commit`, `deinit`
/// removes what was written.
public final class FolderSink {
  public let name: String
  private let aside: String
  private var committed = false

  /// - Throws: when something stands under that name already, but for an empty folder.
  public init(path: String) throws(StreamError) {
    let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    name = trimmed
    let slash = trimmed.lastIndex(of: "/")
    let parent = slash.map { String(trimmed[...$0]) } ?? ""
    let last = slash.map { String(trimmed[trimmed.index(after: $0)...]) } ?? trimmed
    aside = "\(parent).\(last).\(getpid()).part"
    var isFree = !Files.exists(trimmed)
    if !isFree, Files.isFolder(trimmed) { isFree = try Files.list(trimmed).isEmpty }
    if !isFree {
      committed = true
      throw StreamError(
        file: trimmed, operation: "write", code: 0,
        detail: "it exists already: remove it or name another folder")
    }
    guard mkdir(aside, 0o777) == 0 else {
      committed = true
      throw StreamError(file: aside, operation: "make folder", code: errno)
    }
    Unfinished.add(aside)
  }

  deinit {
    if !committed {
      try? Files.removeFolder(aside)
      Unfinished.remove(aside)
    }
  }

  /// Where a file of the folder is written.
  public func path(_ relative: String) -> String { aside + "/" + relative }

  public func makeFolder(_ relative: String) throws(StreamError) { try Files.makeFolder(path(relative)) }

  /// A new file; `commit` on it closes it.
  public func open(_ relative: String) throws(StreamError) -> FileSink {
    try FileSink(inside: path(relative))
  }

  public func write(_ bytes: [UInt8], to relative: String) throws {
    let sink = try open(relative)
    try sink.write(bytes)
    try sink.commit()
  }

  /// Makes every file durable and gives the folder its name. Nothing may be written afterwards.
  public func commit() throws {
    if FaultInjection.strikes("sync") { throw StreamError(file: name, operation: "sync", code: EIO) }
    guard aa_sync_file_system(aside) == 0 else {
      throw StreamError(file: name, operation: "sync", code: errno)
    }
    if FaultInjection.strikes("rename") { throw StreamError(file: name, operation: "rename", code: EIO) }
    guard rename(aside, name) == 0 else { throw StreamError(file: name, operation: "rename", code: errno) }
    committed = true
    Unfinished.remove(aside)
    FolderSync.sync(folderOf: name)
  }
}
