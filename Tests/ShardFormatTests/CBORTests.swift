import ShardFormat
import Testing

@Suite struct CBORTests {
  /// RFC 8949 appendix A, the deterministic ones of our subset.
  static let vectors: [(CBOR, [UInt8])] = [
    (0, [0x00]), (23, [0x17]), (24, [0x18, 0x18]), (255, [0x18, 0xFF]), (256, [0x19, 0x01, 0x00]),
    (1_000_000, [0x1A, 0x00, 0x0F, 0x42, 0x40]),
    (.unsigned(.max), [0x1B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
    (-1, [0x20]), (-100, [0x38, 0x63]), (.negative(.max), [0x3B] + [UInt8](repeating: 0xFF, count: 8)),
    (.double(0), [0xF9, 0x00, 0x00]), (.double(-0.0), [0xF9, 0x80, 0x00]),
    (.double(1.5), [0xF9, 0x3E, 0x00]),
    (.double(5.960464477539063e-8), [0xF9, 0x00, 0x01]), (.double(65504), [0xF9, 0x7B, 0xFF]),
    (.double(100000), [0xFA, 0x47, 0xC3, 0x50, 0x00]),
    (.double(1.1), [0xFB, 0x3F, 0xF1, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9A]),
    (.double(.infinity), [0xF9, 0x7C, 0x00]), (false, [0xF4]), (true, [0xF5]), (.null, [0xF6]),
    (.bytes([1, 2, 3, 4]), [0x44, 1, 2, 3, 4]), ("ü", [0x62, 0xC3, 0xBC]), ("水", [0x63, 0xE6, 0xB0, 0xB4]),
    ([1, [2, 3]], [0x82, 0x01, 0x82, 0x02, 0x03]),
    (["a": 1, "b": [2, 3]], [0xA2, 0x61, 0x61, 0x01, 0x61, 0x62, 0x82, 0x02, 0x03]),
  ]

  @Test func vectorsBothWays() throws {
    for (value, bytes) in CBORTests.vectors {
      #expect(value.encode() == bytes)
      #expect(try CBOR.decode(bytes) == value)
      try bytes.withUnsafeBytes { try CBOR.validate($0) }
    }
    #expect(CBOR.double(.nan).encode() == [0xF9, 0x7E, 0x00])
  }

  @Test func keysAreSortedByTheirBytes() {
    let map: CBOR = ["bb": 1, "a": 2, "": 3]
    #expect(map.encode() == [0xA3, 0x60, 0x03, 0x61, 0x61, 0x02, 0x62, 0x62, 0x62, 0x01])
  }

  @Test(
    arguments: [
      ([0x18, 0x17], CBORError.Reason.longHead), ([0x19, 0x00, 0xFF], .longHead),
      ([0x1A, 0x00, 0x00, 0xFF, 0xFF], .longHead), ([0x1B, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF], .longHead),
      ([0x58, 0x01, 0x00], .longHead), ([0x5F, 0xFF], .indefiniteLength), ([0x7F, 0xFF], .indefiniteLength),
      ([0x9F, 0xFF], .indefiniteLength), ([0xBF, 0xFF], .indefiniteLength), ([0xC0, 0x00], .tag),
      ([0xF7], .simpleValue), ([0xE0], .simpleValue), ([0xF8, 0xFF], .simpleValue), ([0x1C], .reservedHead),
      ([0xFA, 0x3F, 0xC0, 0x00, 0x00], .longFloat), ([0xFB, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0], .longFloat),
      ([0xF9, 0x7E, 0x01], .longFloat), ([0xFA, 0x7F, 0xC0, 0x00, 0x00], .longFloat),
      ([0xA2, 0x61, 0x62, 0x00, 0x61, 0x61, 0x00], .unsortedKeys),
      ([0xA2, 0x61, 0x61, 0x00, 0x61, 0x61, 0x00], .duplicateKey),
      ([0xA2, 0x62, 0x61, 0x61, 0x00, 0x61, 0x62, 0x00], .unsortedKeys),
      ([0x61, 0xFF], .invalidUTF8), ([0x62, 0xC0, 0x80], .invalidUTF8),
      ([0x63, 0xED, 0xA0, 0x80], .invalidUTF8),
      ([0x00, 0x00], .trailingBytes), ([], .endsTooSoon), ([0x82, 0x00], .endsTooSoon),
      ([0x9B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .endsTooSoon),
      ([0xBB, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .endsTooSoon),
      ([0x5B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .endsTooSoon),
    ] as [([UInt8], CBORError.Reason)])
  func everyOtherSpellingIsRefused(bytes: [UInt8], reason: CBORError.Reason) {
    #expect { try CBOR.decode(bytes) } throws: { ($0 as? CBORError)?.reason == reason }
    #expect { try bytes.withUnsafeBytes { try CBOR.validate($0) } } throws: {
      ($0 as? CBORError)?.reason == reason
    }
  }

  @Test func depthAndCountAreBounded() {
    let deep = [UInt8](repeating: 0x81, count: 100_000) + [0x00]
    #expect { try CBOR.decode(deep) } throws: { ($0 as? CBORError)?.reason == .tooDeep }
    let wide = [0x9A, 0x00, 0x20, 0x00, 0x00] + [UInt8](repeating: 0xF6, count: 1 << 21)
    #expect { try CBOR.decode(wide) } throws: { ($0 as? CBORError)?.reason == .tooManyItems }
  }

  @Test func randomBytesNeverTrapAndWhatDecodesEncodesTheSame() {
    var random = SeededRandom(seed: 7)
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...12, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      if let value = try? CBOR.decode(bytes) {
        #expect(value.encode() == bytes)
        #expect(throws: Never.self) { try bytes.withUnsafeBytes { try CBOR.validate($0) } }
      } else {
        #expect(throws: CBORError.self) { try bytes.withUnsafeBytes { try CBOR.validate($0) } }
      }
    }
  }
}

/// SplitMix64: the same numbers on every run.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
