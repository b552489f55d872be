import ByteStreams
import CommandLineTool
import DatasetSources
import PreferenceRecords
import ShardFormat

/// Shows what would become of the first rows of each input, and writes no shard.
struct DryRun {
  /// Of each input.
  var rows: Int
  var skipBad: Bool
  /// Nobody named an adapter.
  var choosesAdapter: Bool

  private struct Enough: Error {}

  private func reader(_ input: ConversionInput) -> String {
    guard let adapter = input.adapter else { return "the rows are records already" }
    return "read by \(adapter.name), " + (choosesAdapter ? "chosen by the columns" : "as --adapter says")
  }

  func run(_ conversion: Conversion) throws -> Outcome {
    let sink = try Streams.textOutput("-")
    var (records, lost) = (0, Tally())
    var media: Set<Digest> = []
    for input in conversion.inputs {
      var one = conversion
      one.inputs = [input]
      // No row is read that is not shown.
      one.threads = 0
      try sink.write("\(input.file.label): \(reader(input))\n")
      var seen = 0
      do {
        try one.run { result in
          switch result {
          case .failed(let loss):
            lost.add(loss.kind)
            try sink.write("  cannot be used: \(loss.message)\n")
          case .record(let converted):
            records += 1
            media.formUnion(converted.media.map(\.digest))
            let record = try PreferenceRecord(decoding: converted.bytes)
            for line in RecordOutline.lines(record, media: converted.media) { try sink.write("  \(line)\n") }
          }
          seen += 1
          if seen == rows { throw Enough() }
        }
      } catch is Enough {}
    }
    for fault in conversion.faults {
      lost.add("archive member")
      try sink.write("passed over: \(fault)\n")
    }
    let losses = lost.count > 0 ? ", \(lost.count) skipped (\(lost.words()))" : ""
    try sink.write("would be written of these rows: \(records) records, \(media.count) media\(losses)\n")
    try sink.commit()
    if lost.count == 0 { return .done }
    guard skipBad else {
      throw Failure(
        "\(lost.count) of the first rows cannot be used, and the run would end there (--skip-bad passes over such rows)"
      )
    }
    return .doneWithLoss
  }
}
