import Archives
import ByteStreams
import Media
import MediaWorkers

/// Media by their addresses, from servers that the user allows. A child process (`aa-fetch`) speaks to them.
///
/// An address that cannot be fetched is a `MediaError`, like a medium that cannot be decoded.
public final class FetchedMedia: MemberSource {
  /// Addresses stand for themselves.
  public let name = ""
  private let rules: FetchRules
  private let cache: FetchCache?
  private let workers: WorkerPool

  /// - Parameter cache: a folder where what was fetched stays; nil keeps nothing.
  public convenience init(_ rules: FetchRules, cache: String? = nil) {
    self.init(rules, cache: cache) { try WorkerProgram.path("aa-fetch") }
  }

  /// With another program as its workers.
  package convenience init(_ rules: FetchRules, cache: String? = nil, program: String) {
    self.init(rules, cache: cache) { program }
  }

  private init(_ rules: FetchRules, cache: String?, _ program: @escaping @Sendable () throws -> String) {
    self.rules = rules
    self.cache = cache.map { FetchCache($0) }
    workers = WorkerPool(
      program,
      [
        "--hosts", rules.hosts.joined(separator: ","), "--max-bytes", "\(rules.bytes)",
        "--milliseconds", "\(milliseconds(rules.seconds))", "--retries", "\(rules.retries)",
      ], answerLimit: rules.bytes)
  }

  public func close() { workers.close() }

  public func paths() -> [String] { [] }

  public func contains(_ path: String) -> Bool { true }

  public func open(_ path: String) throws -> any ByteSource {
    MemorySource(try bytes(path, limit: rules.bytes), name: path)
  }

  public func bytes(_ address: String, limit: Int) throws -> [UInt8] {
    if let known = try cache?.bytes(address, limit: min(limit, rules.bytes)) { return known }
    let bytes = try fetched(address)
    try cache?.keep(address, bytes)
    return bytes
  }

  private func fetched(_ address: String) throws -> [UInt8] {
    do {
      // Each try may follow five redirects and wait before the next; `aa-fetch` ends each in time by itself.
      let seconds = (rules.seconds * 6 + 10) * Double(rules.retries + 1) + 10
      let (answer, bytes) = try workers.exchange(
        [], Array(address.utf8), seconds: seconds, empty: FetchAnswer())
      if let why = answer.why { throw MediaError(.notFetched, why) }
      return bytes
    } catch let failure as WorkerFailure {
      switch failure {
      case .other(let error as PendingSignal): throw error
      case .other(let error): throw WorkerError("\(error)")
      case .tookTooLong: throw MediaError(.notFetched, "takes too long")
      case .nonsense, .died: throw MediaError(.notFetched, "the program that fetches it crashed")
      }
    }
  }
}

private func milliseconds(_ seconds: Double) -> Int { max(1, Int(min(seconds, 1e9) * 1000)) }
