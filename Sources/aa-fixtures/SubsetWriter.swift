import ByteStreams
import JSON

/// Writes one subset as it is published: JSON Lines or one JSON array, the media loose or in an archive beside it.
final class SubsetWriter {
  private let rows: FileSink
  private let packaging: (any Packaging)?
  private let lines: Bool
  private var count = 0

  init(_ subset: Subset, in folder: String) throws {
    let root = folder + "/" + subset.rawValue
    try Files.makeFolder(root)
    lines = [.t2t, .t2i, .t2a].contains(subset)
    rows = try FileSink(path: "\(root)/\(subset.rawValue).\(lines ? "jsonl" : "json")")
    packaging =
      switch subset {
      case .t2t: nil
      case .ti2t, .ta2t: FolderPackaging(root)
      case .t2i: ZipPackaging(try FileSink(path: root + "/images.zip"))
      case .t2a: try SubsetWriter.tar(root + "/audio.tar")
      case .tv2t: try SubsetWriter.tar(root + "/videos.tar")
      case .ti2ti: try SubsetWriter.tarGzip(root + "/images.tar.gz")
      case .t2v: try SubsetWriter.tarGzip(root + "/videos.tar.gz")
      }
    if !lines { try rows.write("[\n") }
  }

  private static func tar(_ path: String) throws -> any Packaging {
    let sink = try FileSink(path: path)
    return TarPackaging(sink) { try sink.commit() }
  }

  private static func tarGzip(_ path: String) throws -> any Packaging {
    let gzip = try GzipSink(try FileSink(path: path))
    return TarPackaging(gzip) { try gzip.finish() }
  }

  func add(_ row: Row) throws {
    for file in row.files { try packaging?.add(file) }
    if !lines && count > 0 { try rows.write(",\n") }
    try rows.write(row.json.serialised())
    if lines { try rows.write("\n") }
    count += 1
  }

  /// The media first, so that a finished list of rows never names a file that is not there.
  func finish() throws {
    try packaging?.finish()
    if !lines { try rows.write("\n]\n") }
    try rows.commit()
  }
}
