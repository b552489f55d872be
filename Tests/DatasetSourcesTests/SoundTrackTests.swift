import ByteStreams
import DatasetSources
import Foundation
import JSON
import Media
import PreferenceRecords
import ShardFormat
import Testing

/// The sound track of a clip is a medium of its own, behind the clip.
@Suite struct SoundTrackTests {
  // MARK: Parts

  /// Media are named by their place, sound tracks by that of their clip; a clip whose name holds "silent" has none.
  private static func record(_ yaml: String, _ row: String, keeping: Bool = true) throws -> PreferenceRecord {
    let track: RowMapper.SoundTrackReader = { source in
      guard case .path(let path) = source, !path.contains("silent") else { return nil }
      return MediaReference(kind: "audio", digest: SHA256.hash(Array(path.utf8)))
    }
    return try RowMapper(try Adapter(yaml: "adapter: a\n" + yaml, file: "a.yaml")).record(
      RowValue(try JSONValue(parsing: Array(row.utf8))), at: RowMapper.Place(locator: "x:1", id: "x:1"),
      frames: { ["\($0)/1.jpg"] }, soundTrack: keeping ? track : nil
    ) { kind, source in
      guard case .path(let path) = source else { throw RowError(field: "", what: "no path") }
      return MediaReference(kind: kind.rawValue, digest: SHA256.hash(Array(path.utf8)))
    }
  }

  private static func part(_ kind: String, _ path: String) -> Part {
    .media(MediaReference(kind: kind, digest: SHA256.hash(Array(path.utf8))))
  }

