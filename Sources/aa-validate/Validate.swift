import ArgumentParser
import ByteStreams
import CSupport
import CommandLineTool
import MediaCommandLine
import ShardFormat
import Validation

@main
struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aa-validate",
    abstract: "Check a stream of preference records, and filter it.",
    discussion: """
      Reads a shard from a file or standard input and prints findings, one JSON object a line, to standard output or
      --findings. With --filter, good records pass to standard output (or -o) with their media, and each record that
      is left out is listed.

        aa-validate data.aas
        aa-convert raw/ | aa-validate --filter | aa-tokenize -o tokens.aas
        aa-validate --filter --findings findings.jsonl -o good.aas data.aas

      Exit codes: 0 nothing wrong (warnings may be), 1 errors were found or the stream cannot be read to its end,
      3 the filter left records out, 64 wrong usage.
      """,
    version: toolkitVersion)

  @Argument(help: ArgumentHelp("The shard; '-' is standard input.", valueName: "shard"))
  var input = "-"

  @Flag(help: "Pass good records on, leave the others out.")
  var filter = false

  @Option(name: .shortAndLong, help: ArgumentHelp("Where good records go, with --filter.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("Where findings go.", valueName: "file"))
  var findings: String?

  @Option(help: ArgumentHelp("Also write a summary as JSON.", valueName: "file"))
  var summary: String?

  @Option(help: ArgumentHelp("train: errors make a record bad; strict: warnings too.", valueName: "name"))
  var profile = "train"

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Leave these checks out, as in M02,S03; may be given again.", valueName: "ids"))
  var skip: [String] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Run these checks only, and the container's.", valueName: "ids"))
  var only: [String] = []

  @Flag(help: "Print all checks and stop.")
  var list = false

  @Option(
    name: .customShort("j", allowingJoined: true),
    help: ArgumentHelp(
      "Threads that check, beside the one that reads and writes; all CPUs unless given. The output does not depend on it.",
      valueName: "n"))
  var threads: Int?

  @OptionGroup(title: "Limits of media") var limits: MediaLimitOptions

  @Flag(name: .shortAndLong, help: "No summary and no list of dropped records on standard error.")
  var quiet = false

  func validate() throws {
    if output != nil, !filter { throw ValidationError("-o is where --filter writes: give --filter too") }
    if filter, findings == "-", output == nil || output == "-" {
      throw ValidationError(
        "findings and records cannot both go to standard output: give -o or --findings FILE")
    }
  }

  func run() throws {
    if list {
      let text = CheckRegistry.listing.joined(separator: "\n") + "\n"
      return try Tool.run("aa-validate") {
        let sink = try Streams.textOutput("-")
        try sink.write(text)
        try sink.commit()
        return .done
      }
    }
    let options = try validationOptions()
    let run = ValidationRun(
      input: input, output: filter ? output ?? "-" : nil, findings: findings ?? (filter ? nil : "-"),
      summary: summary, quiet: quiet, options: options,
      workerLimits: limits.workerLimits)
    try Tool.run("aa-validate", onFailure: run.abort) { try run.run() }
  }

  private func validationOptions() throws -> ValidationOptions {
    var options = ValidationOptions()
    guard let profile = ValidationOptions.Profile(rawValue: profile) else {
      throw ValidationError("--profile knows train and strict, not '\(profile)'")
    }
    options.profile = profile
    options.skip = try Self.identifiers(skip, "--skip")
    options.only = try Self.identifiers(only, "--only")
    options.limits = limits.mediaLimits
    options.threads = max(1, threads ?? Int(aa_available_cpus()))
    return options
  }

  private static func identifiers(_ lists: [String], _ option: String) throws -> Set<String> {
    var result: Set<String> = []
    for name in lists.flatMap({ $0.split(separator: ",") }) {
      guard CheckRegistry.identifiers.contains(String(name)) else {
        throw ValidationError(
          "\(option) \(name): no such check that can be chosen; there are \(CheckRegistry.identifiers.joined(separator: ", "))"
        )
      }
      result.insert(String(name))
    }
    return result
  }
}
