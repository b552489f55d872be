import Archives
import ByteStreams
import DatasetSources
import Foundation
import MediaCodecs
import Testing

/// How far a conversion says it is, in files whose rows are not read from their first byte to their last one.
@Suite struct RowWalkTests {
  private static let datasets = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("fixtures/datasets").path

  @Test func aParquetFileIsDoneWithItsLastRow() throws {
    let path = Self.datasets + "/capybara-dpo/data/train-00000-of-00001.parquet"
    let file = try #require(try RowFile.find(path).first)
    let input = try ConversionInput(file, adapter: nil, library: AdapterLibrary.installed())
    let conversion = Conversion(
      inputs: [input], locator: try MediaLocator(roots: []),
      preparation: MediaPreparation(nil, by: LocalMedia()), threads: 0)
    var bytes: [Int] = []
    try conversion.run(.all) { _, position in bytes.append(position.bytes) }
    #expect(bytes.count > 1)
    #expect(bytes == bytes.indices.map { conversion.size * ($0 + 1) / bytes.count })
  }

  @Test func samplesThatArePassedOverCountAsGiven() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try Files.makeFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let writer = try ArchiveWriter(folder + "/0.tar")
    for i in 0..<4 {
      for (ending, text) in [("json", "{}"), ("jpg", "x")] {
        try writer.add("\(i).\(ending)", Array(text.utf8))
      }
    }
    try writer.finish()
    let rows = try #require(try RowFile.find(folder + "/0.tar").first).rows()
    var ahead = 3
    try rows.pass(&ahead)
    #expect(ahead == 0)
    #expect(rows.shareGiven == 0.75)
    #expect(try rows.next()?.place == "sample '3'")
    ahead = 2
    try rows.pass(&ahead)
    #expect(ahead == 2)
    #expect(rows.shareGiven == 1)
    #expect(try rows.next() == nil)
  }
}
