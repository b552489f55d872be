import ArgumentParser
import CSupport
import CommandLineTool
import OrderedPipeline

@main
struct Fixtures: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aa-fixtures",
    abstract: "Makes data to test with: a small checkable world, and shards good and bad.",
    discussion: """
      Without a subcommand it makes preference data, as `aa-fixtures raw` does.

      Exit codes: 0 done, 1 failed, 64 misuse.
      """,
    version: toolkitVersion, subcommands: [Raw.self, Conformance.self], defaultSubcommand: Raw.self)
}

struct Raw: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "raw",
    abstract: "Makes preference data of a small checkable world, in the raw layouts of align-anything.",
    discussion: """
      Coloured shapes, tones and moving shapes; questions about them; a right and a wrong answer. Which answer is \
      right can only be told by looking and listening. Each subset gets a folder with its rows as JSON or JSON Lines and \
      its media as files, .tar, .tar.gz or .zip, in mixed formats (JPEG, PNG, WebP; WAV, FLAC, Ogg; MP4, WebM). The \
      same seed gives the same bytes, whatever -j is.

      Example: two subsets of 100 records, and on to records in a shard:
        aa-fixtures --seed 7 --records 100 --subset t2t,ti2t -o raw
        aa-convert raw/t2t raw/ti2t -o records.aas

      Exit codes: 0 done, 1 failed, 64 misuse.
      """,
    version: toolkitVersion)

  @Option(help: "What the data are drawn from.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Records of each subset.", valueName: "count"))
  var records = 100

  @Option(help: ArgumentHelp("Subsets, separated by commas (default: all eight).", valueName: "list"))
  var subset: String?

  @Option(help: ArgumentHelp("Share of records in which both answers are equally good.", valueName: "share"))
  var ties = 0.02

  @Option(
    name: [.short, .long], help: ArgumentHelp("Folder to write to; made when missing.", valueName: "folder"))
  var output: String

  @Option(
    name: .customShort("j", allowingJoined: true),
    help: ArgumentHelp("Threads (default: all available CPUs).", valueName: "threads"))
  var jobs: Int?

  @Flag(name: [.short, .long], help: "No summary.")
  var quiet = false

  func validate() throws {
    // A plain zip archive holds 65,535 members, two for each record.
    if records < 1 || records > 32_000 { throw ValidationError("--records: 1 to 32000") }
    if !(0...1).contains(ties) { throw ValidationError("--ties: a share from 0 to 1") }
    if let jobs, jobs < 1 { throw ValidationError("-j: at least 1") }
    _ = try subsets()
  }

  private func subsets() throws -> [Subset] {
    guard let subset else { return Subset.allCases }
    return try subset.split(separator: ",").map {
      guard let one = Subset(rawValue: String($0)) else {
        let known = Subset.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--subset: there is no \"\($0)\"; there are \(known)")
      }
      return one
    }
  }

  func run() throws {
    try Tool.run("aa-fixtures") {
      let subsets = try subsets()
      let threads = jobs ?? max(1, Int(aa_available_cpus()))
      let progress = Progress(quiet: quiet)
      var done = 0
      for subset in subsets {
        let writer = try SubsetWriter(subset, in: output)
        var next = 0
        let (seed, ties) = (seed, ties)
        try OrderedMap.run(
          threads: threads,
          next: { () -> Int? in
            defer { next += 1 }
            return next < records ? next : nil
          },
          transform: { try Row(subset, seed: seed, record: $0, ties: ties) },
          consume: { row in
            try writer.add(row)
            done += 1
            progress.show("\(subset.rawValue): \(done) of \(subsets.count * records) records")
          })
        try writer.finish()
      }
      progress.clear()
      if !quiet {
        Tool.warn("aa-fixtures: \(done) records in \(subsets.count) subsets, seed \(seed), in \(output)")
      }
      return .done
    }
  }
}
