import ByteStreams
import Foundation
import Glibc
import PreferenceRecords
import ShardFormat
import Testing

/// `aa-convert --video-audio keep`.
@Suite struct SoundTrackTests {
  private static let adapter = """
    adapter: clips
    prompt: [{text: q}]
    candidates: [{parts: [{video: a}]}, {parts: [{video: b}]}]
    judgements: {overall: {choice: {always: 1}}}
    """

  /// Rows that share a clip with sound and one without.
  private static func folder(rows: Int = 12) throws -> ScratchFolder {
    let scratch = try ScratchFolder()
    try scratch.write("clips.yaml", Array(adapter.utf8))
    for name in ["sound.mp4", "short-gops.mp4"] {
      try scratch.write("raw/" + name, BadRow.fixture("../golden/clips/" + name))
    }
    let lines = (0..<rows).map { i -> String in
      let words = String(repeating: "word \(i) ", count: 1500)
      let clips = i % 3 == 0 ? ("short-gops.mp4", "sound.mp4") : ("sound.mp4", "short-gops.mp4")
      return #"{"q":"\#(words)","a":"\#(clips.0)","b":"\#(clips.1)"}"#
    }
    try scratch.write("raw/rows.jsonl", BadRow.lines(lines))
    return scratch
  }

  private static let options = [
    "raw", "--adapter", "clips.yaml", "--video-size", "32", "-q", "-o", "out.aas",
  ]
  private static let keep = ["--video-audio", "keep"]

  @discardableResult
  private static func convert(
    _ scratch: ScratchFolder, _ more: [String], status: Int32 = 0, fault: String? = nil
  ) throws -> Programs.Result {
    let result = try Programs.run(
      "aa-convert", options + more, environment: ["AA_FAULT": fault], folder: scratch.path)
    #expect(result.status == status, "\(result.stderr)")
    return result
  }

  private struct Content {
    var records: [PreferenceRecord] = []
    /// The facts of each medium.
    var media: [CBOR] = []
    var options: [String: String] = [:]

    init(_ bytes: [UInt8]) throws {
      let reader = ShardReader(source: MemorySource(bytes))
      while let item = try reader.next() {
        switch item {
        case .meta(let meta): options = meta.chain.first?.options ?? [:]
        case .record(let record): records.append(try PreferenceRecord(decoding: record.bytes))
        case .blob(let blob): media.append(blob.facts ?? .null)
        default: break
        }
      }
    }

    var kinds: [String] { media.map { $0["kind"]?.textValue ?? "" }.sorted() }
    var sound: CBOR? { media.first { $0["kind"] == .text("audio") } }
  }

  private static func kinds(_ candidate: Candidate) -> [String] {
    candidate.parts.map { if case .media(let medium) = $0 { medium.kind } else { "text" } }
  }

  @Test func keptBehindItsClip() throws {
    let scratch = try Self.folder()
    try Self.convert(scratch, Self.keep + ["-j1"])
    let bytes = try scratch.read("out.aas")
    try Self.convert(scratch, Self.keep + ["-j4"])
    #expect(try scratch.read("out.aas") == bytes)
    let content = try Content(bytes)
    #expect(content.options["video-audio"] == "keep")
    #expect(content.kinds == ["audio", "video", "video"])
    #expect(content.sound?["type"] == .text("audio/wav") && content.sound?["rate"] == .integer(16000))
    // Two seconds, and what the encoder's last block adds.
    #expect(content.sound?["duration"] == .double(2.048))
    for (i, record) in content.records.enumerated() {
      #expect(record.modality == "t2av")
      let kinds = record.candidates.map(Self.kinds)
      #expect(kinds == (i % 3 == 0 ? [["video"], ["video", "audio"]] : [["video", "audio"], ["video"]]))
    }
    let valid = try Programs.run("aa-validate", ["-q", scratch.file("out.aas")])
    #expect(valid.status == 0, "\(valid.stderr)")
  }

  @Test func droppedWithoutTheOption() throws {
    let scratch = try Self.folder()
    try Self.convert(scratch, [])
    let bytes = try scratch.read("out.aas")
    let content = try Content(bytes)
    #expect(content.options["video-audio"] == nil)
    #expect(content.kinds == ["video", "video"])
    #expect(content.records.allSatisfy { $0.modality == "t2v" })
    try Self.convert(scratch, ["--video-audio", "drop"])
    #expect(try scratch.read("out.aas") == bytes)
  }

  @Test func storedAsSoundsAre() throws {
    let scratch = try Self.folder()
    try Self.convert(scratch, Self.keep + ["--audio-format", "flac", "--audio-rate", "8000"])
    let sound = try Content(try scratch.read("out.aas")).sound
    #expect(sound?["type"] == .text("audio/flac") && sound?["rate"] == .integer(8000))
  }

  /// Its pictures decode, its sound does not.
  private static func damaged() throws -> [UInt8] {
    var bytes = try BadRow.fixture("../golden/clips/sound.mp4")
    // The first packets of its track.
    for packet in [796..<1285, 1362..<1746] { for i in packet { bytes[i] = 0 } }
    return bytes
  }

