import Archives
import ByteStreams
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

  public init(members: any MemberSource, path: String, label: String, samples: [String] = []) {
    self.members = members
    self.path = path
    self.label = label
    self.samples = samples
  }

  /// A new stream over the rows. A `.jsonl` has one row a line; a `.json` may also be one array.
  public func rows(limits: JSONLimits = JSONLimits()) throws -> any RowStream {
    JSONRows(JSONStream(try open(), layout: isLines ? .lines : .automatic, limits: limits), hasLines: isLines)
  }

  private func open() throws -> any ByteSource {
    samples.isEmpty ? try members.open(path) : JoinedMembers(samples, of: members)
  }

  public var isLines: Bool { !samples.isEmpty || path.hasSuffix(".jsonl") || path.hasSuffix(".ndjson") }

  /// "t2t/train" for "t2t/train.jsonl": the beginning of the ids of rows that have none of their own.
  public var stem: String {
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

  /// SHA-256 of the rows' bytes.
  public func digest() throws -> Digest {
    let source = try open()
    let hash = SHA256()
    while case let piece = try source.readBytes(upTo: 1 << 20), !piece.isEmpty { hash.update(piece) }
    return hash.finish()
  }

  // MARK: Finding

  static let suffixes = [".json", ".jsonl", ".ndjson"]

  /// The row files that an operand names: a file itself, or every JSON file in a folder or archive. The one-row files of
  /// an archive count as one.
  /// - Throws: ArchiveError, StreamError: an input that cannot be opened as a whole.
  public static func find(_ operand: String, trust: MemberTrust = MemberTrust()) throws -> [RowFile] {
    let trimmed = operand.count > 1 && operand.hasSuffix("/") ? String(operand.dropLast()) : operand
    let name = trimmed.split(separator: "/").last.map { String($0) } ?? trimmed
    if !Files.exists(operand) { throw StreamError(file: operand, operation: "open", code: 2) }
    if !Files.isFolder(operand), suffixes.contains(where: { name.hasSuffix($0) }) {
      let folder =
        trimmed.lastIndex(of: "/").map { $0 == trimmed.startIndex ? "/" : String(trimmed[..<$0]) } ?? "."
      let members = FolderMembers(folder, followLinks: trust.followsLinks, named: name)
      return [RowFile(members: members, path: name, label: name)]
    }
    if !Files.isFolder(operand), !MemberSources.isArchiveName(name) {
      throw ArchiveError(
        .unreadable, archive: operand, what: "is no .json, .jsonl, folder, .tar, .tar.gz or .zip")
    }
    let members = try MemberSources.open(operand, trust: trust)
    let paths = try members.paths().filter { path in suffixes.contains { path.hasSuffix($0) } }
    if paths.isEmpty {
      if let fault = members.faults.first { throw fault }
      throw ArchiveError(.missing, archive: operand, what: "holds no .json or .jsonl file")
    }
    if !Files.isFolder(operand), try holdOneRowEach(paths, of: members) {
      return [RowFile(members: members, path: paths[0], label: name, samples: paths)]
    }
    return paths.map { RowFile(members: members, path: $0, label: name + "/" + $0) }
  }

  /// Whether the JSON files of an archive are samples of one row, as in WebDataset: several `.json`, of which the first
  /// and the last are one object on one line.
  private static func holdOneRowEach(_ paths: [String], of members: any MemberSource) throws -> Bool {
    guard paths.count > 1, paths.allSatisfy({ $0.hasSuffix(".json") }) else { return false }
    for path in [paths[0], paths[paths.count - 1]] {
      let stream = JSONStream(try members.open(path), layout: .lines)
      guard let first = try? stream.next(), case .object? = try? first.parsed(), try stream.next() == nil
      else {
        return false
      }
    }
    return true
  }
}
