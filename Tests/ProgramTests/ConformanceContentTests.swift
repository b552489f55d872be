import ByteStreams
import Foundation
import JSON
import PreferenceRecords
import ShardFormat
import Testing
import TokenTrees

/// `fixtures/conformance`, as far as it needs more than a reader of containers: what records, trees and plans mean, and
/// that the program makes the same files again.
@Suite struct ConformanceContentTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("fixtures/conformance")
    .path

  static func names(_ part: String) -> [String] {
    ((try? Files.list(folder + "/" + part)) ?? []).filter { $0.hasSuffix(".aas") }.map {
      String($0.dropLast(4))
    }
  }

  static func expected(_ part: String, _ name: String) throws -> JSONValue {
    try JSONValue(parsing: String(decoding: Files.read("\(folder)/\(part)/\(name).json"), as: UTF8.self))
  }

  /// The entropy coding of one version of libzstd is in one file only; there, what is read counts.
  @Test func theProgramMakesTheSameFilesAgain() throws {
    let scratch = try ScratchFolder()
    let made = try Programs.run("aa-fixtures", ["conformance", "-q", "-o", scratch.path])
    #expect(made.status == 0, "\(made.stderr)")
    for part in ["good", "bad"] {
      #expect(try Files.list(scratch.file(part)) == Files.list(Self.folder + "/" + part))
      for name in try Files.list(scratch.file(part)) where name != "writer-zstd-entropy.aas" {
        let same =
          try Files.read(scratch.file("\(part)/\(name)")) == Files.read("\(Self.folder)/\(part)/\(name)")
        #expect(same, "\(part)/\(name)")
      }
    }
    let path = scratch.file("good/writer-zstd-entropy.aas")
    let reader = ShardReader(source: MemorySource(try Files.read(path)))
    while try reader.next() != nil {}
    #expect(reader.records == 12)
  }

  @Test(arguments: names("good"))
  func recordsTreesAndBinsAreAsExpected(name: String) throws {
    let bytes = try Files.read("\(Self.folder)/good/\(name).aas")
    for member in try Self.expected("good", name)["members"]?.arrayValue ?? []
    where name.hasSuffix("-two") == false {
      var records: [JSONValue] = []
      let reader = ShardReader(source: MemorySource(bytes))
      while let item = try reader.next() {
        if case .record(let record) = item {
          records.append(try PreferenceRecord(decoding: record.bytes).json)
        }
      }
      let items = member["items"]?.arrayValue ?? []
      let said = items.flatMap { $0["records"]?.arrayValue ?? [] }.map { $0["record"] ?? .null }
      #expect(
        records.map { $0.text(.init(sortedKeys: true)) } == said.map { $0.text(.init(sortedKeys: true)) })
      guard let groups = member["groups"]?.arrayValue else { continue }
      #expect(try Self.groups(bytes) == groups.map { $0.text(.init(sortedKeys: true)) })
      if let bins = member["bins"]?.arrayValue {
        let places = bins.map { ($0.arrayValue ?? []).compactMap(\.intValue) }
        #expect(try Self.bins(bytes) == places.map { $0.map { groups[$0]["record"]?.stringValue ?? "" } })
      }
    }
  }

  private static func groups(_ bytes: [UInt8]) throws -> [String] {
    let reader = TokenStreamReader(source: MemorySource(bytes))
    var lines: [String] = []
    while let group = try reader.next() { lines.append(json(group).text(.init(sortedKeys: true))) }
    return lines
  }

  private static func bins(_ bytes: [UInt8]) throws -> [[String]] {
    let reader = TokenStreamReader(source: MemorySource(bytes))
    var bins: [[String]] = []
    while let bin = try reader.nextBin() { bins.append(bin.map(\.record.hex)) }
    return bins
  }

  private static func json(_ group: TokenGroup) -> JSONValue {
    var positions: [Int] = []
    var segments: [JSONValue] = []
    for segment in group.segments {
      positions.append(segment.parent.map { positions[$0] + group.segments[$0].count } ?? 0)
      segments.append([
        "start": JSONValue(segment.start), "count": JSONValue(segment.count),
        "parent": segment.parent.map { JSONValue($0) } ?? .null,
        "role": segment.role == .prompt ? "prompt" : "candidate",
        "first_position": JSONValue(positions.last ?? 0),
      ])
    }
    let media: [JSONValue] = group.mediaSpans.map {
      [
        "start": JSONValue($0.start), "count": JSONValue($0.count), "kind": .string($0.kind),
        "sha256": .string($0.digest.hex),
      ]
    }
    let reference: JSONValue =
      group.referenceLogProbabilities.map { .array($0.map { .double(Double($0)) }) } ?? .null
    return [
      "record": .string(group.record.hex), "modality": .string(group.modality),
      "cluster": .string(String(group.cluster)),
      "tokens": .array(group.tokens.map { .integer(Int64($0)) }),
      "loss_mask": .array(group.lossMask.map { .integer(Int64($0)) }),
      "reference_log_probabilities": reference, "segments": .array(segments),
      "pairs": .array(group.pairs.map { [JSONValue($0.winner), JSONValue($0.loser)] }),
      "media": .array(media),
    ]
  }

  @Test(arguments: names("bad").filter { $0.hasPrefix("content-") })
  func wrongContentsAreRefusedByThoseWhoKnowThem(name: String) throws {
    let expected = try Self.expected("bad", name)
    let path = "\(Self.folder)/bad/\(name).aas"
    switch expected["error"]?.stringValue {
    case "unresolvedBlob", "invalidRecord":
      let check = expected["error"] == "unresolvedBlob" ? "C07" : "S01"
      let result = try Programs.run("aa-validate", ["-q", path])
      #expect(result.status == 1)
      #expect(result.text.contains(#""check":"\#(check)""#), "\(result.text)")
    case let error:
      do {
        let reader = TokenStreamReader(source: MemorySource(try Files.read(path)))
        while let bin = try reader.nextBin() { _ = bin }
        Issue.record("\(name) was read")
      } catch let found as TokenStreamError {
        #expect(found.reason.rawValue == error, "\(found)")
      }
    }
  }
}
