import ByteStreams
import ShardFormat
import Testing

@Suite struct SalvageTests {
  /// Digests of the whole frames of a file, the losses, and whether pieces and losses cover it.
  private func salvage(_ bytes: [UInt8]) throws -> (
    frames: [Digest], losses: [ShardSalvage.Loss], members: Int
  ) {
    let salvage = try ShardSalvage(bytes)
    var frames: [Digest] = []
    var losses: [ShardSalvage.Loss] = []
    var members = 0
    var covered: UInt64 = 0
    while let piece = salvage.next() {
      switch piece {
      case .member(let preamble):
        members += 1
        if preamble != nil { covered += 64 }
      case .trailer: covered += 64
      case .frame(let frame, _, let offset):
        #expect(offset == covered)
        frames.append(frame.digest)
        covered += 64 + UInt64(frame.stored.bytes.count + 63) / 64 * 64
      case .loss(let loss):
        losses.append(loss)
        // Damaged zeros behind a frame lie inside what the frame covers.
        if loss.range.upperBound > covered { covered = loss.range.upperBound }
      }
    }
    #expect(covered == UInt64(bytes.count))
    return (frames, losses, members)
  }

  @Test func aWholeFileHasNoLoss() throws {
    let whole = try SampleShard.bytes(records: 4)
    let result = try salvage(whole + whole)
    #expect(result.losses.isEmpty)
    #expect(result.members == 2)
  }

  @Test(arguments: [ShardWriterOptions.Codec.stored, .zstd(level: 1)])
  func everyFlippedByteIsALossOfAtMostOneFrame(codec: ShardWriterOptions.Codec) throws {
    let whole = try SampleShard.bytes(records: 2, blobBytes: 40, codec: codec)
    let before = try salvage(whole).frames
    for i in whole.indices {
      var damaged = whole
      damaged[i] ^= UInt8(1 << (i % 8))
      let after = try salvage(damaged)
      #expect(after.losses.count >= 1, "byte \(i)")
      #expect(before.count - after.frames.count <= 1, "byte \(i)")
      #expect(Set(after.frames).isSubset(of: before), "byte \(i)")
    }
  }

  @Test func everyCutKeepsTheFramesBeforeIt() throws {
    let whole = try SampleShard.bytes(records: 3)
    let before = try salvage(whole).frames
    var kept = 0
    for cut in stride(from: 64, through: whole.count, by: 64) {
      let after = try salvage(Array(whole[..<cut])).frames
      #expect(after == Array(before[..<after.count]))
      #expect(after.count >= kept)
      kept = after.count
    }
    #expect(kept == before.count)
  }

  @Test func aLostBeginningOrALostJointKeepsWhatFollows() throws {
    let a = try SampleShard.bytes(records: 2)
    let b = try SampleShard.bytes(records: 3)
    let whole = try salvage(a + b).frames
    // Preamble and META of the second member are overwritten.
    var damaged = a + b
    for i in a.count..<a.count + 256 { damaged[i] = 0xEE }
    let after = try salvage(damaged)
    #expect(whole.count - after.frames.count == 1)
    #expect(after.members == 2)
    // Rubbish before and behind.
    let framed = try salvage([UInt8](repeating: 7, count: 640) + a + [UInt8](repeating: 7, count: 100))
    #expect(framed.frames == (try salvage(a).frames))
    #expect(framed.losses.map { Int($0.range.count) } == [640, 64, 36] || framed.losses.count >= 2)
  }
}
