import ByteStreams
import ShardFormat
import Testing
import TokenTrees

@Suite struct FrameCodingTests {
  static func group(_ seed: UInt8) -> TokenGroup {
    TokenGroup(
      record: SHA256.hash([seed]), modality: seed % 2 == 0 ? "t2t" : "ti2t", cluster: UInt64(seed) << 56,
      tokens: [256, 1, 2, 3, 4, 257],
      segments: [
        .init(start: 0, count: 2, parent: nil, role: .prompt),
        .init(start: 2, count: 3, parent: 0, role: .candidate),
        .init(start: 5, count: 1, parent: 0, role: .candidate),
      ], lossMask: [0, 0, 1, 1, 1, 1], pairs: [.init(winner: 2, loser: 1)],
      mediaSpans: [.init(start: 2, count: 3, kind: "image", digest: SHA256.hash([seed, 1]))])
  }

  @Test func groupsComeBack() throws {
    let groups = (0..<5).map { Self.group($0) }
    let block = try TokenFrameCoding.encode(groups, vocabularySize: 70000)
    #expect(try TokenFrameCoding.decode(block) == groups)
    #expect(try TokenFrameCoding.lengths(block) == [6, 6, 6, 6, 6])
    #expect(block.type(of: "tokens") == .u32)
    #expect(try TokenFrameCoding.encode(groups, vocabularySize: 65536).type(of: "tokens") == .u16)
  }

  @Test func hostileColumnsAreRefused() throws {
    let block = try TokenFrameCoding.encode([Self.group(0), Self.group(1)], vocabularySize: 300)
    for name in block.names {
      var cut = block
      cut.remove(name)
      #expect(throws: (any Error).self) { try TokenFrameCoding.decode(cut) }
    }
    var bad = block
    bad.set("segment_start", u32: [0, 2, 5, 4_000_000_000, 8, 11, 12])
    #expect(throws: TokenStreamError.self) { try TokenFrameCoding.decode(bad) }
    bad = block
    bad.set("tokens", u16: [UInt16](repeating: 300, count: 12))
    #expect(throws: TokenStreamError.self) { try TokenFrameCoding.decode(bad) }
    bad = block
    bad.set("pair_winner", u32: [9, 9])
    #expect(throws: TokenStreamError.self) { try TokenFrameCoding.decode(bad) }
  }

  @Test func streamsAndLayoutsComeBack() throws {
    let layout = VocabularyLayout()
    #expect(try VocabularyLayout(cbor: layout.cbor) == layout)
    let sink = MemorySink()
    let writer = try TokenStreamWriter(sink: sink, meta: ShardMeta(profile: .tokens), layout: layout)
    let groups = (0..<200).map { Self.group(UInt8($0)) }
    for group in groups { try writer.add(group) }
    try writer.finish()
    let reader = TokenStreamReader(source: MemorySource(sink.bytes), capacity: 20)
    var bins: [[TokenGroup]] = []
    while let bin = try reader.nextBin() { bins.append(bin) }
    #expect(bins.flatMap { $0 } == groups)
    #expect(bins.allSatisfy { $0.count <= 3 })
    #expect(reader.layout == layout)
  }
}
