import ByteStreams
import Testing

@Suite struct CatSampleTests {
  private func sample(_ arguments: [String], _ shard: [UInt8]) throws -> CatShards.Contents {
    let result = try Programs.run("aa-cat", ["sample", "-q"] + arguments, stdin: shard)
    #expect(result.status == 0, "\(result.stderr)")
    return try CatShards.contents(result.stdout)
  }

  @Test func theSeedDecidesAndTheOrderDoesNot() throws {
    let shape = CatShards.Shape(records: 200)
    let shard = try CatShards.bytes(shape)
    let first = try sample(["--fraction", "0.3", "--seed", "5"], shard)
    #expect(first.unresolved == 0)
    #expect((30...90).contains(first.records.count))
    #expect(try sample(["--fraction", "0.3", "--seed", "5"], shard).records == first.records)
    #expect(try sample(["--fraction", "0.3", "--seed", "6"], shard).records != first.records)
    // The same records in two members, the later ones first.
    var half = shape
    half.records = 100
    var rest = half
    rest.first = 100
    let turned = try CatShards.bytes(rest) + CatShards.bytes(half)
    #expect(
      try sample(["--fraction", "0.3", "--seed", "5"], turned).records.sorted() == first.records.sorted())
    #expect(
      try Set(sample(["--fraction", "0.6", "--seed", "5"], shard).records).isSuperset(of: first.records))
    #expect(try sample(["--fraction", "1"], shard).frames == CatShards.contents(shard).frames)
    #expect(try sample(["--fraction", "0"], shard).records.isEmpty)
  }

  @Test func aCountIsExact() throws {
    let shard = try CatShards.bytes(CatShards.Shape(records: 60))
    var before: Set<Digest> = []
    for count in [0, 1, 7, 59] {
      let chosen = try sample(["-n", "\(count)", "--seed", "3"], shard + shard)
      #expect(chosen.records.count == count)
      #expect(before.isSubset(of: chosen.records))
      before = Set(chosen.records)
    }
    #expect(try sample(["-n", "500"], shard).records.count == 60)
    #expect(try sample(["-n", "20"], ToyShard.bytes(100)).groups.reduce(0, +) == 20)
  }

  @Test func wrongUsageIs64() throws {
    for arguments in [[], ["-n", "1", "--fraction", "0.5"], ["--fraction", "2"], ["-n", "-4"]] {
      #expect(try Programs.run("aa-cat", ["sample"] + arguments).status == 64, "\(arguments)")
    }
  }
}
