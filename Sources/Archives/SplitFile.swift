import ByteStreams

/// A file that was cut into pieces by bytes, as `split` does: X.tar.gz0, X.tar.gz1, …
public struct SplitFile: Sendable, Equatable {
  /// What the whole is called: "X.tar.gz".
  public var whole: String
  /// Names of the pieces, in order.
  public var parts: [String]

  /// Cuts a list of file names, all of one folder, into split files and others.
  /// Files whose numbers do not begin with 0 or 1 (`aa` for letters) are others: versions, years.
  /// - Throws: ArchiveError.missing when a piece between the first and the last is not there.
  public static func gather(
    _ names: [String], in folder: String = ""
  ) throws(ArchiveError) -> (splits: [SplitFile], others: [String]) {
    var groups: [String: [(index: Int, name: String)]] = [:]
    for name in names {
      if let part = PartName(name) { groups[part.series, default: []].append((part.index, name)) }
    }
    var splits: [SplitFile] = []
    var taken: Set<String> = []
    for (_, unsorted) in groups.sorted(by: { $0.key < $1.key }) {
      let parts = unsorted.sorted { $0.index < $1.index }
      guard let first = parts.first, let part = PartName(first.name), part.mayBeFirst else { continue }
      for (offset, there) in parts.enumerated() where there.index != first.index + offset {
        throw ArchiveError(
          .missing, archive: folder + part.whole,
          what: "the piece \(folder)\(part.name(at: first.index + offset)) is not there")
      }
      splits.append(SplitFile(whole: part.whole, parts: parts.map(\.name)))
      taken.formUnion(parts.map(\.name))
    }
    return (splits, names.filter { !taken.contains($0) })
  }

  /// The pieces, with their folder, of the file that `path` is the first piece of; nil when it is no piece, or the
  /// files of its series are whole ones.
  /// - Throws: ArchiveError: a piece is missing, or `path` is not the first.
  public static func beginning(at path: String) throws -> SplitFile? {
    let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let (folder, name) = (String(path[..<slash]), String(path[slash...]))
    guard let part = PartName(name) else { return nil }
    let series = try Files.list(folder.isEmpty ? "." : folder).filter { PartName($0)?.series == part.series }
    guard let split = try gather(series, in: folder).splits.first else { return nil }
    let paths = split.parts.map { folder + $0 }
    if try paths.dropFirst().contains(where: beginsAFile) { return nil }
    guard split.parts.first == name else {
      throw ArchiveError(
        .missing, archive: path,
        what: "is a piece of \(split.whole), not its first: name \(paths.first ?? "the first") instead")
    }
    return SplitFile(whole: split.whole, parts: paths)
  }

  /// Of operands that are pieces of one file only the first is kept, so that `X.tar.gz*` names it once.
  public static func firstPieces(of operands: [String]) -> [String] {
    var lowest: [String: Int] = [:]
    func part(_ operand: String) -> (series: String, index: Int)? {
      let slash = operand.lastIndex(of: "/").map { operand.index(after: $0) } ?? operand.startIndex
      return PartName(String(operand[slash...])).map { (operand[..<slash] + $0.series, $0.index) }
    }
    for operand in operands {
      if let part = part(operand) { lowest[part.series] = min(part.index, lowest[part.series] ?? part.index) }
    }
    return operands.filter { operand in
      guard let part = part(operand), let first = lowest[part.series], part.index > first else { return true }
      return (try? beginsAFile(operand)) ?? true
    }
  }

  /// A piece from the middle of a file does not begin like one.
  private static func beginsAFile(_ path: String) throws -> Bool {
    FileMagic(try FileSource(path: path).readBytes(upTo: 512)) != nil
  }
}
