import Foundation
import JSON
import Testing

@Suite struct FixturesTests {
  private func scratch() -> URL {
    FileManager.default.temporaryDirectory.appendingPathComponent("aa-fixtures-\(UUID().uuidString)")
  }

  private func make(_ arguments: [String]) throws -> [String: Data] {
    let folder = scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let result = try Programs.run("aa-fixtures", arguments + ["-o", folder.path])
    #expect(result.status == 0, "\(result.stderr)")
    var files: [String: Data] = [:]
    for name in FileManager.default.enumerator(atPath: folder.path)?.compactMap({ $0 as? String }) ?? [] {
      if let data = FileManager.default.contents(atPath: folder.appendingPathComponent(name).path),
        !data.isEmpty
      {
        files[name] = data
      }
    }
    return files
  }

  @Test func sameBytesForEveryThreadCount() throws {
    let one = try make(["--seed", "5", "--records", "6", "-j", "1"])
    let four = try make(["--seed", "5", "--records", "6", "-j", "4"])
    #expect(one == four)
    #expect(one.count >= 13)
    #expect(
      try make(["--seed", "6", "--records", "6", "--subset", "t2t"])["t2t/t2t.jsonl"] != one["t2t/t2t.jsonl"])
  }

  /// The committed set comes from this program: its first rows and its lossless files are made again.
  @Test func committedSetIsReproducible() throws {
    let raw = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("fixtures/raw")
    let made = try make(["--seed", "2", "--records", "8", "--subset", "t2t,ti2t,ta2t,t2i"])
    for name in ["t2t/t2t.jsonl", "t2i/t2i.jsonl"] {
      let data = try #require(made[name])
      #expect(try Data(contentsOf: raw.appendingPathComponent(name)).prefix(data.count) == data)
    }
    let wavs = made.filter { $0.key.hasSuffix(".wav") }
    #expect(!wavs.isEmpty)
    for (name, data) in wavs { #expect(try Data(contentsOf: raw.appendingPathComponent(name)) == data) }
  }

  @Test func placeOfTheWinnerTellsNothing() throws {
    let made = try make(["--seed", "3", "--records", "2000", "--subset", "t2t"])
    let text = String(decoding: try #require(made["t2t/t2t.jsonl"]), as: UTF8.self)
    let lines = text.split(separator: "\n")
    #expect(lines.count == 2000)
    let first = lines.filter { $0.contains("\"overall_response\":1,") }.count
    let ties = lines.filter { $0.contains("\"overall_response\":0,") }.count
    #expect(abs(first - (2000 - ties) / 2) < 100)
    #expect(ties > 15 && ties < 80)
  }

  @Test func misuse() throws {
    #expect(try Programs.run("aa-fixtures", ["--records", "0", "-o", scratch().path]).status == 64)
    #expect(try Programs.run("aa-fixtures", ["--subset", "x2y", "-o", scratch().path]).status == 64)
  }
}
