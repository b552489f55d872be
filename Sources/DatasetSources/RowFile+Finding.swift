import Archives
import ByteStreams
import Compression
import JSON

extension RowFile {
  /// The row files that an operand names: a file itself, or those in a folder or archive. What a file is its bytes say;
  /// inside folders and archives those are looked at whose names are of row files. The one-row files of an archive
  /// count as one, and so do the pieces of a file that was cut by bytes. "-" is standard input.
  /// - Throws: ContentError, ArchiveError, StreamError: an input that cannot be opened as a whole.
  public static func find(_ operand: String, trust: MemberTrust = MemberTrust()) throws -> [RowFile] {
    if operand == "-" { return try find(in: standardInput(), path: "standard input", trust: trust) }
    let trimmed = operand.count > 1 && operand.hasSuffix("/") ? String(operand.dropLast()) : operand
    let name = trimmed.split(separator: "/").last.map { String($0) } ?? trimmed
    if !Files.exists(operand) { throw StreamError(file: operand, operation: "open", code: 2) }
    if Files.isFolder(operand) { return try findInFolder(trimmed, name: name, trust: trust) }
    if !Files.isRegular(operand) {
      // A pipe, such as the shell's <(…).
      let parts = try SpoolFile(try FileSource(path: operand)).parts(called: operand)
      return try find(in: parts, path: name, trust: trust)
    }
    if let split = try SplitFile.beginning(at: operand) {
      return try find(
        in: try FileParts(split.parts, called: folder(of: operand) + split.whole), path: split.whole,
        trust: trust)
    }
    let parts = try FileParts([operand])
    let kind = try ContentKind(name: name, label: operand) { parts.source() }
    guard case .rows(let format) = kind.form else {
      return try findInArchive(try ArchiveMembers(parts, form: kind.archive, trust: trust), name: name)
    }
    let place = folder(of: trimmed)
    let members = FolderMembers(
      place.isEmpty ? "." : place == "/" ? place : String(place.dropLast()), trust: trust, named: name)
    return [
      RowFile(members: members, path: name, label: name, format: format, compression: kind.compression)
    ]
  }

  /// A file that has no folder of its own.
  private static func find(in parts: FileParts, path: String, trust: MemberTrust) throws -> [RowFile] {
    let kind = try ContentKind(name: path, label: parts.name) { parts.source() }
    guard case .rows(let format) = kind.form else {
      return try findInArchive(try ArchiveMembers(parts, form: kind.archive, trust: trust), name: path)
    }
    return [
      RowFile(
        members: OneFile(parts, path: path), path: path, label: path, format: format,
        compression: kind.compression)
    ]
  }

  /// The row files of a folder; without any, those in its archives.
  private static func findInFolder(_ path: String, name: String, trust: MemberTrust) throws -> [RowFile] {
    let members = FolderMembers(path, trust: trust)
    let paths = try members.paths()
    let rowFiles = paths.filter(RowFormat.isRowFileName)
    if !rowFiles.isEmpty { return try rowFiles.map { try inside(members, $0, label: name + "/" + $0) } }
    let root = path.hasSuffix("/") ? path : path + "/"
    let archives = try MemberSources.archives(among: paths, in: root)
    if archives.isEmpty {
      throw ContentError(
        file: path, what: "holds no .json, .jsonl, .csv or .parquet file, packed or not, and no archive")
    }
    return try archives.flatMap { try find(root + $0, trust: trust) }
  }

  private static func findInArchive(_ members: ArchiveMembers, name: String) throws -> [RowFile] {
    let paths = members.paths().filter(RowFormat.isRowFileName)
    if let samples = try webDataset(members, rowFiles: paths) {
      let values = samples.flatMap(\.fields).filter { WebDatasetSample.isValue($0.name) }.map(\.path)
      return [
        RowFile(
          members: members, path: values.first ?? name, label: name, samples: values, format: .webDataset)
      ]
    }
    if paths.isEmpty {
      if let fault = members.faults.first { throw fault }
      throw ArchiveError(
        .missing, archive: members.name, what: "holds no .json, .jsonl, .csv or .parquet file, packed or not")
    }
    if try holdOneRowEach(paths, of: members) {
      return [RowFile(members: members, path: paths[0], label: name, samples: paths)]
    }
    return try paths.map { try inside(members, $0, label: name + "/" + $0) }
  }

  /// A file that its name takes for rows.
  private static func inside(
    _ members: any MemberSource, _ path: String, label: String
  ) throws -> RowFile {
    let kind = try ContentKind(name: path, label: label) { try members.open(path) }
    guard case .rows(let format) = kind.form else {
      throw ContentError(
        file: label, what: "is an archive that is called like rows: name it as an input of its own")
    }
    return RowFile(members: members, path: path, label: label, format: format, compression: kind.compression)
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  /// All of it, in a nameless file: rows are read twice, for their digest and for themselves, and archives at random.
  private static func standardInput() throws -> FileParts {
    let source = try FileSource(path: "-")
    if source.isTerminal {
      throw ContentError(file: source.name, what: "is a terminal: give a file, or pipe rows in (see --help)")
    }
    return try SpoolFile(source).parts(called: source.name)
  }

  /// The samples of a WebDataset as others write it: files of one name and several endings. Nil for an archive that is
  /// none: with a file of many rows, with a sample whose JSON is no object, or with what `RecordExport` wrote, where each
  /// JSON file is the whole row.
  private static func webDataset(
    _ members: ArchiveMembers, rowFiles: [String]
  ) throws -> [WebDatasetSample]? {
    guard rowFiles.allSatisfy({ $0.lowercased().hasSuffix(".json") }) else { return nil }
    let samples = WebDatasetSample.samples(of: members.paths())
    let whole = samples.first { sample in
      sample.fields.count > 1 && sample.fields.contains { WebDatasetSample.isValue($0.name) }
    }
    guard let whole else { return nil }
    for json in whole.fields where json.name == "json" {
      let bytes = try members.bytes(json.path, limit: JSONLimits().bytes)
      guard case .object(let object)? = try? JSONValue(parsing: bytes), !RecordRow.fits(columns: object.keys)
      else { return nil }
    }
    return samples
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

extension ContentKind {
  /// How an archive lies in its file.
  fileprivate var archive: ArchiveForm { form == .zip ? .zip : .tar(compression) }
}
