import ByteStreams
import ShardFormat
import Testing
import TokenTrees

/// A tree with too many tokens: what goes, and what never goes.
@Suite struct TruncationTests {
  /// bos 1…8 | 10…15 | 20…23, a medium at 3…5 of the prompt and one at 12…14 of the first response.
  private static let group: TokenGroup = {
    let prompt: [UInt32] = [0, 1, 2, 3, 4, 5, 6, 7, 8]
    let first: [UInt32] = [10, 11, 12, 13, 14, 15]
    let second: [UInt32] = [20, 21, 22, 23]
    let digest = SHA256.hash([1])
    return TokenGroup(
      record: digest, modality: "ti2ti", cluster: 7, tokens: prompt + first + second,
      segments: [
        .init(start: 0, count: 9, parent: nil, role: .prompt),
        .init(start: 9, count: 6, parent: 0, role: .candidate),
        .init(start: 15, count: 4, parent: 0, role: .candidate),
      ],
      lossMask: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0],
      pairs: [.init(winner: 1, loser: 2)],
      mediaSpans: [
        .init(start: 3, count: 3, kind: "image", digest: digest),
        .init(start: 11, count: 3, kind: "image", digest: digest),
      ])
  }()

  private static func parts(_ group: TokenGroup?) -> [[UInt32]]? {
    group.map { group in group.segments.map { Array(group.tokens[$0.start..<$0.start + $0.count]) } }
  }

  private func cut(_ limit: Int, _ truncation: Truncation) throws -> TokenGroup? {
    let cut = Self.group.cut(to: limit, truncation, bos: 0)
    guard let cut else { return nil }
    #expect(cut.tokens.count <= limit)
    // What is written is checked: segments cover the tokens, media lie within one segment.
    let sink = MemorySink()
    let writer = try TokenStreamWriter(sink: sink, meta: .init(profile: .tokens), layout: VocabularyLayout())
    try writer.add(cut)
    try writer.finish()
    for span in cut.mediaSpans {
      #expect([3, 12].contains(cut.tokens[span.start]) && [5, 14].contains(cut.tokens[span.start + 2]))
    }
    return cut
  }

  @Test func whatFitsStays() throws {
    for truncation in Truncation.allCases {
      #expect(Self.group.cut(to: 19, truncation, bos: 0) == Self.group)
    }
    #expect(Self.group.cut(to: 18, .drop, bos: 0) == nil)
  }

  @Test(arguments: [
    (18, [0, 2, 3, 4, 5, 6, 7, 8], 2), (17, [0, 3, 4, 5, 6, 7, 8], 2), (16, [0, 6, 7, 8], 1),
    (15, [0, 6, 7, 8], 1), (14, [0, 6, 7, 8], 1), (13, [0, 7, 8], 1), (12, [0, 8], 1),
  ])
  func theLeftOfThePromptGoes(_ limit: Int, _ prompt: [UInt32], _ media: Int) throws {
    let cut = try #require(try cut(limit, .left))
    #expect(Self.parts(cut) == [prompt, [10, 11, 12, 13, 14, 15], [20, 21, 22, 23]])
    #expect(cut.mediaSpans.count == media)
    #expect(cut.lossMask.count { $0 == 1 } == 9)
    #expect(cut.pairs == Self.group.pairs)
  }

  @Test func atLeastItsLastTokenStays() throws { #expect(try cut(11, .left) == nil) }

  @Test(arguments: [
    // Four tokens and three would end within the medium.
    (17, [10, 11], [20, 21, 22, 23]), (16, [10, 11], [20, 21, 22]),
    (15, [10, 11], [20, 21, 22]), (14, [10, 11], [20, 21]), (13, [10, 11], [20, 21]), (12, [10], [20]),
    (11, [10], [20]),
  ])
  func theRightOfTheLongestResponsesGoes(_ limit: Int, _ first: [UInt32], _ second: [UInt32]) throws {
    let cut = try #require(try cut(limit, .right))
    #expect(Self.parts(cut) == [[0, 1, 2, 3, 4, 5, 6, 7, 8], first, second])
    #expect(cut.mediaSpans.count == 1)
  }

  @Test func aMediumThatFitsStays() throws {
    let cut = try #require(try cut(18, .right))
    #expect(Self.parts(cut)?[1] == [10, 11, 12, 13, 14])
    #expect(cut.mediaSpans == Self.group.mediaSpans)
  }

  @Test func noResponseGoesWhole() throws {
    #expect(try cut(10, .right) == nil)
    var group = Self.group
    // The first response begins with its medium.
    group.mediaSpans[1].start = 9
    #expect(group.cut(to: 13, .right, bos: 0) == nil)
    // What remains of it would not be in the loss.
    group = Self.group
    group.lossMask[9] = 0
    group.lossMask[10] = 0
    #expect(group.cut(to: 17, .right, bos: 0) == nil)
  }
}
