import ByteStreams
import Testing

@Suite struct ChecksumTests {
  @Test func crcVectors() {
    // RFC 3720 appendix B.4, and the customary check value.
    #expect(CRC32C.of([]) == 0)
    #expect(CRC32C.of(Array("123456789".utf8)) == 0xE306_9283)
    #expect(CRC32C.of([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.of([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.of((0..<32).map { UInt8($0) }) == 0x46DD_794E)
    #expect(CRC32C.of((0..<32).reversed().map { UInt8($0) }) == 0x113F_DB5C)
  }

  /// Bit by bit, as the polynomial says.
  func plain(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var c: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      c ^= UInt32(byte)
      for _ in 0..<8 { c = c & 1 == 1 ? c >> 1 ^ 0x82F6_3B78 : c >> 1 }
    }
    return ~c
  }

  /// Lengths around the three lanes of 4096 bytes in which long inputs are read.
  @Test(arguments: [1, 7, 8, 9, 4095, 12287, 12288, 12289, 24576, 30001])
  func longInputsEqualTheBitwiseDefinition(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 7) }
    #expect(CRC32C.of(bytes) == plain(bytes))
    for cut in [0, 1, count / 3, count] {
      let first = CRC32C.of(Array(bytes[..<cut]))
      #expect(CRC32C.of(Array(bytes[cut...]), continuing: first) == plain(bytes))
    }
  }

  @Test func shaVectors() {
    // FIPS 180-4 examples.
    #expect(SHA256.hash([]).hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      SHA256.hash(Array("abc".utf8)).hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
    #expect(
      SHA256.hash([UInt8](repeating: 0x61, count: 1_000_000)).hex
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    let pieces = SHA256()
    pieces.update(Array("a".utf8))
    pieces.update(Array("bc".utf8))
    #expect(pieces.finish() == SHA256.hash(Array("abc".utf8)))
  }

  @Test func digestsKeepTheirSpelling() {
    let digest = SHA256.hash([1])
    #expect(Digest(hex: digest.hex) == digest)
    #expect(Digest(hex: digest.hex.uppercased()) == digest)
    #expect(Digest(bytes: digest.bytes) == digest)
    #expect(Digest(hex: "0g" + digest.hex.dropFirst(2)) == nil)
    #expect(Digest(hex: "00") == nil)
    #expect(Digest(bytes: [1, 2]) == nil)
  }
}
