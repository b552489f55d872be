import ByteStreams
import DatasetSources
import Foundation
import Testing

@Suite struct AdapterLibraryTests {
  /// A new file in schemas/adapters must be named in BuiltInAdapters.swift.
  @Test func theProgramHoldsEveryAdapterOfTheFolder() throws {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    let folder = try AdapterLibrary(folder: root.appendingPathComponent("schemas/adapters").path)
    let own = try AdapterLibrary.installed()
    #expect(own.adapters.map(\.name) == folder.adapters.map(\.name))
    #expect(own.adapters.map(\.about) == folder.adapters.map(\.about))
  }
}
