import ByteStreams
import JSON
import ShardFormat
import Testing
import TokenTrees

@Suite struct CatUsageTests {
  @Test func everyByteIsCountedOnce() throws {
    let shard = try CatShards.bytes(CatShards.Shape(records: 30, codec: .zstd(level: 3)))
    let contents = try CatShards.contents(shard)
    let result = try Programs.run("aa-cat", ["du", "--json", "--top", "3"], stdin: shard + shard)
    #expect(result.status == 0)
    let json = try JSONValue(parsing: result.text)
    #expect(json["bytes"]?.intValue == 2 * shard.count)
    let frames = try #require(json["frames"]?.objectValue)
    #expect(frames.members.reduce(0) { $0 + ($1.value["bytes"]?.intValue ?? 0) } == 2 * shard.count)
    #expect(frames["META"]?["count"]?.intValue == 2)
    let modalities = try #require(json["modalities"]?.objectValue)
    #expect(modalities.members.reduce(0) { $0 + ($1.value["records"]?.intValue ?? 0) } == 60)
    #expect(
      modalities.members.reduce(0) { $0 + ($1.value["media_bytes"]?.intValue ?? 0) }
        == 2 * 700 * contents.blobs.count)
    #expect(json["media"]?["audio"]?["count"]?.intValue == 20)
    #expect(json["largest_records"]?.arrayValue?.count == 3)
    let text = try Programs.run("aa-cat", ["du"], stdin: shard).text
    #expect(text.contains("largest media"))
    #expect(text.contains("RECORDS"))
  }

  @Test func tokenShardsTellTheirTokens() throws {
    let json = try JSONValue(
      parsing: Programs.run("aa-cat", ["du", "--json"], stdin: ToyShard.bytes(50)).text)
    #expect(json["modalities"]?["t2t"]?["groups"]?.intValue == 50)
    #expect(
      json["modalities"]?["t2t"]?["tokens"]?.intValue
        == ToyShard.groups(50).reduce(0) { $0 + $1.tokens.count })
  }
}
