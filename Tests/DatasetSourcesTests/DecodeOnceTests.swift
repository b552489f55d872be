import ByteStreams
import DatasetSources
import Foundation
import Media
import ShardFormat
import Testing

/// Each medium is decoded once, however many records use it, on any number of threads, and beyond what memory holds.
@Suite struct DecodeOnceTests {
  /// Counts what is decoded; "decoding" a medium turns its bytes around.
  final class Decoder: Sendable {
    private let counts = Guarded<[[UInt8]: Int]>([:])
    func decode(_ bytes: [UInt8]) throws -> (bytes: [UInt8], facts: MediaFacts) {
      counts.withLock { $0[bytes, default: 0] += 1 }
      // Long enough for the other threads to come for the same medium.
      usleep(2000)
      if bytes.first == 0x21 { throw MediaError(.corrupt, "no picture") }
      return (bytes.reversed(), MediaFacts(kind: .image, type: "image/png"))
    }
    var calls: [Int] { counts.withLock { Array($0.values) } }
  }

  /// Converts `rows` and writes the shard; its records and blobs as a reader sees them.
  private static func run(
    rows: [String], media: [String: [UInt8]], decoder: Decoder, budget: Int = 128 << 20, threads: Int = 4,
    window: Int = 256 << 20, toFile: Bool
  ) throws -> (failed: [String], records: Int, stored: Int) {
    let folder = FileManager.default.temporaryDirectory.path + "/decode-once-" + UUID().uuidString
    try Files.makeFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (name, bytes) in media { try Files.write(bytes, to: folder + "/" + name) }
    try Files.write(rows.flatMap { Array($0.utf8) + [10] }, to: folder + "/rows.jsonl")
    let library = try AdapterLibrary.installed()
    let input = try ConversionInput(
      try RowFile.find(folder + "/rows.jsonl")[0], adapter: try library.adapter("ti2t"), library: library)
    let conversion = Conversion(
      inputs: [input], locator: try MediaLocator(roots: []),
      preparation: MediaPreparation(
        keepsBytes: false, prepared: PreparedBytes(budget: budget), decode: decoder.decode),
      threads: threads)
    let path = folder + "/out.aas"
    let file = try FileSink(path: path)
    let memory = MemorySink()
    let sink: any ByteSink = toFile ? file : memory
    let writer = try ShardWriter(
      sink: sink, meta: conversion.meta(version: "1", options: [:]),
      options: ShardWriterOptions(blobWindow: window))
    if toFile { writer.onBlobStored = conversion.preparation.prepared.isWritten }
    var failed: [String] = []
    try conversion.run { result in
      switch result {
      case .failed(let loss): failed.append(loss.message)
      case .record(let converted):
        for medium in converted.media where !writer.holds(medium.digest) {
          let bytes = try conversion.bytes(of: medium, reading: file.read)
          #expect(SHA256.hash(bytes) == medium.digest)
          try writer.add(blob: medium.digest, bytes: bytes, facts: medium.facts)
        }
        try writer.add(record: converted.bytes)
      }
    }
    try writer.finish()
    try file.commit()
    let source: any ByteSource = toFile ? try FileSource(path: path) : MemorySource(memory.bytes)
    let reader = ShardReader(source: source)
    var stored = 0
    while let item = try reader.next() { if case .end(let end) = item { stored = Int(end.blobs) } }
    return (failed, reader.records, stored)
  }

  private static func row(_ image: String) -> String {
    #"{"question":"q","image":"\#(image)","response_1":"a","response_2":"b","overall_response":1}"#
  }

  @Test func aMediumOfAThousandRecords() throws {
    let decoder = Decoder()
    let result = try Self.run(
      rows: Array(repeating: Self.row("a.png"), count: 1000), media: ["a.png": [1, 2, 3]], decoder: decoder,
      toFile: true)
    #expect(decoder.calls == [1])
    #expect(result.failed == [])
    #expect(result.records == 1000)
    #expect(result.stored == 1)
  }

  /// A decoder that hangs or crashes over a medium does so once.
  @Test func aDamagedMediumOfManyRecords() throws {
    let decoder = Decoder()
    let result = try Self.run(
      rows: Array(repeating: Self.row("bad.png"), count: 50), media: ["bad.png": [0x21]], decoder: decoder,
      toFile: true)
    #expect(decoder.calls == [1])
    #expect(result.failed.count == 50)
    #expect(result.failed.last?.hasSuffix("line 50: field 'image': bad.png: damaged: no picture") == true)
  }

  /// Neither memory nor the reader's window holds the set: its media are stored again in each pass, but come back from
  /// the output, or from the file beside memory where the output is a pipe.
  @Test(arguments: [true, false], [1, 4]) func threePassesOverMoreThanMemoryHolds(
    toFile: Bool, threads: Int
  ) throws {
    let decoder = Decoder()
    var media: [String: [UInt8]] = [:]
    for i in 0..<40 { media["\(i).png"] = [UInt8](repeating: UInt8(i + 100), count: 10_000) + [UInt8(i)] }
    let pass = (0..<40).map { Self.row("\($0).png") }
    let result = try Self.run(
      rows: pass + pass + pass, media: media, decoder: decoder, budget: 50_000, threads: threads,
      window: 1 << 17, toFile: toFile)
    #expect(decoder.calls == Array(repeating: 1, count: 40))
    #expect(result.failed == [])
    #expect(result.records == 120)
    #expect(result.stored == 120)
  }
}
