import Archives
import ByteStreams
import CSV
import Compression
import JSON

/// One file of rows, with the places where its media may lie.
public struct RowFile: Sendable {
  /// Where the file lies, and its media by relative paths.
  public let members: any MemberSource
  /// The file's path in `members`.
  public let path: String
  /// What records and messages call it: the input's last component and the path inside it, never this machine's folders.
  public let label: String
  /// The files of an archive that hold the rows, several for each or one, `path` the first of them; else empty.
  public let samples: [String]
  public let format: RowFormat
  /// What the file is packed by.
  public let compression: Compression?
  /// "t2t/train" for "t2t/train.jsonl.gz": the beginning of the ids of rows that have none of their own.
  public let stem: String
  /// "train", "validation" or "test" when the file's name says so.
  public let splitByName: String?

  public init(
    members: any MemberSource, path: String, label: String, samples: [String] = [], format: RowFormat? = nil,
    compression: Compression? = nil
  ) {
    self.members = members
    self.path = path
    self.label = label
    self.samples = samples
    self.format = format ?? (samples.isEmpty ? RowFormat(name: path) ?? .json : .lines)
    self.compression = compression
    stem = RowFile.stem(label)
    splitByName = RowFile.split(path)
  }

  /// A new stream over the rows.
  /// - Parameter counting: told how many bytes of the file, as it lies, were read.
  public func rows(
    limits: JSONLimits = JSONLimits(), counting: ((Int) -> Void)? = nil
  ) throws -> any RowStream {
    let open = { try self.open(counting: counting) }
    switch format {
    case .json, .lines:
      let layout: JSONStream.Layout = format == .lines ? .lines : .automatic
      return JSONRows(JSONStream(try open(), layout: layout, limits: limits), hasLines: format == .lines)
    case .csv: return CSVRows(try CSVTable(try open()))
    case .tsv: return CSVRows(try CSVTable(try open(), separator: CSVStream.tab))
    case .webDataset:
      return WebDatasetRows(WebDatasetSample.samples(of: try members.paths()), of: members)
    case .parquet: return try ParquetFileRows(randomAccess(open))
    }
  }

  /// The rows' bytes, unpacked.
  private func open(counting: ((Int) -> Void)?) throws -> any ByteSource {
    var source = try stored()
    if let counting { source = CountedSource(source, counting) }
    return compression.map { DecompressedSource(source, $0) } ?? source
  }

  /// The rows' bytes as they lie.
  private func stored() throws -> any ByteSource {
    samples.isEmpty ? try members.open(path) : JoinedMembers(samples, of: members)
  }

  /// SHA-256 of the file as it lies, packed or not, and its bytes; of the samples of an archive, of their text without
  /// their media.
  public func digest() throws -> (digest: Digest, size: Int) { try FileDigest.of(try stored()) }

  private static func stem(_ label: String) -> String {
    let label = RowFormat.withoutCompression(label)
    guard let point = label.lastIndex(of: "."), point > label.startIndex else { return label }
    return String(label[..<point])
  }

  private static func split(_ path: String) -> String? {
    let file = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
    let words = file.split { !$0.isLetter }
    if words.contains(where: { $0 == "train" || $0 == "training" }) { return "train" }
    if words.contains(where: { $0.hasPrefix("val") || $0 == "dev" }) { return "validation" }
    if words.contains(where: { $0 == "test" || $0 == "eval" }) { return "test" }
    return nil
  }
}

/// Tells how many bytes went by.
private final class CountedSource: ByteSource {
  private let source: any ByteSource
  private let count: (Int) -> Void
  var name: String { source.name }

  init(_ source: any ByteSource, _ count: @escaping (Int) -> Void) {
    self.source = source
    self.count = count
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let n = try source.read(into: buffer)
    count(n)
    return n
  }
}
