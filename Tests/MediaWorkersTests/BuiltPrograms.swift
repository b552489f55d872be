import Foundation

/// Programs of this package, in the folder of the test bundle.
enum BuiltPrograms {
  struct NotBuilt: Error {}

  static func path(_ name: String) throws -> String {
    var candidates = Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
    candidates += CommandLine.arguments.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
    for start in candidates {
      var folder = start
      for _ in 0..<4 {
        let file = folder.appendingPathComponent(name).path
        if FileManager.default.isExecutableFile(atPath: file) { return file }
        folder = folder.deletingLastPathComponent()
      }
    }
    throw NotBuilt()
  }

  /// A file of `fixtures/raw`.
  static func fixture(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: fixtures.appendingPathComponent("raw/" + path)))
  }

  /// A file of `fixtures/golden`.
  static func golden(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: fixtures.appendingPathComponent("golden/" + path)))
  }

  /// Names in a folder of `fixtures/golden`, sorted.
  static func goldenNames(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: fixtures.appendingPathComponent("golden/" + folder).path
    ).sorted()
  }

  private static let fixtures: URL = {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    return root.appendingPathComponent("fixtures")
  }()
}
