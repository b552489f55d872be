import ByteStreams
import Foundation
import JSON
import Testing

@Suite struct CatPrintTests {
  @Test func mediaBecomeFilesOnceAndTheirLinesTellWhich() throws {
    let scratch = try ScratchFolder()
    let shard = try CatShards.bytes()
    let folder = scratch.file("media")
    for _ in 0..<2 {
      let result = try Programs.run("aa-cat", ["-q", "--media-to", folder], stdin: shard)
      #expect(result.status == 0)
      let blobs = try result.text.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        .compactMap { $0["blob"] }
      #expect(!blobs.isEmpty)
      for blob in blobs {
        let file = try #require(blob["file"]?.stringValue)
        let bytes = try Files.read(file)
        #expect(SHA256.hash(bytes).hex == blob["sha256"]?.stringValue)
      }
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).count
          == Set(try CatShards.contents(shard).blobs).count)
    }
  }

  @Test func extensionsComeFromTheTypeOrTheFirstBytes() throws {
    let scratch = try ScratchFolder()
    let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 1, 2]
    let shard = try CatShards.bytes(of: [CatShards.record(1)]) { _ in (png, "image") }
    _ = try Programs.run("aa-cat", ["-q", "--media-to", scratch.path], stdin: shard)
    #expect(try scratch.list() == ["\(SHA256.hash(png).hex).png"])
  }

  @Test func headStopsEarlyAndQuietly() throws {
    let shard = try CatShards.bytes(CatShards.Shape(records: 3_000))
    let results = try Programs.pipe(
      [["aa-cat", "filter", "-q"], ["aa-cat", "head", "-n", "3", "--records-only"]], stdin: shard)
    #expect(results[1].status == 0)
    #expect(results[1].stderr == "")
    #expect(results[1].text.split(separator: "\n").count == 3)
    #expect(results[0].stderr == "")
    // What comes behind is not read, so damage there is not seen.
    let begun = Array(shard[..<(shard.count / 2 / 64 * 64)])
    #expect(try Programs.run("aa-cat", ["head", "-n2"], stdin: begun).status == 0)
    #expect(try Programs.run("aa-cat", ["head", "-n", "99999"], stdin: begun).status == 1)
    #expect(try Programs.run("aa-cat", ["head", "-n", "-1"]).status == 64)
  }

  @Test func everyVerbHasHelpWithAnExampleAndExitCodes() throws {
    let top = try Programs.run("aa-cat", ["--help"]).text
    for verb in [
      "cat", "head", "info", "du", "check", "recover", "filter", "sample", "split", "merge", "diff", "prove",
      "verify",
    ] {
      #expect(top.contains(verb))
      let help = try Programs.run("aa-cat", [verb, "--help"])
      #expect(help.status == 0)
      #expect(help.text.contains("Example"), "\(verb)")
      #expect(help.text.contains("Exit codes"), "\(verb)")
      #expect(help.text.contains("aa-cat \(verb)") || verb == "cat", "\(verb)")
    }
  }
}
