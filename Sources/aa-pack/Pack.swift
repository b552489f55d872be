import ArgumentParser
import ByteStreams
import CommandLineTool
import ShardFormat
import TokenTrees

@main
struct Pack: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aa-pack",
    abstract: "Put token groups into bins of a capacity, as plans that rewrite no token.",
    discussion: """
      Reads a stream of tokens (aa-tokenize) and writes it again with PLAN frames between the TOKENS frames, which are \
      copied byte for byte. A group, a prompt with all its candidates, is never cut.

      Example:
        aa-tokenize records.aas | aa-pack --capacity 2048 -o packed.aas

      Exit codes: 0 done, 1 failed, 3 groups were left out (--skip-bad; each is listed), 64 wrong usage.
      """,
    version: toolkitVersion)

  @Option(help: "Tokens that a bin may hold.")
  var capacity = 2048

  @Option(help: "Groups that are packed together at most. Windows begin at 64 and double.")
  var window = 8192

  @Option(help: "Decides the order of the bins inside a window.")
  var seed: UInt64 = 0

  @Flag(name: .customLong("skip-bad"), help: "Leave out groups longer than the capacity, and list them.")
  var skipBad = false

  @Option(name: .shortAndLong, help: "Output file; - is standard output.")
  var output = "-"

  @Flag(name: .shortAndLong, help: "No summary.")
  var quiet = false

  @Argument(help: "Token streams; none or - is standard input.")
  var inputs: [String] = []

  func validate() throws {
    guard (1...1 << 30).contains(capacity) else {
      throw ValidationError("--capacity must be between 1 and 1073741824")
    }
    guard (1...1 << 24).contains(window) else {
      throw ValidationError("--window must be between 1 and 16777216")
    }
  }

  func run() throws {
    let stream = PackedStream(command: self)
    try Tool.run("aa-pack", onFailure: stream.abort) { try stream.run() }
  }
}
