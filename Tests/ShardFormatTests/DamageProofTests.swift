import ByteStreams
import Foundation
import ShardFormat
import Testing

/// Every byte of a mebibyte: damage is always detected, where it is, and costs at most one frame.
///
/// A full reading for each of a million flips would take hours. It is not needed: the reader takes bytes in order and
/// never ahead of the frame it hands out (tested below), so nothing before the damaged frame can change, and an error in
/// that frame ends the reading. What a reader knows when it comes to a frame before END, besides counts that only END
/// is compared with, is the preamble and that META was there. So preamble, META and the one damaged frame make a
/// stream in which that frame fares as in the whole file. Where more is known (META, END and behind it), the whole file is read.
///
/// Of salvage the same holds, with the next frame behind the damaged one, to see that nothing more is lost.
///
/// The suite takes every byte that is no payload and each 29th one that is, META's, END's and SUMMARY's all; `tools/damage` takes all.
@Suite struct DamageProofTests {
  static let all = ProcessInfo.processInfo.environment["AAS_DAMAGE"] == "all"

  /// Every byte outside payloads, and of payloads a share of those.
  static func offsets(_ shard: LargeShard, _ frame: Int) -> [Int] {
    let range = shard.frames[frame]
    let head = Array(range.prefix(64))
    let rest = range.dropFirst(64)
    // META, END, SUMMARY and the trailer are small; INDEX is not.
    let isSmall = frame == shard.kinds.count || [1, 7, 9].contains(shard.kinds[frame])
    if all || isSmall { return head + rest }
    return head + rest.filter { $0 % 29 == 0 } + rest.suffix(64).filter { $0 % 29 != 0 }
  }

  static func flip(_ bytes: inout [UInt8], _ at: Int, original: Int) {
    bytes[at] ^= UInt8(1 << (original % 8))
  }

  @Test func theReaderTakesNothingAheadOfTheFrameItHandsOut() throws {
    let shard = try LargeShard()
    #expect(shard.bytes.count >= 1 << 20)
    #expect(Set(shard.kinds) == [1, 2, 3, 4, 5, 7, 8, 9, 11, 200])
    let source = CountingSource(shard.bytes)
    let reader = ShardReader(source: source)
    var k = 0
    while let frame = try reader.nextFrame() {
      while shard.kinds[k] == 11 { k += 1 }
      if case .end = frame { break }
      #expect(source.taken == shard.frames[k].upperBound)
      k += 1
    }
    #expect(shard.kinds[k] == 7)
  }

  @Test func everyFlippedByteIsDetectedInItsFrame() throws {
    let shard = try LargeShard()
    let end = try #require(shard.kinds.firstIndex(of: 7))
    let head = Array(shard.bytes[..<shard.frames[0].upperBound])
    var flips = 0
    for k in 1..<end {
      let start = shard.frames[k].lowerBound
      var small = head + shard.bytes[shard.frames[k]]
      for at in Self.offsets(shard, k) {
        let place = at - start + head.count
        Self.flip(&small, place, original: at)
        let error = Self.error(small)
        if error?.frame != 1 || error?.offset != UInt64(head.count) || error?.code == .missingEnd {
          Issue.record("byte \(at) of frame \(k): \(String(describing: error))")
        }
        Self.flip(&small, place, original: at)
        flips += 1
      }
    }
    // Preamble, META, END, INDEX, SUMMARY, trailer: the whole file.
    var whole = shard.bytes
    let ending = (end..<shard.frames.count).flatMap { Self.offsets(shard, $0) }
    let rest = Array(0..<64) + Self.offsets(shard, 0) + ending
    for at in rest {
      Self.flip(&whole, at, original: at)
      if Self.error(whole) == nil { Issue.record("byte \(at)") }
      Self.flip(&whole, at, original: at)
      flips += 1
    }
    print("damage: \(flips) flips of \(shard.bytes.count) bytes")
  }

