import ByteStreams
import Foundation
import MediaCodecs
import PreferenceRecords
import ShardFormat
import Testing
import Validation

@Suite struct ValidatorTests {
  struct Outcome: Equatable {
    var findings: [Finding] = []
    var output: [UInt8] = []
    var error: ShardError.Code?
    var summary = ValidationSummary()

    static func == (a: Outcome, b: Outcome) -> Bool {
      a.findings == b.findings && a.output == b.output && a.error == b.error
        && a.summary.json == b.summary.json
    }
  }

  static func validate(
    _ shard: [UInt8], threads: Int = 1, _ change: (inout ValidationOptions) -> Void = { _ in }
  )
    throws -> Outcome
  {
    var options = ValidationOptions()
    options.threads = threads
    change(&options)
    let sink = MemorySink()
    let output = FilteredShard(sink: sink, step: ToolStep(name: "aa-validate", version: "0"))
    let validator = Validator(
      source: MemorySource(shard), by: LocalMedia(), options: options, output: output)
    var outcome = Outcome()
    do {
      try validator.run { outcome.findings.append($0) }
    } catch let error as ShardError {
      outcome.error = error.code
    }
    outcome.output = sink.bytes
    outcome.summary = validator.summary
    return outcome
  }

  /// Twenty records: 3 is empty, 7's winner is its loser, 11 names a medium that is not there.
  static func mixed() throws -> [UInt8] {
    let picture = SHA256.hash(ShardFixture.png)
    var records = (0..<20).map { ShardFixture.record($0, media: $0 % 2 == 0 ? [picture] : []) }
    records[3].candidates[0].parts = []
    records[7].candidates[1] = records[7].candidates[0]
    records[11] = ShardFixture.record(11, media: [SHA256.hash([9])])
    return try ShardFixture.shard(records, media: [ShardFixture.png])
  }

  @Test func badRecordsAreFoundAndLeftOut() throws {
    let outcome = try Self.validate(try Self.mixed())
    #expect(outcome.findings.map(\.check) == ["S04", "P01", "C07"])
    #expect(outcome.findings.map(\.ordinal) == [3, 7, 11])
    #expect(outcome.findings.map(\.place) == ["train.jsonl:4", "train.jsonl:8", "train.jsonl:12"])
    #expect(outcome.summary.records == 20)
    #expect(outcome.summary.badRecords == 3)
    #expect(outcome.summary.media == 1)
    #expect(outcome.error == nil)
  }

