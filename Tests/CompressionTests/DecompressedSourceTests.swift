import ByteStreams
import Compression
import Testing

/// Hands its bytes out a few at a time.
private final class TricklingSource: ByteSource {
  let name = "trickle"
  private let bytes: [UInt8]
  private let step: Int
  private var position = 0
  init(_ bytes: [UInt8], step: Int) {
    self.bytes = bytes
    self.step = step
  }
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let n = min(step, buffer.count, bytes.count - position)
    for i in 0..<n { buffer[i] = bytes[position + i] }
    position += n
    return n
  }
}

@Suite struct DecompressedSourceTests {
  private static let text = Array(
    (0..<2000).map { "row \($0 &* 7919 % 1013) of some text\n" }.joined().utf8)

  private static func unpacked(
    _ bytes: [UInt8], _ compression: Compression, step: Int = 1 << 20, limits: ExpansionLimits = .init()
  ) throws -> [UInt8] {
    try DecompressedSource(TricklingSource(bytes, step: step), compression, limits: limits).readAll()
  }

  private static func reason(
    _ bytes: [UInt8], _ compression: Compression, limits: ExpansionLimits = .init()
  ) -> CompressionError.Reason? {
    do {
      _ = try unpacked(bytes, compression, limits: limits)
      return nil
    } catch { return (error as? CompressionError)?.reason }
  }

  @Test(arguments: Compression.allCases) func whatWasPackedComesBack(compression: Compression) throws {
    for bytes in [[], [7], Self.text] {
      let packed = try #require(compression.packed(bytes))
      #expect(Compression(firstBytes: packed) == compression)
      for step in [1, 7, 1 << 20] { #expect(try Self.unpacked(packed, compression, step: step) == bytes) }
    }
  }

  @Test(arguments: Compression.allCases) func membersFollowOneAnother(compression: Compression) throws {
    let one = try #require(compression.packed(Self.text))
    let none = try #require(compression.packed([]))
    let whole = one + none + one
    for step in [1, 11, 1 << 20] {
      #expect(try Self.unpacked(whole, compression, step: step) == Self.text + Self.text)
    }
  }

  @Test(arguments: Compression.allCases) func everyCutIsFound(compression: Compression) throws {
    let packed = try #require(compression.packed(Array(Self.text.prefix(3000))))
    for cut in 0..<packed.count {
      #expect(Self.reason(Array(packed[..<cut]), compression) != nil, "\(cut)")
    }
    // The end of the first of two members is no end of the stream when a part of the second is there.
    #expect(Self.reason(packed + packed.dropLast(3), compression) == .truncated)
  }

  @Test(arguments: Compression.allCases) func everyChangedByteIsFound(compression: Compression) throws {
    let text = Array(Self.text.prefix(3000))
    let packed = try #require(compression.packed(text))
    for i in packed.indices {
      var changed = packed
      changed[i] ^= 0x10
      // Fields that say nothing about the content, such as gzip's time, may change.
      if let bytes = try? Self.unpacked(changed, compression) { #expect(bytes == text, "\(i)") }
    }
    var changed = packed
    changed[packed.count / 2] ^= 0x10
    #expect(Self.reason(changed, compression) == .damaged)
  }

  @Test(arguments: Compression.allCases) func whatFollowsTheEnd(compression: Compression) throws {
    let packed = try #require(compression.packed(Self.text))
    #expect(Self.reason(packed + Array("garbage".utf8), compression) == .trailingBytes)
    #expect(Self.reason(packed + [0, 0, 0, 1], compression) == .trailingBytes)
    #expect(try Self.unpacked(packed + [UInt8](repeating: 0, count: 200_000), compression) == Self.text)
  }

  @Test(arguments: Compression.allCases) func aBombIsRefused(compression: Compression) throws {
    let packed = try #require(compression.packed([UInt8](repeating: 0, count: 40 << 20)))
    #expect(Self.reason(packed, compression) == .expandsTooMuch)
    var limits = ExpansionLimits()
    limits.ratio = 1 << 30
    #expect(Self.reason(packed, compression, limits: limits) == nil)
    limits.totalBytes = 30 << 20
    #expect(Self.reason(packed, compression, limits: limits) == .expandsTooMuch)
  }

  @Test func skippableFramesOfZstd() throws {
    let packed = try #require(Compression.zstd.packed(Self.text))
    let skippable: [UInt8] = [0x53, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]
    #expect(Compression(firstBytes: skippable) == .zstd)
    #expect(try Self.unpacked(skippable + packed + skippable, .zstd) == Self.text)
  }

  @Test func otherBytesAreNotCompressed() {
    for text in ["", "BZh", "BZhello", "{\"a\": 1}", "PK\u{3}\u{4}"] {
      #expect(Compression(firstBytes: Array(text.utf8)) == nil, "\(text)")
    }
  }
}
