import ByteStreams
import CommandLineTool
import JSON
import ShardFormat

/// Prints one stream item by item.
struct ItemPrinter {
  private let reader: ShardReader
  private let sink: FileSink
  private let options: LineOptions
  private let media: MediaFolder?
  private var blobs = 0
  private var frames = 0

  init(_ file: String, _ sink: FileSink, _ options: LineOptions) throws {
    // A blob's bytes are verified, perhaps written, and let go.
    reader = ShardReader(
      source: try Streams.input(file), options: ShardReaderOptions(verifyBlobs: true, keepBlobs: false))
    self.sink = sink
    self.options = options
    media = try options.mediaFolder.map { try MediaFolder($0) }
  }

  var summary: String {
    "\(reader.name): \(reader.records) records, \(blobs) media, \(frames) column frames"
  }

  /// - Parameter limit: records (or column frames) after which it stops reading; nil reads to the end.
  mutating func print(upTo limit: Int? = nil) throws {
    do {
      while limit.map({ reader.records + frames < $0 }) ?? true, let item = try reader.next() {
        try print(item)
      }
    } catch {
      // What was whole is handed on before the error is told.
      try sink.flush()
      throw error
    }
  }

  private mutating func print(_ item: ShardItem) throws {
    var file: String?
    switch item {
    case .blob(let blob):
      blobs += 1
      file = try media?.keep(blob)
      if options.recordsOnly { return }
    case .tokens, .plan: frames += 1
    case .meta, .other: if options.recordsOnly { return }
    case .record, .end: break
    }
    guard let line = ItemLines.line(item, file: file) else { return }
    try sink.write(line.serialised())
    try sink.write("\n")
  }
}