  @Test func filteredOutputPassesValidation() throws {
    let first = try Self.validate(try Self.mixed())
    let second = try Self.validate(first.output)
    #expect(second.findings == [])
    #expect(second.summary.records == 17)
    #expect(second.summary.media == 1)
    var records: [Digest] = []
    let reader = ShardReader(source: MemorySource(first.output))
    while let item = try reader.next() {
      if case .record(let record) = item { records.append(record.digest) }
      if case .meta(let meta) = item { #expect(meta.chain.map(\.name) == ["aa-convert", "aa-validate"]) }
    }
    #expect(records.count == 17)
  }

  @Test func threadsChangeNothing() throws {
    let shard = try Self.mixed()
    let one = try Self.validate(shard)
    for threads in [2, 8] { #expect(try Self.validate(shard, threads: threads) == one) }
  }

  @Test func eachMediumIsDecodedFromItsBytes() throws {
    let cut = Array(ShardFixture.png.prefix(50))
    let records = (0..<2).map { ShardFixture.record($0, media: [SHA256.hash(cut)]) }
    let shard = try ShardFixture.shard(records, media: [cut])
    let outcome = try Self.validate(shard)
    #expect(outcome.findings.map(\.check) == ["M02", "M02"])
    #expect(try Self.validate(shard) { $0.skip = ["M02"] }.findings == [])
    #expect(try Self.validate(shard) { $0.only = ["S04"] }.findings == [])
  }

  /// Told by its own bytes, with and without decoding all of it.
  @Test func aPictureThatIsNotPlainIsFound() throws {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    let media = try ["orientation-6.jpg", "alpha.png"].map { name in
      [UInt8](try Data(contentsOf: root.appendingPathComponent("fixtures/golden/pictures/" + name)))
    }
    let all = media + [ShardFixture.png]
    let records = all.indices.map { ShardFixture.record($0, media: [SHA256.hash(all[$0])]) }
    let shard = try ShardFixture.shard(records, media: all)
    let outcome = try Self.validate(shard)
    #expect(outcome.findings.map(\.check) == ["M09", "M09"])
    #expect(outcome.findings.first?.message.hasSuffix(": is turned by EXIF's orientation 6") == true)
    #expect(outcome.findings.last?.message.hasSuffix(": is transparent") == true)
    #expect(outcome.summary.badRecords == 0)
    #expect(try Self.validate(shard) { $0.skip = ["M02"] }.findings == outcome.findings)
    #expect(try Self.validate(shard) { $0.only = ["M09"] }.findings == outcome.findings)
    #expect(try Self.validate(shard) { $0.skip = ["M09"] }.findings == [])
  }

  /// Told by its container, with and without decoding all of it.
  @Test func aClipThatIsTurnedIsFound() throws {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    let media = try ["turned-6.mp4", "turned-1.mp4"].map { name in
      [UInt8](try Data(contentsOf: root.appendingPathComponent("fixtures/golden/clips/" + name)))
    }
    var records = media.indices.map { ShardFixture.record($0) }
    for i in media.indices {
      records[i].prompt[0].parts.append(
        .media(MediaReference(kind: "video", digest: SHA256.hash(media[i]))))
    }
    let shard = try ShardFixture.shard(records, media: media)
    let outcome = try Self.validate(shard)
    #expect(outcome.findings.map(\.check) == ["M09"])
    let words = ": is turned by a display matrix, as by EXIF's orientation 6"
    #expect(outcome.findings.first?.message.hasSuffix(words) == true)
    #expect(try Self.validate(shard) { $0.skip = ["M02"] }.findings == outcome.findings)
  }

  @Test func aStrictProfileDropsWarnings() throws {
    var record = ShardFixture.record(0)
    record.prompt[0].parts = [.text("a\u{FFFD}")]
    let shard = try ShardFixture.shard([record])
    #expect(try Self.validate(shard).summary.badRecords == 0)
    #expect(try Self.validate(shard) { $0.profile = .strict }.summary.badRecords == 1)
  }

  @Test func whatIsNoRecordIsS01() throws {
    let sink = MemorySink()
    let writer = try ShardWriter(sink: sink, meta: ShardMeta(profile: .records))
    let stray: CBOR = ["x": 1]
    try writer.add(record: stray.encode())
    try writer.add(record: ShardFixture.record(1).encoded())
    try writer.finish()
    let outcome = try Self.validate(sink.bytes)
    #expect(outcome.findings.map(\.check) == ["S01"])
    #expect(outcome.findings.map(\.ordinal) == [0])
    #expect(outcome.summary.badRecords == 1)
  }

  /// A shard cut anywhere, or with any byte changed, is never passed in silence.
  @Test func damageIsAContainerFinding() throws {
    let shard = try ShardFixture.shard([ShardFixture.record(0)])
    for cut in stride(from: 0, to: shard.count, by: 64) {
      let outcome = try Self.validate(Array(shard[..<cut]))
      #expect(outcome.error != nil, "cut at \(cut)")
      #expect(outcome.findings.last?.check == "C04", "cut at \(cut)")
    }
    for place in stride(from: 3, to: shard.count, by: 7) {
      var damaged = shard
      damaged[place] ^= 0x10
      let outcome = try Self.validate(damaged)
      #expect(outcome.error != nil, "byte \(place)")
      #expect(["C01", "C02", "C03", "C04"].contains(outcome.findings.last?.check ?? ""), "byte \(place)")
    }
  }

  @Test func aFlippedAdapterIsFoundOverTheWholeStream() throws {
    func shard(flipped: Int) throws -> [UInt8] {
      try ShardFixture.shard(
        (0..<20).map { i in
          var record = ShardFixture.record(i)
          let ratings: [Double] = i < flipped ? [1, 5] : [5, 1]
          record.judgements += ratings.enumerated().map { candidate, value in
            Judgement(
              verdict: .rating(candidate: candidate, value: value, low: nil, high: nil), criterion: "overall")
          }
          return record
        })
    }
    let flipped = try Self.validate(try shard(flipped: 15))
    #expect(flipped.findings.filter { $0.severity == .error }.map(\.place) == ["whole stream"])
    #expect(flipped.findings.last?.message.hasPrefix("adapter flip: in 15 of 20 rated pairs") == true)
    #expect(try Self.validate(try shard(flipped: 4)).findings.filter { $0.severity == .error } == [])
  }

  @Test func severalMembersStaySeveral() throws {
    let shard = try ShardFixture.shard([ShardFixture.record(0)])
    let outcome = try Self.validate(shard + shard)
    #expect(outcome.summary.records == 2)
    #expect(try Self.validate(outcome.output).summary.records == 2)
  }
}
