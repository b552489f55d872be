import Foundation
import TextTokenization

/// What `tools/golden/splits.py` has written.
struct SplitGolden: Decodable {
  struct Results: Decodable {
    var texts: [[Int]]
    var blocks: [UInt32]
    var mixtures: [UInt32]
  }
  /// The patterns of each family, in the order in which they cut.
  var families: [String: [String]]
  var texts: [String]
  var template: String
  var blockStarts: [UInt32]
  /// Fewer, for patterns that the slower engine runs.
  var otherBlockStarts: [UInt32]
  var alphabet: [String]
  var mixtures: Int
  var group: Int
  var results: [String: Results]

  static let shared = Result { () throws -> SplitGolden in try read("splits") }

  static func read<Golden: Decodable>(_ name: String) throws -> Golden {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: root.appendingPathComponent("fixtures/golden/\(name).json"))
    return try JSONDecoder().decode(Golden.self, from: data)
  }

  /// The template for each code point of a block of 1024, one behind the other.
  func block(_ start: UInt32) -> [UInt8] {
    let parts = template.split(separator: "@", omittingEmptySubsequences: false).map { Array($0.utf8) }
    var text: [UInt8] = []
    for code in start..<start + 1024 {
      guard let scalar = Unicode.Scalar(code) else { continue }
      let bytes = Array(String(Character(scalar)).utf8)
      for (number, part) in parts.enumerated() {
        if number > 0 { text += bytes }
        text += part
      }
    }
    return text
  }

  func mixture(_ random: inout SplitMix) -> [UInt8] {
    let count = 1 + random.below(24)
    return (0..<count).flatMap { _ in Array(alphabet[random.below(alphabet.count)].utf8) }
  }
}

struct SplitMix {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ z >> 31) % UInt64(bound))
  }
}

extension TextSplitter {
  func lengths(_ text: [UInt8]) throws -> [Int] {
    var lengths: [Int] = []
    try text.withUnsafeBufferPointer { bytes in
      try split(bytes, from: 0, to: bytes.count) { lengths.append($1 - $0) }
    }
    return lengths
  }

  /// Every piece as its start, its end, and 1 for a match.
  func marked(_ text: [UInt8], from: Int = 0, to: Int? = nil) throws -> [[Int]] {
    var pieces: [[Int]] = []
    try text.withUnsafeBufferPointer { bytes in
      try splitMarked(bytes, from: from, to: to ?? bytes.count) { pieces.append([$0, $1, $2 ? 1 : 0]) }
    }
    return pieces
  }

  /// The CRC-32 of where pieces end, as 32-bit numbers of the low byte first.
  func checksum(_ text: [UInt8], continuing crc: UInt32 = 0) throws -> UInt32 {
    var crc = ~crc
    try text.withUnsafeBufferPointer { bytes in
      try split(bytes, from: 0, to: bytes.count) { _, end in
        var word = UInt32(end)
        for _ in 0..<4 {
          crc = crc32[Int((crc ^ word) & 0xFF)] ^ crc >> 8
          word >>= 8
        }
      }
    }
    return ~crc
  }
}

private let crc32: [UInt32] = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
}
