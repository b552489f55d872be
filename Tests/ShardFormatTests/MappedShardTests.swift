import ByteStreams
import Foundation
import ShardFormat
import Testing

@Suite struct MappedShardTests {
  func onDisk(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).aas"
    try Files.write(bytes, to: path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  @Test(arguments: [ShardWriterOptions.Codec.stored, .zstd(level: 3)])
  func randomAccessEqualsStreaming(codec: ShardWriterOptions.Codec) throws {
    let bytes = try SampleShard.bytes(records: 12, codec: codec) + SampleShard.bytes(records: 5, codec: codec)
    try onDisk(bytes) { path in
      let mapped = try MappedShard(path: path)
      #expect(mapped.members.count == 2)
      #expect(mapped.recordCount == 17)
      let reader = ShardReader(source: MemorySource(bytes))
      var ends = 0
      while let item = try reader.next() {
        switch item {
        case .record(let record): #expect(try mapped.record(record.ordinal) == record)
        case .blob(let blob): #expect(try mapped.blob(blob.digest)?.bytes == blob.bytes)
        case .end(let end):
          #expect(mapped.members[ends].end == end)
          ends += 1
        default: break
        }
      }
      let frame = try #require(mapped.frames.firstIndex { $0.kind == .tokens })
      let columns = try mapped.columns(frame)
      #expect(columns == SampleShard.columns(9))
      try columns.withColumn("logps", of: .f32, as: Float.self) {
        #expect(UInt(bitPattern: $0.baseAddress) % 64 == 0)
      }
      #expect(throws: ShardError.self) { try mapped.record(17) }
      #expect(try mapped.blob(SHA256.hash([1])) == nil)
    }
  }

  @Test func everyFlippedByteIsAnErrorOrHarmless() throws {
    let whole = try SampleShard.bytes(records: 2)
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).aas"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let expected = [SampleShard.record(0), SampleShard.record(1)].count
    for i in stride(from: 0, to: whole.count, by: 3) {
      var damaged = whole
      damaged[i] ^= 0x40
      try Data(damaged).write(to: URL(fileURLWithPath: path))
      // Damage elsewhere may stay unseen, but no record may come out changed.
      guard let mapped = try? MappedShard(path: path) else { continue }
      for n in 0..<expected {
        guard let record = try? mapped.record(n) else { continue }
        #expect(whole.firstRange(of: record.bytes) != nil)
      }
    }
  }

  @Test func cutFilesAreNamed() throws {
    let whole = try SampleShard.bytes(records: 2)
    try onDisk(Array(whole[..<(whole.count - 64)])) { path in
      #expect { try MappedShard(path: path) } throws: { ($0 as? ShardError)?.code == .missingEnd }
    }
  }
}
