import JSON
import PreferenceRecords
import ShardFormat
import Testing

@Suite struct CodingTests {
  @Test(arguments: [fullRecord, smallRecord])
  func everyFieldSurvivesBothForms(record: PreferenceRecord) throws {
    #expect(try PreferenceRecord(decoding: record.encoded()) == record)
    let again = try PreferenceRecord(jsonText: record.jsonText)
    #expect(again == record)
    // One record has one byte string, by whatever way it came.
    #expect(again.encoded() == record.encoded())
  }

  /// The bytes are written without the tree that describes them.
  @Test func theTreeHasTheSameBytes() {
    var record = fullRecord
    #expect(record.encoded() == record.cbor.encode())
    #expect(smallRecord.encoded() == smallRecord.cbor.encode())
    let verdicts: [Judgement.Verdict] = [
      .pair(winner: 1, loser: 0, strength: nil), .pair(winner: 30, loser: 300, strength: 0.25),
      .tie(candidates: [0, 1], bothBad: true), .tie(candidates: [], bothBad: false),
      .rank([[0], [1, 2], []]), .rank([]), .rating(candidate: 1, value: 1e300, low: nil, high: 5),
      .rating(candidate: 0, value: -3, low: -3, high: nil), .label(candidate: 0, value: "safe"),
    ]
    for verdict in verdicts {
      record.judgements = [
        Judgement(verdict: verdict, criterion: "k"),
        Judgement(verdict: verdict, criterion: "", rationale: "", annotator: "x", advice: "y"),
      ]
      for extra in [[:], ["b": "1", "aa": "2", "é": "3", "": "4", String(repeating: "k", count: 300): "5"]] {
        record.extra = extra
        record.split = extra.isEmpty ? nil : "train"
        record.candidates[0].sampling = extra
        #expect(record.encoded() == record.cbor.encode())
      }
    }
  }

  /// The bytes are a promise: records keep their digests between versions.
  @Test func bytesOfASmallRecord() {
    #expect(
      smallRecord.encoded()
        // c: [{b: [{t: "a"}]}]
        == [0xA4, 0x61, 0x63, 0x81, 0xA1, 0x61, 0x62, 0x81, 0xA1, 0x61, 0x74, 0x61, 0x61]
        + [0x61, 0x69, 0x61, 0x73]  // i: "s"
        + [0x61, 0x70, 0x81, 0xA2, 0x61, 0x62, 0x81, 0xA1, 0x61, 0x74, 0x61, 0x71]  // p: [{b: [{t: "q"}],
        + [0x61, 0x72, 0x64, 0x75, 0x73, 0x65, 0x72]  //      r: "user"}]
        // so: {sl, sn}
        + [0x62, 0x73, 0x6F, 0xA2, 0x62, 0x73, 0x6C, 0x61, 0x6C, 0x62, 0x73, 0x6E, 0x61, 0x6E])
  }

  @Test func jsonIsForReaders() {
    #expect(
      smallRecord.jsonText
        == #"{"id":"s","prompt":[{"role":"user","parts":[{"text":"q"}]}],"candidates":[{"parts":[{"text":"a"}]}],"#
        + #""source":{"name":"n","locator":"l"}}"#)
    #expect(fullRecord.json["extra"]?["note"]?["a"] == [1.5, nil])
    #expect(fullRecord.json["judgements"]?[0]?["winner"] == 0)
  }

  @Test(arguments: [
    (#"{"prompt":[],"candidates":[],"source":{"name":"n","locator":"l"}}"#, "id: is missing"),
    (#"{"id":"s","candidates":[],"source":{"name":"n","locator":"l"}}"#, "prompt: is missing"),
    (
      #"{"id":"s","prompt":[],"candidates":[],"source":{"name":"n","locator":"l"}}"#,
      "candidates: there are none"
    ),
    (#"{"id":"s","prompt":[],"candidates":[{"parts":[]}]}"#, "source: is missing"),
    (#"{"id":7}"#, "id: must be text"),
    (
      #"{"id":"s","prompt":[{"role":"robot","parts":[]}]}"#,
      "prompt[0].role: 'robot' is none of system, user, assistant"
    ),
    (
      #"{"id":"s","prompt":[{"role":"user","parts":[{"media":"image","sha256":"zz"}]}]}"#,
      "prompt[0].parts[0].sha256: must be 64 hexadecimal digits"
    ),
    (
      #"{"id":"s","prompt":[{"role":"user","parts":[{"media":"image"}]}]}"#,
      "prompt[0].parts[0].sha256: must be 32 bytes"
    ),
    (
      #"{"id":"s","prompt":[],"candidates":[{"parts":[]}],"judgements":[{"criterion":"c"}]}"#,
      "judgements[0]: holds none of winner, tie, rank, value, label"
    ),
    (
      #"{"id":"s","prompt":[],"candidates":[{"parts":[]}],"judgements":[{"criterion":"c","winner":-1,"loser":0}]}"#,
      "judgements[0].winner: must be an integer from 0"
    ),
    (
      #"{"id":"s","prompt":[],"candidates":[{"parts":[]}],"judgements":[{"criterion":"c","winner":0,"loser":1,"x":1}]}"#,
      "judgements[0]: unknown field 'x'"
    ),
    (#"{"id":"s","prompt":[],"candidates":[{"parts":[],"a":"x"}]}"#, "candidates[0]: unknown field 'a'"),
    (#"[]"#, "must be a map"),
    (#"{"id":"#, "line 1, column 7: unexpected end of the document"),
  ])
  func errorsNameTheField(text: String, message: String) {
    let error = #expect(throws: RecordError.self) { try PreferenceRecord(jsonText: text) }
    #expect(error?.description == message)
  }

  @Test func damagedBytesNeverTrap() throws {
    let bytes = fullRecord.encoded()
    for i in bytes.indices {
      #expect(throws: RecordError.self) { try PreferenceRecord(decoding: Array(bytes[..<i])) }
      for bit in [UInt8(1), 0x20, 0x80] {
        var damaged = bytes
        damaged[i] ^= bit
        // A changed letter may give another good record; it must then have another digest.
        if let other = try? PreferenceRecord(decoding: damaged) { #expect(other.encoded() != bytes) }
      }
    }
  }

  @Test func pairsAndModality() {
    #expect(
      fullRecord.pairs().map { [$0.winner, $0.loser] } == [[0, 1], [0, 1], [0, 2]])
    #expect(fullRecord.pairs(criterion: "safety") == [PreferencePair(winner: 2, loser: 0)])
    #expect(fullRecord.modality == "ta2ti")
  }
}
