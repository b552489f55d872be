import ArgumentParser
import CSupport
import CommandLineTool
import MediaCommandLine
import TokenTrees

/// The default: records in, token groups out.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Records to token groups (the default).",
    discussion: """
      Examples:
        aa-convert data/ | aa-tokenize --image-rate 3 | aa-pack -o packed.aas
        aa-tokenize --tokenizer Qwen2.5-7B-Instruct --max-tokens 4096 records.aas -o tokens.aas
        aa-tokenize --tokenizer Qwen2.5-7B-Instruct --show records.aas | less -R
      """)

  @OptionGroup(title: "Text") var text: TextOptions

  @OptionGroup(title: "Media") var codec: CodecOptions

  @Option(
    help: "The most tokens that a record may have, its prompt and all responses together; see --truncate.")
  var maxTokens: Int?

  @Option(
    help: ArgumentHelp(
      "What becomes of records with more: drop leaves them out and lists them; left cuts the beginning of the prompt, right the ends of the longest responses. No cut goes through a medium, none takes a whole response.",
      valueName: "drop|left|right"))
  var truncate = Truncation.drop

  @Flag(help: "Print the records' trees for people, coloured by role and loss, instead of writing tokens.")
  var show = false

  @Option(help: ArgumentHelp("Whether --show uses colour.", valueName: "auto|always|never"))
  var color = ColorChoice.auto

  @Option(help: "Control experiment: exchange the media of records for those of others, by this seed.")
  var shuffleMedia: UInt64?

  @Flag(
    name: .customLong("skip-bad"),
    help: "Leave out records whose media cannot be decoded or whose texts are in error, and list them.")
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
    if maxTokens == nil, truncate != .drop { throw ValidationError("--truncate goes with --max-tokens") }
    if show, shuffleMedia != nil { throw ValidationError("--show goes without --shuffle-media") }
  }

  func run() throws {
    let stream = TokenizedStream(command: self)
    try Tool.run("aa-tokenize", onFailure: stream.abort) { try stream.run() }
  }
}

extension Truncation: ExpressibleByArgument {}

enum ColorChoice: String, ExpressibleByArgument, CaseIterable { case auto, always, never }
