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
      INPUT holds rows: Parquet, JSON, JSON Lines, CSV or TSV with a header, plain or packed by gzip, xz, zstd or \
      bzip2; or it is a folder, a tar (plain or packed) or a zip that holds such files and their media. What it is is told by its \
      bytes, and - is standard input. Of a file that was cut by bytes (X.tar.gz0, X.tar.gz1, ...) name the first piece: \
      it is read across the pieces. Media lie beside the rows, in archives beside them, or where --media-root says. An \
      adapter says what each column means; 'auto' chooses it by the columns.

      A tar of files such as 000.jpg, 000.json and 000.txt (WebDataset) has a row for each name, with the field __key__ \
      and a field for each ending; an adapter names them jpg, json.caption, txt.

      Plain tars and zips are read where they lie. A packed tar is unpacked once to a nameless file in $TMPDIR (or /tmp), \
      and standard input is kept in one, because rows are read twice: for their SHA-256, which the shard's head states, and \
      for themselves. When the output is a pipe, media that rows may name again are kept there too, up to 1 GiB.

      Media are decoded and brought to one shape: pictures to PNG, sounds to 16-bit WAV, clips to raw YUV frames.
      '--media keep' passes their bytes through.

      Media are decoded in processes of their own (aa-media): one that crashes its decoder, or needs more time or memory \
      than it may have, is a bad row like any other. Media that rows name by address are fetched only with --fetch, from \
      the hosts that it names. A name never leads to a private or local address; to allow one, name the address itself, \
      as in --fetch 10.0.0.5:8080.

      Adapters of published datasets are built in (--list); those in $AA_SCHEMAS/adapters are added to them, and \
      replace those of the same name. For other data write one, as schemas/adapters.md explains. For rows like \
      {"question": …, "picture": "a.jpg", "good": …, "bad": …}:

        adapter: mine
        prompt: [{image: picture}, {text: question}]
        candidates: [{parts: [{text: good}]}, {parts: [{text: bad}]}]
        judgements: {overall: {choice: {always: 1}}}

      'aa-convert --check-adapter mine.yaml' says whether it can be used, and \
      'aa-convert --adapter mine.yaml --explain 1 rows.jsonl' what becomes of the first row.

      With --to the other way round: INPUT are shards of records, and their records and media are written to the \
      folder -o as files that other programs read: 'jsonl' (records.jsonl, media/), 'webdataset' (00000.tar, …), or \
      'parquet' (train-00000.parquet, …), which the datasets library and the viewer of Hugging Face show with its \
      pictures, sounds and clips. aa-convert reads them all back, to the same records.

      With --resume a run that was ended, however, is gone on with by the same command, to the same bytes as without \
      the interruption: FILE is written as .FILE.resume, with a small .FILE.resume.journal beside it, and both stay \
      until FILE is whole. Inputs and options must be the same (their digests are in the file); media that lie in files \
      of their own are not compared. Whole frames are verified and kept, their media are not decoded again, and what \
      the earlier run had to leave out is listed again and counts for exit 3. A FILE that is finished is left alone.

      With --part i/n a run converts only its share of the rows, so that n of them on as many machines convert each row \
      once: rows are counted over all inputs in their order, and blocks of 1000 go to the parts in turn. Every run reads \
      the same inputs in the same order. 'aa-cat merge' makes one shard of the parts.

      With --dry-run nothing is written: what would become of the first rows of each input stands on standard output. It \
      ends with 0, or as the run would when one of these rows cannot be used.

      EXAMPLE
        aa-convert --dry-run raw/ti2t
        aa-convert raw/ti2t --media-root images.tar.gz -o records.aas
        aa-convert raw/* | aa-validate --filter | aa-tokenize | aa-pack -o train.aas
        aa-convert --to webdataset records.aas -o tars/
        aa-convert --resume --part "$SLURM_ARRAY_TASK_ID/16" raw/*.jsonl -o "part-$SLURM_ARRAY_TASK_ID.aas"

      EXIT CODES
        0  done
        1  failed: one line says where and why, and there is no half-written FILE
        3  done with --skip-bad, but rows or archive members were lost, and each is listed; or --explain of a bad row
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

  @Option(help: "Write records as jsonl, webdataset or parquet instead.")
  var to: RecordExport.Form?

  @Option(help: "With --to webdataset: records of one tar.")
  var recordsPerTar = 10_000

  @Option(help: "auto, the name of an adapter (see --list), or an adapter file.")
  var adapter = "auto"

  @Flag(help: "List the adapters and end: name, modalities, licence, name on the hub, what its rows are.")
  var list = false

  @Flag(help: "With --list: one JSON object a line.")
  var json = false

  @Option(
    help: ArgumentHelp("Show how one row of each input is read, field by field, and end.", valueName: "row"))
  var explain: Int?

  @Option(help: ArgumentHelp("Say whether an adapter file can be used, and end.", valueName: "file"))
  var checkAdapter: String?

  @Option(help: "A folder or archive where media may lie. May be repeated.")
  var mediaRoot: [String] = []

  @OptionGroup var shape: MediaOptions

  @OptionGroup(title: "Limits of media") var limits: MediaLimitOptions

  @OptionGroup(title: "Addresses") var addresses: FetchOptions

  @Option(help: "The split of every record; by default what rows or file names say.")
  var split: String?

  @Flag(help: "Pass over rows and archive members that cannot be used, list them, and exit 3.")
  var skipBad = false

  @OptionGroup(title: "Archives") var archives: ArchiveOptions

  @Flag(help: "Follow links that lead out of a folder, as in the cache of Hugging Face.")
  var followLinks = false

  @Option(
    name: .customShort("j", allowingJoined: true),
    help:
      "Threads that convert, beside the one that reads and writes (default: available CPUs). The output does not depend on it."
  )
  var j: Int?

  @Flag(help: "Go on with what an earlier run with the same inputs and options left of -o FILE.")
  var resume = false

  @Option(help: "i/n: convert only the i-th of n shares of the rows, for n runs beside each other.")
  var part: RowShare?

  @Flag(help: "Show what would become of the first rows of each input; write nothing.")
  var dryRun = false

  @Option(help: "With --dry-run: how many rows of each input.")
  var rows = 5

  @Flag(name: .shortAndLong, help: "No progress, no summary.")
  var quiet = false

  mutating func validate() throws {
    if to != nil {
      if inputs.isEmpty { inputs = ["-"] }
      if output == "-" { throw ValidationError("--to writes a folder: name it with -o.") }
      if resume || part != nil { throw ValidationError("--to takes neither --resume nor --part.") }
      if recordsPerTar < 1 { throw ValidationError("--records-per-tar must be at least 1.") }
    }
    if !list, checkAdapter == nil, inputs.isEmpty {
      throw ValidationError("Name at least one input (see --help).")
    }
    if json, !list { throw ValidationError("--json goes with --list.") }
    if let explain, explain < 1 { throw ValidationError("--explain needs the number of a row, from 1.") }
    if resume, output == "-" { throw ValidationError("--resume goes on with a file: name it with -o.") }
    if rows < 1 { throw ValidationError("--rows must be at least 1.") }
    if dryRun, to != nil || resume || part != nil {
      throw ValidationError("--dry-run takes none of --to, --resume and --part.")
    }
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
      if let checkAdapter { return try AdapterListing.check(checkAdapter) }
      if list { return try AdapterListing.print(asJSON: json) }
      if let explain { return try run.explain(row: explain) }
      return dryRun ? try run.dryRun() : try run.convert()
    }
  }
}

extension RowShare: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
