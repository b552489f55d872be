import ArgumentParser
import CommandLineTool

/// `aa-cat info`.
struct Info: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Say what shards hold: profile, tools, sources, counts, sizes, content root.",
    discussion: """
      From a file only the beginning and the end of each member are read, a few pages however large it is, and the \
      data are not verified ('check' does that). A pipe is read through and verified.

      Example:
        aa-cat info train.aas
        aa-cat info --json *.aas | jq -r '[.file, .records] | @tsv'

      Exit codes: 0 done; 1 damaged, incomplete or unreadable input; 64 wrong usage.
      """)

  @Argument(help: "Shard files; '-' or nothing is standard input.")
  var files: [String] = []

  @Flag(help: "One JSON object a member.")
  var json = false

  func run() throws {
    try Tool.run("aa-cat") { try MemberListing.print(files, json: json) }
  }
}
