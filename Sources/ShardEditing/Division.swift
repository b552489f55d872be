import ByteStreams
import PreferenceRecords
import ShardFormat

/// Puts each record into one of several outputs.
public final class Division: Routing {
  public enum Rule: Sendable, Equatable {
    /// By the record's hash into so many parts: a record's part does not depend on the others.
    case parts(Int)
    /// So many records after each other.
    case records(Int)
    case split, modality, source
  }

  private let rule: Rule
  /// Opens the output of a key and gives its number.
  private let open: (String) throws -> Int
  private var outputs: [String: Int] = [:]
  private var count = 0

  /// - Parameter open: called once for each key. Keys of `parts` and `records` are numbers from 0.
  public init(_ rule: Rule, open: @escaping (String) throws -> Int) {
    self.rule = rule
    self.open = open
  }

  public func output(for record: ReadRecord) throws -> Int? {
    switch rule {
    case .split: try output(of: record.content.split ?? "none")
    case .modality: try output(of: record.content.modality)
    case .source: try output(of: record.content.source.name)
    case .parts, .records: try output(ofDigest: record.item.digest)
    }
  }

  /// - Throws: `EditError` for what token groups do not tell.
  public func output(forGroup record: Digest, modality: String) throws -> Int? {
    switch rule {
    case .modality: return try output(of: modality)
    case .split, .source:
      throw EditError("a token group does not tell its record's split and source; split the records")
    case .parts, .records: return try output(ofDigest: record)
    }
  }

  private func output(ofDigest digest: Digest) throws -> Int {
    defer { count += 1 }
    if case .parts(let parts) = rule { return try output(of: "\(digest.a % UInt64(parts))") }
    if case .records(let size) = rule { return try output(of: "\(count / size)") }
    return 0
  }

  /// Opens the output of a key before anything goes there.
  public func begin(_ key: String) throws { _ = try output(of: key) }

  private func output(of key: String) throws -> Int {
    if let known = outputs[key] { return known }
    let number = try open(key)
    outputs[key] = number
    return number
  }
}
