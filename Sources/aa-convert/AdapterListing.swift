import ByteStreams
import CommandLineTool
import DatasetSources

/// The installed adapters, one a line: name, tab, what its rows are.
enum AdapterListing {
  static func print() throws -> Outcome {
    let sink = try Streams.textOutput("-")
    for adapter in try AdapterLibrary.installed().adapters {
      try sink.write("\(adapter.name)\t\(adapter.about)\n")
    }
    try sink.commit()
    return .done
  }
}
