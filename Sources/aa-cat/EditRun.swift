import ByteStreams
import CommandLineTool
import ShardEditing
import ShardFormat

/// One run of a verb that copies streams into one output.
final class EditRun {
  private let verb: String
  private let output: String
  private var edit: ShardEdit?
  private var sink: FileSink?

  init(verb: String, output: String) {
    self.verb = verb
    self.output = output
  }

  /// - Parameter sources: opened one after another.
  func run(
    _ sources: [() throws -> FileSource], options: ShardEdit.Options, routing: any Routing, quiet: Bool
  ) throws -> ShardEdit {
    Tool.returnLargeBlocks()
    let sink = try Streams.binaryOutput(output)
    self.sink = sink
    let edit = ShardEdit(options: options, routing: routing)
    edit.addOutput(sink)
    self.edit = edit
    let progress = Progress(quiet: quiet)
    for source in sources {
      let reader = ShardReader(source: try source())
      reader.onFrame = { [verb] _, _, _ in progress.show("aa-cat: \(verb): \(reader.records) records") }
      try edit.copy(reader)
      reader.onFrame = nil
    }
    try edit.finish()
    try sink.commit()
    progress.clear()
    return edit
  }

  /// Ends a half-written stream with the reason, so that the next program in the pipe fails too.
  func abort(_ reason: String) throws {
    guard output == "-" else { return }
    try edit?.abort(reason: reason)
    try sink?.commit()
  }

  /// Tells that plans are gone, when they are.
  static func tellPlans(_ edit: ShardEdit) {
    guard edit.plans > 0 else { return }
    Tool.warn(
      "aa-cat: \(edit.plans) plans left out, since they speak of groups by their place: the output is a shard of "
        + "tokens; aa-pack packs it again")
  }
}

extension ToolStep {
  /// How META names a verb.
  static func verb(_ name: String, _ options: [String: String] = [:]) -> ToolStep {
    ToolStep(name: "aa-cat \(name)", version: toolkitVersion, options: options)
  }
}
