import Foundation
import Media
import MediaCodecs

/// Files that tools/golden made with Pillow.
enum Golden {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../fixtures/golden").standardizedFileURL

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  static func image(_ name: String) throws -> Image { try MediaDecoder.image(bytes(name)) }

  static func names(_ folder: String, ending: String) -> [String] {
    let all = try? FileManager.default.contentsOfDirectory(
      atPath: self.folder.appendingPathComponent(folder).path)
    return (all ?? []).filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }.sorted()
  }

  /// How far two pictures of one size are apart; nil when their sizes differ.
  static func difference(_ a: Image, _ b: Image) -> (most: Int, mean: Double, within: (Int) -> Double)? {
    guard a.width == b.width, a.height == b.height else { return nil }
    var counts = [Int](repeating: 0, count: 256)
    for (x, y) in zip(a.pixels, b.pixels) { counts[abs(Int(x) - Int(y))] += 1 }
    let all = Double(a.pixels.count)
    let sum = counts.enumerated().reduce(0) { $0 + $1.offset * $1.element }
    return (
      counts.lastIndex { $0 > 0 } ?? 0, Double(sum) / all,
      { level in Double(counts[...level].reduce(0, +)) / all }
    )
  }
}
