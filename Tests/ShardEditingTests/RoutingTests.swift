import ByteStreams
import PreferenceRecords
import ShardEditing
import ShardFormat
import Testing

@Suite struct RoutingTests {
  private func digests(_ count: Int) -> [Digest] { (0..<count).map { SHA256.hash(Array("\($0)".utf8)) } }

  @Test func aFractionIsNestedInALargerOne() {
    let records = digests(2_000)
    func chosen(_ fraction: Double, _ seed: UInt64) -> Set<Digest> {
      let sample = FractionSample(fraction: fraction, seed: seed)
      return Set(records.filter { sample.output(forGroup: $0, modality: "t2t") != nil })
    }
    #expect(chosen(0, 1).isEmpty)
    #expect(chosen(1, 1).count == records.count)
    #expect((150...250).contains(chosen(0.1, 1).count))
    #expect(chosen(0.1, 1).isSubset(of: chosen(0.4, 1)))
    #expect(chosen(0.1, 1) != chosen(0.1, 2))
  }

  @Test func aCountKeepsTheSmallestHashesAndEqualRecordsApart() {
    let records = digests(50) + digests(50)
    for count in [0, 1, 13, 99, 100, 200] {
      let sample = CountedSample(count: count, seed: 9)
      for record in records { sample.consider(record) }
      let kept = records.filter { sample.output(forGroup: $0, modality: "") != nil }
      #expect(kept.count == min(count, 100))
    }
  }

  @Test func partsDependOnTheRecordAlone() throws {
    func parts(_ records: [Digest]) throws -> [Digest: Int] {
      var opened: [String] = []
      let division = Division(.parts(7)) { key in
        opened.append(key)
        return Int(key) ?? -1
      }
      var parts: [Digest: Int] = [:]
      for record in records { parts[record] = try division.output(forGroup: record, modality: "") }
      #expect(Set(opened).count == opened.count)
      return parts
    }
    let all = digests(300)
    let few = try parts(all.reversed().dropLast(200))
    let many = try parts(all)
    for (record, part) in few { #expect(many[record] == part) }
    #expect(Set(many.values) == Set(0..<7))
  }

  @Test func groupsDoNotTellWhatOnlyRecordsKnow() {
    var criteria = RecordFilter.Criteria()
    criteria.sources = ["x"]
    #expect(throws: EditError.self) {
      try RecordFilter(criteria).output(forGroup: SHA256.hash([]), modality: "t2t")
    }
    let division = Division(.split) { _ in 0 }
    #expect(throws: EditError.self) { try division.output(forGroup: SHA256.hash([]), modality: "t2t") }
  }

  @Test func criteriaAreNamedInMetaInAFixedOrder() {
    var criteria = RecordFilter.Criteria()
    criteria.modalities = ["t2t", "i2t", "a2t"]
    criteria.ids = ["b", "a"]
    criteria.inverted = true
    #expect(criteria.options["modality"] == "a2t,i2t,t2t")
    #expect(criteria.options["ids_sha256"] == SHA256.hash(Array("a\nb\n".utf8)).hex)
    #expect(criteria.options["invert"] == "true")
  }

  @Test func equalRecordsComeOnce() {
    var duplicates = 0
    let once = Deduplication { _, _ in duplicates += 1 }
    let kept = (digests(5) + digests(8)).filter { once.output(forGroup: $0, modality: "") != nil }
    #expect(kept == digests(8))
    #expect(duplicates == 5)
  }
}
