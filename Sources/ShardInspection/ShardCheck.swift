import ByteStreams
import PreferenceRecords
import ShardFormat
import TokenTrees

/// Finds what is wrong with shards.
public struct ShardCheck {
  private let tell: (ShardProblem) throws -> Void

  public init(tell: @escaping (ShardProblem) throws -> Void) { self.tell = tell }

  /// Reads only beginnings and ends: preamble, META, END, INDEX, SUMMARY and TRAILER of every member.
  /// - Throws: what the file system throws.
  public func ends(path: String, name: String) throws {
    do {
      _ = try MappedShard(path: path, name: name)
    } catch let error as ShardError where error.code != .notAFile {
      try tell(ShardProblem(error))
    }
  }

  /// Reads a file to its end and verifies everything. Where it cannot be read on, what else is damaged is still found.
  /// - Throws: what the file system throws.
  public func file(path: String, name: String) throws {
    let stopped = try stream(FileSource(path: path, called: name))
    guard let stopped, stopped.code != .emptyInput else { return }
    let salvage = try ShardSalvage(path: path, name: name)
    while let piece = salvage.next() {
      guard case .loss(let loss) = piece, loss.range.lowerBound > stopped.offset ?? 0 else { continue }
      try tell(ShardProblem(loss.error))
    }
  }

  /// Reads a stream to its end, or to where it cannot be read on, and verifies everything.
  /// - Returns: the error that ended the reading; it has been told.
  /// - Throws: what the source throws.
  @discardableResult
  public func stream(_ source: any ByteSource) throws -> ShardError? {
    let reader = ShardReader(source: source, options: ShardReaderOptions(keepBlobs: false))
    // The reader's callback cannot throw.
    var problems: [ShardProblem] = []
    var member = MemberCheck(file: reader.name)
    reader.onFrame = { member.frame($0.kind, ordinal: $1, offset: $2) }
    defer { reader.onFrame = nil }
    var stopped: ShardError?
    do {
      while let frame = try reader.nextFrame() {
        member.take(frame, window: reader.preamble?.blobWindow ?? 0, { problems.append($0) })
        for problem in problems { try tell(problem) }
        problems.removeAll()
      }
    } catch let error as ShardError {
      stopped = error
      problems.append(ShardProblem(error))
    }
    for problem in problems { try tell(problem) }
    return stopped
  }
}
