import ByteStreams
import MediaWorkers

/// A folder of what was fetched: each address's bytes in a file called by the address's SHA-256, which appears when it is
/// whole. Programs that run at the same time may share it; nothing in it goes out of date by itself.
struct FetchCache: Sendable {
  private let folder: String

  init(_ folder: String) { self.folder = folder }

  private func path(_ address: String) -> (folder: String, file: String) {
    let name = SHA256.hash(Array(address.utf8)).hex
    // Hundreds of thousands of files in one folder are slow on some file systems.
    let inner = folder + "/" + name.prefix(2)
    return (inner, inner + "/" + name)
  }

  /// Nil when it is not there, or larger than the limit.
  func bytes(_ address: String, limit: Int) throws -> [UInt8]? {
    let file = path(address).file
    guard Files.exists(file) else { return nil }
    do {
      guard let size = try FileSource(path: file).size, size <= limit else { return nil }
      return try Files.read(file, limit: limit)
    } catch let error as StreamError { throw WorkerError("--fetch-cache: \(error)") }
  }

  func keep(_ address: String, _ bytes: [UInt8]) throws {
    let (folder, file) = path(address)
    do {
      try Files.makeFolder(folder)
      try Files.write(bytes, to: file)
    } catch let error as StreamError {
      // Two threads that fetched the same: either file will do.
      if Files.exists(file) { return }
      throw WorkerError("--fetch-cache: \(error)")
    }
  }
}
