import ByteStreams
import JSON
import ShardFormat
import Testing

/// The bad files at random access, which looks at less: members from their ends, each frame on its own.
@Suite struct ConformanceMappedTests {
  /// What a reader at random finds: the first error, when all that can be asked for is asked for.
  static func error(_ path: String) -> ShardError? {
    do {
      let mapped = try MappedShard(path: path)
      for i in mapped.frames.indices { try mapped.verify(i) }
      for i in 0..<mapped.recordCount { _ = try mapped.record(i) }
      return nil
    } catch let error as ShardError {
      return error
    } catch {
      return ShardError(.notAFile, file: path, what: "\(error)")
    }
  }

  /// What a mapped file gives instead of the streaming reader's error. nil: it sees nothing wrong.
  static func stands(for error: String) -> Set<ShardError.Code?> {
    switch error {
    // The content tree and the counts need the whole stream.
    case "countMismatch", "contentRootMismatch": [nil, .badSummary]
    // It looks for the frames that the trailer names, not for those between.
    case "unexpectedFrame", "missingMeta", "unknownCriticalFrame": [nil, .badTrailer, .badIndex, .badSummary]
    // It begins at the end: a cut file has no trailer, nor has one with something behind.
    case "truncated", "badMagic": [.missingEnd, .badMagic]
    case "aborted", "missingEnd": [.missingEnd, .badTrailer, .badSync]
    // It follows the trailer's length and offsets to what is no member or frame; INDEX and SUMMARY may be left out.
    case "badTrailer", "badSync": [.badMagic, .badSync, nil]
    case "badIndex": [.badSync]
    // It holds no window.
    case "limitTooLarge": [nil]
    default: []
    }
  }

  @Test(arguments: ConformanceSet.names("bad"))
  func badFilesAtRandom(name: String) throws {
    let expected = try ConformanceSet.expected("bad", name)
    guard expected["layer"] == "container", let code = expected["error"]?.stringValue else { return }
    let found = Self.error(ConformanceSet.path("bad", name))
    if found?.code.rawValue == code {
      // A trailer or an INDEX that is sound in itself is refused at the place that it names; of foreign frames END is
      // met first; a cut is noticed where the file ends.
      if !["badTrailer", "badIndex", "foreignFrame", "missingEnd"].contains(code) {
        #expect(found?.offset.map { Int($0) } ?? 0 == expected["offset"]?.intValue)
      }
    } else {
      #expect(Self.stands(for: code).contains(found?.code), "\(code): \(String(describing: found))")
    }
  }
}
