import ArgumentParser
import ByteStreams
import CommandLineTool
import JSON
import ShardInspection

/// `aa-cat check`.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say whether shards are whole and right.",
    discussion: """
      Verifies everything that the format promises: checksums, counts, content root; media that records name, within \
      the blob window; token columns and plans; INDEX, SUMMARY and TRAILER against the frames. One line a problem, \
      with the specification's name of it. A damaged file is searched to its end; a pipe as far as it can be read. \
      --quick reads the ends of each member only. (Whether records make sense is for aa-validate to say.)

      Example:
        aa-cat check --quick *.aas
        aa-cat check --json train.aas | jq -r .error | sort | uniq -c

      Exit codes: 0 nothing is wrong; 1 something is, or a file cannot be read; 64 wrong usage.
      """)

  @Flag(help: "Only preamble, META, END, INDEX, SUMMARY and TRAILER of each member; of files.")
  var quick = false
  @Flag(help: "One JSON object a problem.")
  var json = false
  @Flag(name: .shortAndLong, help: "No line for files that are right.")
  var quiet = false
  @Argument(help: "Shard files; '-' or nothing is standard input.")
  var files: [String] = []

  func validate() throws {
    if quick, files.isEmpty || files.contains("-") {
      throw ValidationError("--quick reads the ends of files: name them")
    }
  }

  func run() throws {
    try Tool.run("aa-cat") {
      let sink = try Streams.textOutput("-")
      var problems = 0
      let check = ShardCheck { [json] problem in
        problems += 1
        try sink.write(json ? problem.json.text() + "\n" : problem.line + "\n")
      }
      for file in files.isEmpty ? ["-"] : files {
        let before = problems
        try run(check, file)
        if !quiet, problems == before { Tool.warn("aa-cat: check: \(file): right") }
        try sink.flush()
      }
      try sink.commit()
      if problems > 0 { throw ExitCode(1) }
      return .done
    }
  }

  private func run(_ check: ShardCheck, _ file: String) throws {
    if quick { return try check.ends(path: file, name: file) }
    if file != "-", RegularFile.isOne(file) { return try check.file(path: file, name: file) }
    try check.stream(try Streams.input(file))
  }
}
