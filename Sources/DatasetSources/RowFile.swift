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
  /// The files of an archive that hold one row each (WebDataset), `path` the first of them; else empty.
  public let samples: [String]
  public let format: RowFormat
  /// What the file is packed by.
  public let compression: Compression?

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
  }

  /// A new stream over the rows.
  public func rows(limits: JSONLimits = JSONLimits()) throws -> any RowStream {
    switch format {
    case .json, .lines:
      let layout: JSONStream.Layout = format == .lines ? .lines : .automatic
      return JSONRows(JSONStream(try open(), layout: layout, limits: limits), hasLines: format == .lines)
    case .csv: return CSVRows(try CSVTable(try open()))
    case .tsv: return CSVRows(try CSVTable(try open(), separator: CSVStream.tab))
    case .parquet: throw ContentError(file: label, what: "is a Parquet file, which is not read yet")
    }
  }

  /// The rows' bytes, unpacked.
  private func open() throws -> any ByteSource {
    let source = try stored()
    return compression.map { DecompressedSource(source, $0) } ?? source
  }

  /// The rows' bytes as they lie.
  private func stored() throws -> any ByteSource {
    samples.isEmpty ? try members.open(path) : JoinedMembers(samples, of: members)
  }

  /// "t2t/train" for "t2t/train.jsonl.gz": the beginning of the ids of rows that have none of their own.
  public var stem: String {
    let label = RowFormat.withoutCompression(label)
    guard let point = label.lastIndex(of: "."), point > label.startIndex else { return label }
    return String(label[..<point])
  }

  /// "train", "validation" or "test" when the file's name says so.
  public var splitByName: String? {
    let file = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
    let words = file.split { !$0.isLetter }
    if words.contains(where: { $0 == "train" || $0 == "training" }) { return "train" }
    if words.contains(where: { $0.hasPrefix("val") || $0 == "dev" }) { return "validation" }
    if words.contains(where: { $0 == "test" || $0 == "eval" }) { return "test" }
    return nil
  }

  /// SHA-256 of the file as it lies, packed or not.
  public func digest() throws -> Digest {
    let source = try stored()
    let hash = SHA256()
    while case let piece = try source.readBytes(upTo: 1 << 20), !piece.isEmpty { hash.update(piece) }
    return hash.finish()
  }
}
