import ArgumentParser
import ByteStreams
import CommandLineTool
import JSON
import ShardEditing
import ShardFormat

/// `aa-cat recover`.
struct Recover: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recover",
    abstract: "Make a good shard of what is whole in a damaged or cut one.",
    discussion: """
      Every frame has its own checksums: reading goes on at the next good one. Whole frames are copied byte for byte, \
      endings are made anew, several members stay several. Records whose media are lost are left out. Plans are left \
      out when groups or plans are lost: the member becomes one of tokens. A member whose META is lost gets that of \
      --meta-from, or of another member with the same tag, or a minimal one. Each loss is listed on standard error, \
      and with --losses as JSON Lines. A pipe is kept in a temporary file (TMPDIR).

      Example:
        aa-cat recover broken.aas -o saved.aas --losses losses.jsonl
        aa-cat check saved.aas

      Exit codes: 0 nothing was lost; 1 nothing could be saved, and nothing is written; 3 saved with losses, each \
      listed; 64 wrong usage.
      """)

  @Option(
    name: .customLong("meta-from"),
    help: ArgumentHelp("A whole shard whose META stands in for one that is lost.", valueName: "shard"))
  var metaFrom: String?
  @Option(help: ArgumentHelp("Also list the losses here, one JSON object a line.", valueName: "file"))
  var losses: String?
  @Option(name: .shortAndLong, help: ArgumentHelp("Output; '-' is standard output.", valueName: "file"))
  var output = "-"
  @Flag(name: .shortAndLong, help: "No list of losses on standard error.")
  var quiet = false
  @Argument(help: "The damaged shard; '-' is standard input.")
  var file = "-"

  func run() throws {
    try Tool.run("aa-cat") {
      Tool.returnLargeBlocks()
      let input = try StoredInput(file)
      let replacements = try metaFrom.map { try MappedShard.members(path: $0).map(\.meta) } ?? []
      let lossSink = try losses.map { try Streams.textOutput($0) }
      let recovery = ShardRecovery(
        path: input.path, name: input.name, step: .verb("recover"), replacements: replacements,
        tell: { loss in
          if !quiet { Tool.warn("aa-cat: recover: \(LossLine.text(loss, of: input.name))") }
          try lossSink?.write(LossLine.json(loss, of: input.name).text() + "\n")
        })
      guard try recovery.survey() else {
        throw Failure(
          "\(input.name): no whole frame of records, media or tokens is in it: nothing can be saved")
      }
      let sink = try Streams.binaryOutput(output)
      let count = try recovery.write(to: sink)
      try sink.commit()
      try lossSink?.commit()
      return count > 0 ? .doneWithLoss : .done
    }
  }
}

/// A loss for people and for programs.
enum LossLine {
  static func text(_ loss: RecoveryLoss, of file: String) -> String {
    var line = file
    if let range = loss.range {
      line += range.isEmpty ? ": byte \(range.lowerBound)" : ": bytes \(range.lowerBound)…\(range.upperBound)"
    }
    if let frame = loss.frame, loss.range != nil {
      line += ": \(frame)" + (loss.entries.map { " of \($0)" } ?? "")
    }
    return line + ": \(loss.what) [\(loss.error)]"
  }

  static func json(_ loss: RecoveryLoss, of file: String) -> JSONValue {
    var fields: [(String, JSONValue)] = [("error", .string(loss.error)), ("file", .string(file))]
    if let range = loss.range {
      fields.append(("from", JSONValue(.unsigned(range.lowerBound))))
      fields.append(("to", JSONValue(.unsigned(range.upperBound))))
    }
    if let frame = loss.frame { fields.append(("frame", .string("\(frame)"))) }
    if let entries = loss.entries { fields.append(("entries", JSONValue(entries))) }
    if let record = loss.record { fields.append(("record", .string(record.hex))) }
    if let id = loss.id { fields.append(("id", .string(id))) }
    fields.append(("message", .string(loss.what)))
    return .object(JSONObject(fields))
  }
}
