import ByteStreams
import CommandLineTool
import ShardFormat
import TokenTrees

/// One run of aa-pack: reads items, copies frames, puts plans between them. Members of the input become one member.
final class PackedStream {
  private let command: Pack
  private let progress: Progress
  private var sink: FileSink?
  private var writer: ShardWriter?
  private var tokenizer: CBOR?
  private var packer: WindowPacker
  private var records: [Digest] = []
  private var longGroups = 0
  private var groups = 0
  private var bins = 0
  private var tokens = 0

  init(command: Pack) {
    self.command = command
    progress = Progress(quiet: command.quiet)
    packer = WindowPacker(capacity: command.capacity, largestWindow: command.window, seed: command.seed)
  }

  /// Tells whoever reads our output that it will not be whole.
  func abort(_ reason: String) throws {
    if writer == nil, let sink { writer = try ShardWriter(sink: sink, meta: ShardMeta(profile: .packed)) }
    try writer?.abort(reason: reason)
    if command.output == "-" { try sink?.commit() }
  }

  func run() throws -> Outcome {
    sink = try Streams.binaryOutput(command.output)
    for input in command.inputs.isEmpty ? ["-"] : command.inputs {
      let reader = ShardReader(
        source: try Streams.input(input, expecting: "a token stream"),
        options: ShardReaderOptions(keepBlobs: false))
      while let item = try reader.next() { try take(item, from: reader.name) }
    }
    try writePlan(last: true)
    try writer?.finish()
    try sink?.commit()
    progress.clear()
    if !command.quiet { Tool.warn(summary) }
    return longGroups > 0 ? .doneWithLoss : .done
  }

  private var summary: String {
    let room = Double(bins) * Double(command.capacity)
    let percent = room > 0 ? Double((Double(tokens) / room * 10000).rounded()) / 100 : 100
    let lost = longGroups > 0 ? ", \(longGroups) groups left out" : ""
    return "aa-pack: \(groups) groups, \(tokens) tokens in \(bins) bins of \(command.capacity): "
      + "\(percent) % full\(lost)"
  }

  private func take(_ item: ShardItem, from file: String) throws {
    switch item {
    case .meta(let meta): try begin(meta, file)
    case .tokens(let block, let frame):
      let lengths = try TokenFrameCoding.lengths(block)
      if let longest = lengths.max(), longest > command.capacity { try checkLong(lengths, block, file) }
      packer.add(lengths)
      groups += lengths.count
      try writer?.add(frame: frame)
      if packer.isFull { try writePlan(last: false) }
      progress.show("aa-pack: \(groups) groups, \(bins) bins")
    case .other(let frame): try writer?.add(frame: frame)
    case .plan, .blob, .record, .end: break
    }
  }

  private func begin(_ meta: ShardMeta, _ file: String) throws {
    guard meta.profile != .records else {
      throw Failure("\(file): a stream of records, not of tokens; put aa-tokenize before aa-pack")
    }
    guard let description = meta.tokenizer else {
      throw Failure("\(file): \(TokenStreamError.withoutTokenizer)")
    }
    if let tokenizer {
      guard tokenizer.encode() == description.encode() else {
        throw Failure("\(file): members have different tokenizers; tokenize them with the same options")
      }
      return
    }
    tokenizer = description
    var packed = meta
    packed.profile = .packed
    packed.chain.append(
      ToolStep(
        name: "aa-pack", version: toolkitVersion,
        options: [
          "capacity": "\(command.capacity)", "window": "\(command.window)", "seed": "\(command.seed)",
        ]))
    guard let sink else { return }
    writer = try ShardWriter(sink: sink, meta: packed)
  }

  /// Groups that no bin can hold: refused with the remedy, or left out and listed.
  private func checkLong(_ lengths: [Int], _ block: ColumnBlock, _ file: String) throws {
    for (length, record) in zip(lengths, try TokenFrameCoding.records(block)) where length > command.capacity
    {
      let place = "\(file): record \(record): \(length) tokens, more than the capacity \(command.capacity)"
      guard command.skipBad else {
        throw Failure("\(place); use --capacity \(length) or more, or --skip-bad to leave it out")
      }
      longGroups += 1
      Tool.warn("aa-pack: \(place): left out")
    }
  }

  private func writePlan(last: Bool) throws {
    guard let plan = packer.plan(last: last, dropping: command.skipBad) else { return }
    bins += plan.bins.count
    tokens += plan.tokens
    try writer?.add(columns: plan.columns, kind: .plan, entries: plan.bins.count)
    // A reader behind a pipe shall have its first bins at once.
    try sink?.flush()
  }
}