  @Test func itIsAPartBehindItsClip() throws {
    let adapter = """
      prompt: [{text: q}, {video: clips, path: "c/{}"}, {image: i}]
      candidates: [{parts: [{text: a}]}, {parts: [{frames: f}]}]
      """
    let row = #"{"q":"Q","clips":["1.mp4","silent.mp4","2.mp4"],"i":"3.png","a":"A","f":"folder"}"#
    let kept = try Self.record(adapter, row)
    #expect(
      kept.prompt[0].parts == [
        .text("Q"), Self.part("video", "c/1.mp4"), Self.part("audio", "c/1.mp4"),
        Self.part("video", "c/silent.mp4"), Self.part("video", "c/2.mp4"), Self.part("audio", "c/2.mp4"),
        Self.part("image", "3.png"),
      ])
    #expect(kept.candidates[1].parts == [Self.part("image", "folder/1.jpg")])
    #expect(kept.modality == "tiav2ti")
    let dropped = try Self.record(adapter, row, keeping: false)
    #expect(!dropped.prompt[0].parts.contains(Self.part("audio", "c/1.mp4")))
    #expect(dropped.modality == "tiv2ti")
  }

  @Test func itIsAPartOfAMessage() throws {
    let row = #"""
      {"m":[{"role":"user","content":[{"type":"video","video":"1.mp4"},{"type":"text","text":"Q"}]}],"a":"A"}
      """#
    let kept = try Self.record("prompt: {messages: m}\ncandidates: [{parts: [{text: a}]}]", row)
    #expect(
      kept.prompt[0].parts == [Self.part("video", "1.mp4"), Self.part("audio", "1.mp4"), .text("Q")])
  }

  // MARK: Decoding

  /// "Decodes" a clip to its first byte and its track to its second; zero stands for a clip without a track, and "!" for
  /// one whose track is damaged.
  final class Decoder: Sendable {
    private let calls = Guarded<[String: Int]>([:])

    private func count(_ what: String, _ bytes: [UInt8]) {
      calls.withLock { $0[what + String(decoding: bytes, as: UTF8.self), default: 0] += 1 }
      // Long enough for the other threads to come for the same clip.
      usleep(2000)
    }

    func clip(_ bytes: [UInt8]) throws -> (bytes: [UInt8], facts: MediaFacts) {
      count("clip ", bytes)
      return (Array(bytes.prefix(1)), MediaFacts(kind: .video, type: "video/mp4"))
    }

    func track(_ bytes: [UInt8]) throws -> (bytes: [UInt8], facts: MediaFacts)? {
      count("track ", bytes)
      if bytes[1] == 0x21 { throw MediaError(.corrupt, "noise") }
      return bytes[1] == 0x30 ? nil : ([bytes[1]], MediaFacts(kind: .audio, type: "audio/wav"))
    }

    /// Whatever was decoded, was decoded once.
    var decoded: [String] {
      calls.withLock { calls in
        calls.map { $0.value == 1 ? $0.key : "\($0.key) \($0.value) times" }.sorted()
      }
    }
  }

  private static let adapter = """
    adapter: a
    prompt: [{text: q}]
    candidates: [{parts: [{video: v}]}, {parts: [{text: a}]}]
    """

  /// Names of media of each record, or what was lost; and how many bytes of files were read.
  private static func convert(
    _ clips: [String: String], rows: [String], _ decoder: Decoder, budget: Int = 1 << 20
  ) throws -> (records: [String], bytesRead: Int) {
    let folder = FileManager.default.temporaryDirectory.path + "/sound-tracks-" + UUID().uuidString
    try Files.makeFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (name, bytes) in clips { try Files.write(Array(bytes.utf8), to: folder + "/" + name) }
    let lines = rows.map { #"{"q":"Q","v":"\#($0)","a":"A"}"# + "\n" }.joined()
    try Files.write(Array(lines.utf8), to: folder + "/rows.jsonl")
    let input = try ConversionInput(
      try #require(try RowFile.find(folder + "/rows.jsonl").first),
      adapter: try Adapter(yaml: adapter, file: "a.yaml"), library: AdapterLibrary([]))
    let conversion = Conversion(
      inputs: [input], locator: try MediaLocator(roots: []),
      preparation: MediaPreparation(
        keepsBytes: false, prepared: PreparedBytes(budget: budget), soundTrack: decoder.track,
        decode: decoder.clip),
      threads: 4)
    var records: [String] = []
    try conversion.run { result in
      switch result {
      case .failed(let loss): records.append(loss.message + " / " + loss.kind)
      case .record(let converted):
        let names = try converted.media.map {
          String(decoding: try conversion.bytes(of: $0) { _ in [] }, as: UTF8.self)
        }
        #expect(converted.absentTracks.count == (names.count == 1 ? 1 : 0))
        records.append(names.joined())
      }
    }
    return (records, conversion.mediaBytesRead)
  }

  /// Two clips of equal pictures have their own sound; each is read and decoded once for all records.
  @Test func equalPicturesMaySoundDifferent() throws {
    let decoder = Decoder()
    let clips = ["1.mp4": "Px", "2.mp4": "Py", "3.mp4": "P0"]
    let rows = (0..<30).map { "\($0 % 3 + 1).mp4" }
    let (records, bytesRead) = try Self.convert(clips, rows: rows, decoder)
    #expect(records == (0..<30).map { ["Px", "Py", "P"][$0 % 3] })
    #expect(decoder.decoded == ["clip P0", "clip Px", "clip Py", "track P0", "track Px", "track Py"])
    #expect(bytesRead == 6)
  }

  /// Clips that rows hold themselves, as in Parquet.
  @Test func clipsInRowsHaveTracksToo() throws {
    let decoder = Decoder()
    let preparation = MediaPreparation(keepsBytes: false, soundTrack: decoder.track, decode: decoder.clip)
    for (clip, sound) in [("Px", "x"), ("Py", "y"), ("P0", nil), ("Px", "x"), ("P0", nil)] {
      let bytes = Array(clip.utf8)
      let medium = try preparation.prepare(bytes, named: "clip.mp4", as: .video)
      #expect(medium.bytes == [0x50])
      switch try preparation.soundTrack(of: bytes, named: "clip.mp4") {
      case .sound(let track)?:
        #expect(
          track.kind == .audio && track.bytes == sound.map { Array($0.utf8) } && track.key != medium.key)
      case .absent?: #expect(sound == nil)
      case nil: Issue.record("sound tracks are kept")
      }
    }
    #expect(decoder.decoded == ["clip P0", "clip Px", "clip Py", "track P0", "track Px", "track Py"])
    let error = #expect(throws: RowError.self) {
      _ = try preparation.prepare(Array("P!".utf8), named: nil, as: .video)
      _ = try preparation.soundTrack(of: Array("P!".utf8), named: nil)
    }
    #expect(error?.what == "the video: its sound track: damaged: noise")
    // Where they are not kept, nothing is decoded for them.
    let without = MediaPreparation(keepsBytes: false, decode: decoder.clip)
    #expect(try without.soundTrack(of: Array("Pz".utf8), named: nil) == nil)
  }

  @Test func aDamagedTrackCostsItsRecords() throws {
    let decoder = Decoder()
    let (records, _) = try Self.convert(
      ["1.mp4": "P!", "2.mp4": "Qx"], rows: ["2.mp4", "1.mp4", "2.mp4", "1.mp4"], decoder)
    let words = "field 'v': 1.mp4: its sound track: damaged: noise / sound track damaged"
    #expect(
      records == ["Qx", "rows.jsonl: line 2: \(words)", "Qx", "rows.jsonl: line 4: \(words)"])
    #expect(decoder.decoded == ["clip P!", "clip Qx", "track P!", "track Qx"])
  }

  /// What memory does not hold comes back from the file beside it.
  @Test func moreThanMemoryHolds() throws {
    let decoder = Decoder()
    let rows = (0..<20).map { "\($0 % 2 + 1).mp4" }
    let (records, _) = try Self.convert(["1.mp4": "Px", "2.mp4": "Qy"], rows: rows, decoder, budget: 1)
    #expect(records == (0..<20).map { ["Px", "Qy"][$0 % 2] })
    #expect(decoder.decoded.count == 4)
  }
}
