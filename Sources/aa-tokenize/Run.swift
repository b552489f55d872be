import ArgumentParser
import CSupport
import CommandLineTool
import MediaCommandLine

/// The default: records in, token groups out.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Records to token groups (the default).",
    discussion: """
      Example:
        aa-convert data/ | aa-tokenize --image-rate 3 | aa-pack -o packed.aas
      """)

  @OptionGroup var codec: CodecOptions

  @Option(help: "A tokenizer.json from aa-tokenize train; without it text is bytes.")
  var tokenizer: String?

  @Option(help: "Leave out records with more tokens than this, and list them. Nothing is ever cut.")
  var maxTokens: Int?

  @Option(help: "Control experiment: exchange the media of records for those of others, by this seed.")
  var shuffleMedia: UInt64?

  @Flag(
    name: .customLong("skip-bad"), help: "Leave out records whose media cannot be decoded, and list them.")
  var skipBad = false

  @OptionGroup(title: "Limits of media") var limits: MediaLimitOptions

  @Option(
    name: .customShort("j", allowingJoined: true),
    help:
      "Threads that tokenize, beside the one that reads and writes (default: available CPUs). The output does not depend on it."
  )
  var threads = Int(aa_available_cpus())

  @Option(name: .shortAndLong, help: "Output file; - is standard output.")
  var output = "-"

  @Flag(name: .shortAndLong, help: "No summary.")
  var quiet = false

  @Argument(help: "Record streams; none or - is standard input.")
  var inputs: [String] = []

  func validate() throws {
    guard (1...1024).contains(threads) else { throw ValidationError("-j must be between 1 and 1024") }
    if let maxTokens, maxTokens < 1 { throw ValidationError("--max-tokens must be at least 1") }
  }

  func run() throws {
    let stream = TokenizedStream(command: self)
    try Tool.run("aa-tokenize", onFailure: stream.abort) { try stream.run() }
  }
}
