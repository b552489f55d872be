import ByteStreams
import JSON

/// Reads `scores.jsonl`.
public enum ScoresReader {
  /// All lines in order.
  /// - Throws: `EvaluationError.badLine` with the line's number; `StreamError` when reading fails.
  public static func read(_ source: any ByteSource) throws -> [ScoredCandidate] {
    let stream = JSONStream(source, layout: .lines)
    var lines: [ScoredCandidate] = []
    do {
      while let element = try stream.next() {
        do {
          lines.append(try ScoredCandidate(json: try element.parsed()))
        } catch let error as ScoredCandidate.Unreadable {
          throw EvaluationError.badLine(file: source.name, line: element.line, why: error.why)
        }
      }
    } catch let error as JSONError {
      throw EvaluationError.badLine(
        file: source.name, line: error.line, why: "column \(error.column): \(error.what)")
    }
    return lines
  }

  /// The pairs that the lines of `source` make.
  public static func pairs(_ source: any ByteSource) throws -> [ScoredPair] {
    var builder = PairBuilder(file: source.name)
    for line in try read(source) { try builder.add(line) }
    return try builder.pairs()
  }
}
