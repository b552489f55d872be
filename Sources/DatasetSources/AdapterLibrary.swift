import ByteStreams

/// Adapters by their names.
public struct AdapterLibrary: Sendable {
  /// Sorted by name.
  public let adapters: [Adapter]

  public init(_ adapters: [Adapter]) { self.adapters = adapters.sorted { $0.name < $1.name } }

  /// Reads every `.yaml` of a folder.
  public init(folder: String) throws {
    var adapters: [Adapter] = []
    for name in try Files.list(folder) where name.hasSuffix(".yaml") {
      adapters.append(try AdapterLibrary.read(folder + "/" + name))
    }
    self.init(adapters)
  }

  /// The adapters of this program, and those of $AA_SCHEMAS/adapters when that is set: one of the same name there
  /// replaces the program's own.
  public static func installed() throws -> AdapterLibrary {
    let own = try BuiltInAdapters.files.map { try read($0.text, file: $0.name) }
    guard let schemas = Environment.value("AA_SCHEMAS") else { return AdapterLibrary(own) }
    let given = try AdapterLibrary(folder: schemas + "/adapters").adapters
    let kept = own.filter { adapter in !given.contains { $0.name == adapter.name } }
    return AdapterLibrary(kept + given)
  }

  private static func read(_ path: String) throws -> Adapter {
    try read(try Files.read(path, limit: 1 << 20), file: path)
  }

  private static func read(_ bytes: [UInt8], file: String) throws -> Adapter {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw AdapterError(file: file, what: "is not valid UTF-8")
    }
    var adapter = try Adapter(yaml: text, file: file)
    adapter.digest = SHA256.hash(bytes)
    return adapter
  }

  /// An adapter by its name here, or any adapter file by its path (with a slash, or ending in .yaml).
  public func adapter(_ nameOrFile: String) throws -> Adapter {
    if nameOrFile.contains("/") || nameOrFile.hasSuffix(".yaml") {
      return try AdapterLibrary.read(nameOrFile)
    }
    if let found = adapters.first(where: {
      $0.name == nameOrFile || $0.name == "align-anything-" + nameOrFile
    }) {
      return found
    }
    throw AdapterError(
      file: "--adapter \(nameOrFile)",
      what: "no such adapter; there are \(adapters.map(\.name).joined(separator: ", ")), or give a .yaml file"
    )
  }

  /// The one adapter that fits rows like this one.
  public func adapter(forRow row: RowObject, file: String) throws(AdapterError) -> Adapter {
    let fitting = adapters.filter { $0.mismatch(row) == nil }
    if fitting.count == 1 { return fitting[0] }
    if fitting.isEmpty {
      let near = adapters.filter { $0.hasWhatItNeeds(row) }.prefix(3).compactMap { adapter in
        adapter.mismatch(row).map { "\(adapter.name) does not, because the row \($0)" }
      }
      throw AdapterError(
        file: file,
        what: "no adapter fits the columns \(row.keys.joined(separator: ", ")); choose one with --adapter"
          + (near.isEmpty ? "" : " (\(near.joined(separator: "; ")))"))
    }
    throw AdapterError(
      file: file,
      what: "the columns fit \(fitting.map(\.name).joined(separator: " and ")); choose one with --adapter")
  }
}
