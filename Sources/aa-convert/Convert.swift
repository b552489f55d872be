import ArgumentParser
import ByteStreams
import CommandLineTool
import DatasetSources
import Media
import MediaCommandLine
import ShardFormat

@main
struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aa-convert",
    abstract: "Turn raw preference data and its media into a shard of records.",
    discussion: """
      INPUT is a .json or .jsonl file with its media beside it, a folder that holds both, or a .tar, .tar.gz or .zip
      that holds both. An adapter says what each column means; 'auto' chooses it by the columns.

      Media are decoded and brought to one shape: pictures to PNG, sounds to 16-bit WAV, clips to raw YUV frames.
      '--media keep' passes their bytes through.

      Media are decoded in processes of their own (aa-media): one that crashes its decoder, or needs more time or memory \
      than it may have, is a bad row like any other. Media that rows name by address are fetched only with --fetch, from \
      the hosts that it names. A name never leads to a private or local address; to allow one, name the address itself, \
      as in --fetch 10.0.0.5:8080.

      The adapters of align-anything's data are built in; those in $AA_SCHEMAS/adapters are added to them, and replace \
      those of the same name.

      With --to the other way round: INPUT are shards of records, and their records and media are written to the \
      folder -o as files that other programs read: 'jsonl' (records.jsonl, media/), or 'webdataset' (00000.tar, …). \
      aa-convert reads both back, to the same records.

      EXAMPLE
        aa-convert raw/ti2t --media-root images.tar.gz -o records.aas
        aa-convert raw/* | aa-validate --filter | aa-tokenize | aa-pack -o train.aas
        aa-convert --to webdataset records.aas -o tars/

      EXIT CODES
        0  done
        1  failed: one line says where and why, and there is no half-written file
        3  done with --skip-bad, but rows or archive members were lost; each is listed
        64 used wrongly

      Without --skip-bad the first bad row ends the run, and so does an archive with a member that must not be used: \
      a path that leads out, a link, a name that occurs twice, damage, or one that unpacks to more than 200 times the \
      archive's size. With it a bad row, or a bad member with the rows that need it, is all that is lost; of an \
      archive that is cut or expands too much, and of a JSON array whose brackets do not fit, what follows that place. \
      An input that cannot be opened as a whole always fails.
      """,
    version: toolkitVersion)

  @Argument(help: "Files, folders and archives of rows.")
  var inputs: [String] = []

  @Option(name: .shortAndLong, help: "The shard to write (- is standard output), or with --to the folder.")
  var output = "-"

  @Option(help: "Write records as jsonl or webdataset instead.")
  var to: RecordExport.Form?

  @Option(help: "With --to webdataset: records of one tar.")
  var recordsPerTar = 10_000

  @Option(help: "auto, the name of an adapter (see --list), or an adapter file.")
  var adapter = "auto"

  @Flag(help: "List the adapters and end.")
  var list = false

  @Option(help: "A folder or archive where media may lie. May be repeated.")
  var mediaRoot: [String] = []

  @OptionGroup var shape: MediaOptions

  @OptionGroup(title: "Limits of media") var limits: MediaLimitOptions

  @OptionGroup(title: "Addresses") var addresses: FetchOptions

  @Option(help: "The split of every record; by default what rows or file names say.")
  var split: String?

  @Flag(help: "Pass over rows and archive members that cannot be used, list them, and exit 3.")
  var skipBad = false

  @Flag(help: "Follow links that lead out of a folder, as in the cache of Hugging Face.")
  var followLinks = false

  @Option(name: .customShort("j", allowingJoined: true), help: "Threads. The output does not depend on it.")
  var j: Int?

  @Flag(name: .shortAndLong, help: "No progress, no summary.")
  var quiet = false

  mutating func validate() throws {
    if to != nil {
      if inputs.isEmpty { inputs = ["-"] }
      if output == "-" { throw ValidationError("--to writes a folder: name it with -o.") }
      if recordsPerTar < 1 { throw ValidationError("--records-per-tar must be at least 1.") }
    }
    if !list, inputs.isEmpty { throw ValidationError("Name at least one input (see --help).") }
    if let j, j < 1 { throw ValidationError("-j must be at least 1.") }
  }

  func run() throws {
    if let to {
      return try Tool.run("aa-convert") {
        try ExportRun(form: to, recordsPerTar: recordsPerTar, quiet: quiet).run(inputs, to: output)
      }
    }
    let run = ConvertRun(options: self)
    try Tool.run("aa-convert", onFailure: { try run.abort($0) }) {
      list ? try AdapterListing.print() : try run.convert()
    }
  }
}