  @Test func aDamagedTrackCostsItsRows() throws {
    let scratch = try Self.folder(rows: 3)
    try scratch.write("raw/bad.mp4", Self.damaged())
    let bad = #"{"q":"Q","a":"bad.mp4","b":"sound.mp4"}"#
    try scratch.write("raw/rows.jsonl", try scratch.read("raw/rows.jsonl") + BadRow.lines([bad]))
    try Self.convert(scratch, [])
    try FileManager.default.removeItem(atPath: scratch.file("out.aas"))
    let why = "damaged: video/mp4: sound cannot be decoded: Invalid data found when processing input"
    try BadRow.check(
      scratch, ["raw", "--adapter", "clips.yaml", "--video-size", "32"] + Self.keep,
      losses: ["raw/rows.jsonl: line 4: field 'a': bad.mp4: its sound track: \(why)"], records: 3)
  }

  @Test func keptBytesHoldTheirSound() throws {
    let scratch = try Self.folder(rows: 1)
    let result = try Self.convert(scratch, Self.keep + ["--media", "keep"], status: 64)
    #expect(result.stderr.contains("--media keep leaves a clip's sound in the clip"))
    #expect(try Self.convert(scratch, ["--video-audio", "yes"], status: 64).stderr.contains("video-audio"))
    #expect(try scratch.list() == ["clips.yaml", "raw"])
  }

  /// Rows that are records name all their media themselves.
  @Test func recordsAreLeftAlone() throws {
    let scratch = try Self.folder(rows: 2)
    try Self.convert(scratch, ["--media", "keep"])
    let bytes = try scratch.read("out.aas")
    let export = try Programs.run(
      "aa-convert", ["-q", "--to", "jsonl", "out.aas", "-o", "export"], folder: scratch.path)
    #expect(export.status == 0, "\(export.stderr)")
    let back = try Programs.run(
      "aa-convert", ["-q", "export", "-o", "back.aas"] + Self.keep, folder: scratch.path)
    #expect(back.status == 0, "\(back.stderr)")
    #expect(try Content(try scratch.read("back.aas")).records == Content(bytes).records)
  }

  // MARK: Resuming

  @Test func killedAtAnyWrite() throws {
    let scratch = try Self.folder()
    try Self.convert(scratch, Self.keep)
    let whole = try scratch.read("out.aas")
    try FileManager.default.removeItem(atPath: scratch.file("out.aas"))
    var kills = 0
    for n in stride(from: 1, to: 200, by: 2) {
      let killed = try Programs.run(
        "aa-convert", Self.options + Self.keep + ["--resume"],
        environment: ["AA_FAULT": "write:\(n):kill"], folder: scratch.path)
      if killed.status == 0 { break }
      #expect(killed.status == -SIGKILL)
      kills += 1
      try Self.convert(scratch, Self.keep + ["--resume"])
      #expect(try scratch.read("out.aas") == whole, "write:\(n)")
      try FileManager.default.removeItem(atPath: scratch.file("out.aas"))
    }
    #expect(kills > 3 && kills < 100)
  }

  /// Neither tracks that are in the file nor clips that have none are read again, so that they may even have gone bad.
  @Test func whatIsThereIsNotDecodedAgain() throws {
    let scratch = try Self.folder(rows: 40)
    try Self.convert(scratch, Self.keep)
    let whole = try scratch.read("out.aas")
    try FileManager.default.removeItem(atPath: scratch.file("out.aas"))
    try Self.convert(scratch, Self.keep + ["--resume"], status: -SIGKILL, fault: "rename:1:kill")
    let ends = try Self.rests(whole)
    #expect(ends.count > 2)
    let part = try scratch.read(".out.aas.resume")
    try scratch.write(".out.aas.resume", Array(part[..<ends[1]]))
    for name in ["sound.mp4", "short-gops.mp4"] { try scratch.write("raw/" + name, Array("gone".utf8)) }
    try Self.convert(scratch, Self.keep + ["--resume"])
    #expect(try scratch.read("out.aas") == whole)
    #expect(try scratch.list() == ["clips.yaml", "out.aas", "raw"])
  }

  @Test func anotherWishIsAnotherRun() throws {
    let scratch = try Self.folder()
    try Self.convert(scratch, ["--resume"], status: -SIGKILL, fault: "rename:1:kill")
    let refused = try Self.convert(scratch, Self.keep + ["--resume"], status: 1)
    #expect(refused.stderr.contains("video-audio not given → keep"), "\(refused.stderr)")
  }

  /// Where frames of records end.
  private static func rests(_ bytes: [UInt8]) throws -> [Int] {
    let reader = ShardReader(source: MemorySource(bytes))
    var ends: [Int] = []
    reader.onFrame = { header, _, offset in
      if header.kind == .records { ends.append(Int(offset) + 64 + (Int(header.storedLength) + 63) / 64 * 64) }
    }
    while try reader.next() != nil {}
    return ends
  }
}
