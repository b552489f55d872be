import ArgumentParser
import CommandLineTool
import CSupport
import Generation
import MediaCommandLine

@main
struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aa-generate",
    abstract: "Let a trained model answer the prompts of records: new candidates, in text and media.",
    discussion: """
      Reads records, and writes them with the model's responses as their candidates; the prompts and their media stay as \
      they are. Everything the model says can be read back: text is valid UTF-8, and a medium is a whole one, which is \
      written as PNG, 16-bit WAV or YUV4MPEG2. Each response is made of what the record's own candidates are made of \
      (text, and as many media of each kind), or of what --modality says. Each new candidate carries its author, the \
      sampling options, and how it came to its end (finish: end, or length).

      No medium is cut by --max-tokens: it begins only where the shortest of its kind still fits, a sound near the limit \
      ends with its last whole frame, and room is kept for media that must come. Text is cut at the limit; the closing \
      line counts such responses.

      The same model, records and options give the same bytes, whatever -j is and whichever records stand beside: what \
      is drawn depends on the seed, the record's digest and the candidate's number.

      Example: four answers to each prompt, checked, and as training data for the next round
        aa-generate --model model -n 4 prompts.aas | aa-validate --filter -o new.aas
        aa-tokenize --tokenizer tokenizer.json new.aas -o tokens.aas

      Exit codes: 0 done, 1 failed, 3 some prompts were passed over (each is listed), 64 wrong usage.
      """,
    version: toolkitVersion)

  @Option(name: .customLong("model"), help: ArgumentHelp("Folder of a causal model.", valueName: "folder"))
  var folder: String

  @Option(
    help: ArgumentHelp(
      "A token shard with the vocabulary that the model was trained on, for a folder without aa_tokenizer.cbor.",
      valueName: "shard"))
  var tokens: String?

  @Option(
    name: [.customShort("n", allowingJoined: true), .customLong("candidates")],
    help: ArgumentHelp("Responses to each prompt.", valueName: "k"))
  var candidates = 1

  @Option(
    help: ArgumentHelp("Divides the logits; 0 takes the most probable token every time.", valueName: "t"))
  var temperature = 1.0

  @Option(help: ArgumentHelp("Draw from the k most probable tokens; 0 for all.", valueName: "k"))
  var topK = 0

  @Option(
    help: ArgumentHelp(
      "Draw from the fewest most probable tokens that sum to p; 1 for all. After --top-k.", valueName: "p"))
  var topP = 1.0

  @Option(help: ArgumentHelp("Tokens of a response at most.", valueName: "n"))
  var maxTokens = 512

  @Option(help: ArgumentHelp("Seed of what is drawn.", valueName: "s"))
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "What responses are made of: letters of t (text), i (an image), a (a sound), v (a clip), such as ti; 'any' leaves it to the model (then responses may differ in it, which aa-validate reports as P12). Default: what the record's candidates are made of.",
      valueName: "letters"))
  var modality: String?

  @Flag(help: "Keep the records' candidates and what was said of them; the new ones come behind.")
  var keep = false

  @Option(
    help: ArgumentHelp(
      "Author of the new candidates (default: model- and 12 digits of its weights' SHA-256)."))
  var author: String?

  @Option(help: ArgumentHelp("Answer only the first n prompts.", valueName: "n"))
  var limit: Int?

  @Flag(name: .customLong("skip-bad"), help: "Pass over prompts that cannot be answered, and list them.")
  var skipBad = false

  @Option(
    name: .customShort("j", allowingJoined: true),
    help: ArgumentHelp("Threads, one prompt each; all CPUs unless given.", valueName: "n"))
  var threads = Int(aa_available_cpus())

  @OptionGroup(title: "Limits of media") var limits: MediaLimitOptions

  @Option(name: .shortAndLong, help: "Output file; - is standard output.")
  var output = "-"

  @Flag(name: .shortAndLong, help: "No closing line.")
  var quiet = false

  @Argument(help: "Record streams; none or - is standard input.")
  var inputs: [String] = []

  func validate() throws {
    for (name, value) in [("-n", candidates), ("--max-tokens", maxTokens), ("--limit", limit ?? 1)]
    where !(1...1 << 24).contains(value) {
      throw ValidationError("\(name) must be at least 1")
    }
    guard (1...1024).contains(threads) else { throw ValidationError("-j must be between 1 and 1024") }
    guard temperature >= 0, temperature.isFinite else {
      throw ValidationError("--temperature must be 0 or a positive number")
    }
    guard topK >= 0 else { throw ValidationError("--top-k must be 0 or more") }
    guard topP > 0, topP <= 1 else { throw ValidationError("--top-p must be more than 0 and at most 1") }
    if temperature == 0, candidates > 1 {
      throw ValidationError("--temperature 0 gives the same response every time: leave -n at 1")
    }
    _ = try form()
  }

  var sampling: SamplingOptions {
    SamplingOptions(
      temperature: temperature, topK: topK, topP: topP, maxTokens: maxTokens, seed: seed,
      candidates: candidates)
  }

  func form() throws -> RecordGenerator.Form {
    guard let modality else { return .likeCandidates }
    if modality == "any" { return .fixed(.any) }
    guard let form = ResponseForm(letters: modality) else {
      throw ValidationError("--modality takes letters of t, i, a, v, or 'any', not '\(modality)'")
    }
    return .fixed(form)
  }

  func run() throws {
    let run = GenerationRun(self)
    try Tool.run("aa-generate", onFailure: run.abort) { try run.run() }
  }
}
