import ByteStreams
import Glibc

/// The adapters that are installed: the files of `schemas/adapters`.
public struct AdapterLibrary: Sendable {
  /// Sorted by name.
  public let adapters: [Adapter]

  public init(_ adapters: [Adapter]) { self.adapters = adapters }

  /// Reads every `.yaml` of a folder.
  public init(folder: String) throws {
    var adapters: [Adapter] = []
    for name in try Files.list(folder) where name.hasSuffix(".yaml") {
      adapters.append(try AdapterLibrary.read(folder + "/" + name))
    }
    self.adapters = adapters
  }

  /// The installed library, found by `folder()`.
  public static func installed() throws -> AdapterLibrary {
    guard let folder = folder() else {
      throw AdapterError(
        file: "schemas/adapters",
        what: "no adapters are installed; set AA_SCHEMAS to the folder 'schemas' of aatools")
    }
    return try AdapterLibrary(folder: folder)
  }

  /// $AA_SCHEMAS/adapters; else ../share/aatools/schemas/adapters beside the program's folder; else the first
  /// schemas/adapters upwards from the program, which is a checkout's own.
  public static func folder() -> String? {
    if let root = Environment.value("AA_SCHEMAS") { return root + "/adapters" }
    var buffer = [CChar](repeating: 0, count: 4096)
    let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    guard length > 0 else { return nil }
    var parts = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      .split(separator: "/").dropLast()
    let shared =
      "/" + (parts.dropLast() + ["share", "aatools", "schemas", "adapters"]).joined(separator: "/")
    if Files.isFolder(shared) { return shared }
    while !parts.isEmpty {
      let folder = "/" + (parts + ["schemas", "adapters"]).joined(separator: "/")
      if Files.isFolder(folder) { return folder }
      parts = parts.dropLast()
    }
    return nil
  }

  private static func read(_ path: String) throws -> Adapter {
    let bytes = try Files.read(path, limit: 1 << 20)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw AdapterError(file: path, what: "is not valid UTF-8")
    }
    return try Adapter(yaml: text, file: path)
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

  /// The one adapter that fits rows with these columns.
  public func adapter(forColumns columns: [String], file: String) throws(AdapterError) -> Adapter {
    let set = Set(columns)
    let fitting = adapters.filter { $0.fits(columns: set) }
    if fitting.count == 1 { return fitting[0] }
    if fitting.isEmpty {
      throw AdapterError(
        file: file,
        what: "no adapter fits the columns \(columns.joined(separator: ", ")); choose one with --adapter")
    }
    throw AdapterError(
      file: file,
      what: "the columns fit \(fitting.map(\.name).joined(separator: " and ")); choose one with --adapter")
  }
}
