import ByteStreams
import PreferenceRecords
import Testing

/// Memory is bounded by the blob window and a few frames, however long the stream is.
@Suite struct CatMemoryTests {
  @Test func aLongStreamPassesInLittleMemory() throws {
    let scratch = try ScratchFolder()
    // Members of 10 MB whose window is 4 MiB, thirty of them: 300 MB.
    let shape = CatShards.Shape(records: 150, blobWindow: 1 << 22, frameBytes: 1 << 18)
    let records = (0..<150).map { n in
      var record = CatShards.record(3 * n)
      record.candidates[0].parts = [.media(.init(kind: "image", digest: SHA256.hash(Self.noise(n))))]
      return record
    }
    let member = try CatShards.bytes(of: records, shape) { (Self.noise($0), "image") }
    let path = try scratch.write("member.aas", member)
    #expect(member.count > 10_000_000)
    let programs = try Programs.folder()
    // 96 MiB of data for the whole program: a third of what comes through.
    let script = """
      set -e -o pipefail
      ulimit -d 98304
      for i in $(seq 30); do cat '\(path)'; done | '\(programs)/aa-cat' filter -q --split train \
        | '\(programs)/aa-cat' check -q
      """
    let result = try Programs.run("/bin/bash", ["-c", script])
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.text == "")
  }

  /// 70 KB that differ from record to record.
  private static func noise(_ seed: Int) -> [UInt8] {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<70_000).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return UInt8(truncatingIfNeeded: state)
    }
  }
}
