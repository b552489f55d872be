import ArgumentParser
import ByteStreams
import CommandLineTool
import JSON
import ShardFormat
import ShardInspection

/// `aa-cat prove`.
struct Prove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Prove that a record is in a shard, to whoever knows its content root.",
    discussion: """
      Writes the audit path of RFC 6962 from the record's SHA-256 to the content root of its member, as JSON: a few \
      hundred bytes, however large the shard is (schemas/proof.schema.json). 'verify' needs nothing else.

      Example: prove record 17 of a release, and verify it against the root that was published
        aa-cat prove release.aas 17 -o proof.json --record record.cbor
        root=$(aa-cat info --json release.aas | jq -r .content_root)
        aa-cat verify proof.json --root $root --record record.cbor

      Exit codes: 0 done; 1 no such record, or a damaged shard; 64 wrong usage.
      """)

  @Argument(help: "The shard; '-' is standard input.")
  var file: String
  @Argument(
    help: ArgumentHelp(
      "Its SHA-256, its place from 0, or its identifier (id:… when that looks like the others).",
      valueName: "record"))
  var query: String
  @Option(
    name: .customLong("record"),
    help: ArgumentHelp("Also write the record's bytes, CBOR, here.", valueName: "file"))
  var recordFile: String?
  @Option(name: .shortAndLong, help: ArgumentHelp("The proof; '-' is standard output.", valueName: "file"))
  var output = "-"

  func run() throws {
    try Tool.run("aa-cat") {
      let found = try RecordProof.find(RecordProof.Query(query), in: try Streams.input(file))
      if let recordFile {
        let sink = try Streams.binaryOutput(recordFile)
        try sink.write(found.record.bytes)
        try sink.commit()
      }
      let sink = try Streams.textOutput(output)
      try sink.write(found.document.json.text() + "\n")
      try sink.commit()
      return .done
    }
  }
}
