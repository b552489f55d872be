import ArgumentParser
import ByteStreams
import CommandLineTool
import ShardEditing
import ShardFormat

/// `aa-cat merge`.
struct Merge: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Make one shard with one member of several, each record once.",
    discussion: """
      Records come in the order of the inputs; of equal records (same SHA-256) the first stays. Frames are copied byte \
      for byte where nothing in them is left out. All inputs must have the same profile and tokenizer. META: the \
      sources of all, each once; the chain of tools as far as it is the same in all, and where they differ all chains \
      under 'merged_chains'. A packed shard loses its plans. Pipes are kept in a temporary file (TMPDIR), since META \
      comes first. ('cat a.aas b.aas' also gives a stream: of two members, with duplicates.)

      Memory: the blob window, a few frames, and about 50 bytes a record.

      Example:
        aa-cat merge monday.aas tuesday.aas -o both.aas

      Exit codes: 0 done; 1 failed; 64 wrong usage.
      """)

  @Flag(name: .customLong("list-duplicates"), help: "List each record that is left out on standard error.")
  var listDuplicates = false
  @OptionGroup var codec: CodecOptions
  @Option(name: .shortAndLong, help: ArgumentHelp("Output; '-' is standard output.", valueName: "file"))
  var output = "-"
  @Flag(name: .shortAndLong, help: "No summary.")
  var quiet = false
  @Argument(help: "Shard files; '-' or nothing is standard input.")
  var files: [String] = []

  func run() throws {
    let run = EditRun(verb: "merge", output: output)
    try Tool.run("aa-cat", onFailure: run.abort) {
      let inputs = try (files.isEmpty ? ["-"] : files).map { try StoredInput($0) }
      var union = MetaUnion()
      for input in inputs {
        for member in try MappedShard.members(path: input.path, name: input.name) {
          try union.add(member, of: input.name)
        }
      }
      let options = ShardEdit.Options(
        step: .verb("merge", codec.named), codec: codec.codec, united: union.united)
      let once = Deduplication { [listDuplicates] digest, id in
        guard listDuplicates else { return }
        Tool.warn("aa-cat: merge: left out, came before: \(id.map { "\($0) " } ?? "")\(digest)")
      }
      let edit = try run.run(
        inputs.map { input in { try input.source() } }, options: options, routing: once, quiet: quiet)
      if !quiet {
        EditRun.tellPlans(edit)
        Tool.warn("aa-cat: merge: \(edit.kept.first ?? 0) kept, \(edit.leftOut) duplicates left out")
      }
      return .done
    }
  }
}