  @Test func theShortStreamsFareAsTheWholeFile() throws {
    let shard = try LargeShard()
    let head = Array(shard.bytes[..<shard.frames[0].upperBound])
    var whole = shard.bytes
    for at in stride(from: head.count, to: shard.bytes.count, by: 4999) {
      let k = try #require(shard.frames.firstIndex { $0.contains(at) })
      guard k < shard.kinds.firstIndex(of: 7) ?? 0 else { break }
      Self.flip(&whole, at, original: at)
      let full = try #require(Self.error(whole))
      let small = try #require(Self.error(head + whole[shard.frames[k]]))
      #expect(full.code == small.code)
      #expect(full.frame == k)
      #expect(full.offset == UInt64(shard.frames[k].lowerBound))
      Self.flip(&whole, at, original: at)
    }
  }

  @Test func everyFlippedByteCostsAtMostItsFrame() throws {
    let shard = try LargeShard()
    let head = Array(shard.bytes[..<shard.frames[0].upperBound])
    for k in shard.kinds.indices {
      let start = shard.frames[k].lowerBound
      let own = k == 0 ? 64 : head.count
      let small = (k == 0 ? Array(shard.bytes[..<64]) : head) + shard.bytes[shard.frames[k]]
      var file = small + shard.bytes[shard.frames[k + 1]]
      let before = try Self.salvage(file)
      // The preamble, too, before META.
      let places = (k == 0 ? Array(0..<64) : []) + Self.offsets(shard, k).map { $0 - start + own }
      for place in places {
        Self.flip(&file, place, original: place)
        let after = try Self.salvage(file)
        let kept = Set(after.frames)
        if after.losses == 0 || before.frames.filter({ !kept.contains($0) }).count > 1
          || !kept.isSubset(of: before.frames)
        {
          Issue.record("byte \(place) of frame \(k): \(after.losses) losses")
        }
        Self.flip(&file, place, original: place)
      }
    }
  }

  @Test func everyCutIsToldAndKeepsTheFramesBeforeIt() throws {
    let shard = try LargeShard()
    let end = try #require(shard.kinds.firstIndex(of: 7))
    let head = Array(shard.bytes[..<shard.frames[0].upperBound])
    for k in 1..<end {
      let frame = shard.bytes[shard.frames[k]]
      for length in stride(from: 0, to: frame.count, by: 64) {
        let small = head + frame.prefix(length)
        let error = Self.error(small)
        if error?.code != .missingEnd || error?.frame != 1 { Issue.record("frame \(k) cut at \(length)") }
        if try Self.salvage(small).frames.count != 1 {
          Issue.record("frame \(k) cut at \(length): META is lost")
        }
      }
    }
    // Whole files: every cut behind END, and some of the others.
    let before = try Self.salvage(shard.bytes).frames
    let behind = stride(from: shard.frames[end].upperBound, to: shard.bytes.count, by: 64)
    let some = stride(from: 64, to: shard.frames[end].upperBound, by: 64 * 83)
    for cut in Array(behind) + Array(some) {
      let part = Array(shard.bytes[..<cut])
      let code = Self.error(part)?.code
      #expect(code == (cut < shard.frames[end].upperBound ? .missingEnd : .truncated), "cut at \(cut)")
      let whole = shard.frames.prefix { $0.upperBound <= cut }.count
      #expect(try Self.salvage(part).frames == Array(before.prefix(whole)), "cut at \(cut)")
    }
  }

  // MARK: Readers

  private static func error(_ bytes: [UInt8]) -> ShardError? {
    let reader = ShardReader(source: MemorySource(bytes), options: ShardReaderOptions(keepBlobs: false))
    do {
      while try reader.nextFrame() != nil {}
      return nil
    } catch { return error as? ShardError }
  }

  private static func salvage(_ bytes: [UInt8]) throws -> (frames: [Digest], losses: Int) {
    let salvage = try ShardSalvage(bytes)
    var frames: [Digest] = []
    var losses = 0
    while let piece = salvage.next() {
      switch piece {
      case .frame(let frame, _, _): frames.append(frame.digest)
      case .loss: losses += 1
      case .member, .trailer: break
      }
    }
    return (frames, losses)
  }
}

/// Tells how much was taken from it.
private final class CountingSource: ByteSource {
  let name = "counting"
  private let inner: MemorySource
  private(set) var taken = 0
  init(_ bytes: [UInt8]) { inner = MemorySource(bytes) }
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let n = try inner.read(into: buffer)
    taken += n
    return n
  }
}
