import ArgumentParser
import ByteStreams
import CommandLineTool
import JSON
import ShardInspection

/// `aa-cat diff`.
struct Diff: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "List the records that are new, gone or changed between two shards.",
    discussion: """
      Equal records have equal bytes, wherever they stand. A changed record has the same source and identifier; the \
      fields that differ are named. '-' is gone, '+' is new, '~' has changed. Differences of META are listed first, \
      unless --records-only.

      Memory: about 45 bytes a record. A pipe is kept in a temporary file (TMPDIR).

      Example:
        aa-cat diff v1.aas v2.aas
        aa-cat diff --json v1.aas v2.aas | jq -r 'select(.change == "changed") | .id'

      Exit codes: 0 no differences; 1 failed; 3 differences, each listed; 64 wrong usage. (diff(1) says 1 for \
      differences and 2 for failures; here 1 is failure in every program.)
      """)

  @Flag(help: "One JSON object a difference.")
  var json = false
  @Flag(name: .customLong("records-only"), help: "Do not compare META.")
  var recordsOnly = false
  @Argument(help: ArgumentHelp("The first shard; one of the two may be '-'.", valueName: "before"))
  var before: String
  @Argument(help: ArgumentHelp("The second shard.", valueName: "after"))
  var after: String

  func validate() throws {
    if before == "-", after == "-" { throw ValidationError("only one of the two can be standard input") }
  }

  func run() throws {
    try Tool.run("aa-cat") {
      let a = try StoredInput(before)
      let b = try StoredInput(after)
      let sink = try Streams.textOutput("-")
      var count = 0
      try ShardDiff((a.path, a.name), (b.path, b.name)).changes { change in
        if recordsOnly {
          switch change {
          case .meta, .members: return
          default: break
          }
        }
        count += 1
        try sink.write(json ? ChangeLine.json(change).text() + "\n" : ChangeLine.text(change) + "\n")
      }
      try sink.commit()
      return count > 0 ? .doneWithLoss : .done
    }
  }
}

/// A difference for people and for programs.
enum ChangeLine {
  static func text(_ change: ShardDiff.Change) -> String {
    switch change {
    case .members(let a, let b): "META: \(a) members before, \(b) after"
    case .meta(let member, let key): "META of member \(member): '\(key)' differs"
    case .removed(let name): "- \(name.source) \(name.id) \(name.digest)"
    case .added(let name): "+ \(name.source) \(name.id) \(name.digest)"
    case .changed(_, let after, let fields):
      "~ \(after.source) \(after.id): \(fields.joined(separator: ", "))"
    }
  }

  static func json(_ change: ShardDiff.Change) -> JSONValue {
    func record(_ word: String, _ name: ShardDiff.Name, _ more: [(String, JSONValue)]) -> JSONValue {
      .object(
        JSONObject(
          [("change", .string(word)), ("source", .string(name.source)), ("id", .string(name.id))] + more))
    }
    switch change {
    case .members(let a, let b):
      return ["change": "members", "before": JSONValue(a), "after": JSONValue(b)]
    case .meta(let member, let key):
      return ["change": "meta", "member": JSONValue(member), "key": .string(key)]
    case .removed(let name): return record("removed", name, [("sha256", .string(name.digest.hex))])
    case .added(let name): return record("added", name, [("sha256", .string(name.digest.hex))])
    case .changed(let before, let after, let fields):
      return record(
        "changed", after,
        [
          ("before", .string(before.digest.hex)), ("after", .string(after.digest.hex)),
          ("fields", .array(fields.map { .string($0) })),
        ])
    }
  }
}
