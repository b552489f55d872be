import ArgumentParser
import ByteStreams
import CommandLineTool
import DatasetSources
import PreferenceRecords
import ShardFormat

extension RecordExport.Form: ExpressibleByArgument {}

/// One run with --to: shards of records in, a folder of files out.
struct ExportRun {
  var form: RecordExport.Form
  var recordsPerTar: Int
  var quiet: Bool

  func run(_ inputs: [String], to folder: String) throws -> Outcome {
    let export = try RecordExport(form, to: folder, recordsPerTar: recordsPerTar)
    let progress = Progress(quiet: quiet)
    for input in inputs {
      let reader = ShardReader(source: try Streams.input(input))
      while let item = try reader.next() {
        if case .meta(let meta) = item, meta.profile != .records {
          throw Failure("\(reader.name): a stream of tokens; only records can be written as \(form.rawValue)")
        }
        guard case .record(let item) = item else { continue }
        let place = "\(reader.name): record \(item.ordinal)"
        let record: PreferenceRecord
        do { record = try PreferenceRecord(decoding: item.bytes) } catch {
          throw Failure("\(place): \(error)")
        }
        do {
          try export.add(record) { digest in
            guard let blob = reader.blob(digest) else {
              throw Failure(
                "\(place) names the medium \(digest), which the stream does not hold; see aa-validate")
            }
            return blob
          }
        } catch let error as RowError { throw Failure("\(place): \(error)") }
        progress.show("aa-convert: \(export.records) records")
      }
    }
    try export.finish()
    progress.clear()
    if !quiet {
      Tool.warn("aa-convert: \(folder): \(export.records) records, \(export.media) files of media")
    }
    return .done
  }
}
