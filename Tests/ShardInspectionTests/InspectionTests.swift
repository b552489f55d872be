import ByteStreams
import JSON
import PreferenceRecords
import ShardFormat
import ShardInspection
import Testing

@Suite struct InspectionTests {
  private func shard(_ records: Int) throws -> [UInt8] {
    let sink = MemorySink()
    let writer = try ShardWriter(sink: sink, meta: ShardMeta(profile: .records))
    for i in 0..<records {
      try writer.add(blob: [UInt8](repeating: UInt8(i), count: 100 + i), facts: ["kind": "image"])
      try writer.add(record: CBOR.object(["n": .integer(i)]).encode())
    }
    try writer.finish()
    return sink.bytes
  }

  private func preferences(_ records: Int) throws -> [UInt8] {
    let sink = MemorySink()
    let writer = try ShardWriter(sink: sink, meta: ShardMeta(profile: .records))
    for i in 0..<records {
      let digest = try writer.add(
        blob: [UInt8](repeating: UInt8(i), count: 100 + i), facts: ["kind": "image"])
      let record = PreferenceRecord(
        id: "r\(i)",
        prompt: [Message(role: .user, parts: [.media(MediaReference(kind: "image", digest: digest))])],
        candidates: [Candidate(parts: [.text("yes")])], source: Source(name: "test", locator: "\(i)"))
      try writer.add(record: record.encoded())
    }
    try writer.finish()
    return sink.bytes
  }

  @Test func recordsThatAreNoPreferencesAreTold() throws {
    var problems: [ShardProblem] = []
    try ShardCheck { problems.append($0) }.stream(MemorySource(shard(2)))
    #expect(problems.map(\.error) == ["invalidRecord", "invalidRecord"])
  }

  @Test func aProofGoesThroughJSONAndBack() throws {
    let bytes = try shard(9)
    for ordinal in 0..<9 {
      let found = try RecordProof.find(.ordinal(ordinal), in: MemorySource(bytes))
      let again = try ProofDocument(parsing: found.document.json.serialised())
      #expect(again == found.document)
      #expect(again.isConsistent)
      #expect(again.proof.entry == SHA256.hash(found.record.bytes))
    }
  }

  @Test func queriesAreToldApart() {
    let digest = SHA256.hash([1])
    #expect(RecordProof.Query(digest.hex) == .digest(digest))
    #expect(RecordProof.Query("17") == .ordinal(17))
    #expect(RecordProof.Query("r-17") == .id("r-17"))
    #expect(RecordProof.Query("id:17") == .id("17"))
  }

  @Test func usageAddsUpToTheBytesOfTheStream() throws {
    let bytes = try shard(20)
    var usage = ShardUsage(listed: 4)
    try usage.add(MemorySource(bytes))
    #expect(usage.bytes == UInt64(bytes.count))
    #expect(usage.largestMedia.map(\.bytes) == [119, 118, 117, 116])
    // Media that no preference record names belong to no modality.
    #expect(usage.modalities["unknown"]?.records == 20)
    #expect(usage.modalities["unknown"]?.mediaBytes == 0)
    #expect(usage.media["image"]?.count == 20)
  }

  @Test func aStreamOfTwoMembersIsRightAndATurnedByteIsNot() throws {
    let bytes = try preferences(3) + preferences(5)
    var problems: [ShardProblem] = []
    let check = ShardCheck { problems.append($0) }
    try check.stream(MemorySource(bytes))
    #expect(problems == [])
    for at in stride(from: 3, to: bytes.count, by: 41) {
      var damaged = bytes
      damaged[at] ^= 4
      problems = []
      try check.stream(MemorySource(damaged))
      #expect(!problems.isEmpty, "byte \(at)")
    }
  }
}
