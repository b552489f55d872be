import ByteStreams
import Foundation
import JSON
import ShardFormat
import TokenTrees

/// A small shard of preferences: the better candidate repeats the prompt's letter.
enum ToyShard {
  static func groups(_ count: Int, seed: UInt64 = 1) -> [TokenGroup] {
    let layout = VocabularyLayout()
    var state = seed
    func random(_ n: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(n))
    }
    return (0..<count).map { index in
      let letter = UInt32(97 + random(6))
      let prompt = [layout.id(.bos), layout.id(.user), letter, letter, layout.id(.assistant)]
      let good = [letter, letter, layout.id(.eos)]
      let bad = [UInt32](repeating: UInt32(107 + random(6)), count: 1 + random(3)) + [layout.id(.eos)]
      let goodFirst = random(2) == 0
      let (first, second) = goodFirst ? (good, bad) : (bad, good)
      return TokenGroup(
        record: SHA256.hash(Array("\(seed) \(index)".utf8)), modality: "t2t", cluster: UInt64(letter),
        tokens: prompt + first + second,
        segments: [
          .init(start: 0, count: 5, parent: nil, role: .prompt),
          .init(start: 5, count: first.count, parent: 0, role: .candidate),
          .init(start: 5 + first.count, count: second.count, parent: 0, role: .candidate),
        ],
        lossMask: [0, 0, 0, 0, 0] + [UInt8](repeating: 1, count: first.count + second.count),
        pairs: [.init(winner: goodFirst ? 1 : 2, loser: goodFirst ? 2 : 1)], mediaSpans: [])
    }
  }

  static func bytes(_ count: Int, seed: UInt64 = 1) throws -> [UInt8] {
    let sink = MemorySink()
    let writer = try TokenStreamWriter(
      sink: sink, meta: ShardMeta(profile: .tokens), layout: VocabularyLayout())
    for group in groups(count, seed: seed) { try writer.add(group) }
    try writer.finish()
    return sink.bytes
  }
}

/// A folder of a test's own, removed with it.
final class TrainingScratch {
  let path: String
  init() throws {
    path = NSTemporaryDirectory() + "aa-train-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }
  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
    return path + "/" + name
  }
  func read(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)) }
  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }
  func lines(_ name: String) throws -> [JSONValue] {
    try String(decoding: read(name), as: UTF8.self).split(separator: "\n").map {
      try JSONValue(parsing: String($0))
    }
  }
}

let smallModel = ["--hidden", "32", "--layers", "2", "--heads", "2", "--intermediate", "48"]

func trainArguments(_ objective: String, _ more: [String]) -> [String] {
  ["--objective", objective, "--preset", "tiny"] + smallModel + ["--batch", "8", "--lr", "3e-3"] + more
}
