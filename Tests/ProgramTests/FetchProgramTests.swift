import LocalServer
import Testing

@Suite struct FetchProgramTests {
  private static func folder(_ addresses: [String]) throws -> ScratchFolder {
    let folder = try ScratchFolder()
    try folder.write("raw/rows.jsonl", BadRow.lines(addresses.map { BadRow.image($0) }))
    return folder
  }

  @Test func nothingIsFetchedUnlessItIsAllowed() throws {
    let server = try LocalServer { _, _ in .init(500) }
    let address = "http://\(server.host)/a.png"
    let folder = try Self.folder([address])
    let result = try Programs.run("aa-convert", ["-q", "raw", "-o", "out.aas"], folder: folder.path)
    #expect(result.status == 1)
    #expect(
      result.stderr
        == "aa-convert: raw/rows.jsonl: line 1: field 'image': '\(address)' is an address, not a file: download it "
        + "first, or allow its host with --fetch\(BadRow.hint)\n")
    #expect(server.requests == [])
  }

  @Test(arguments: ["-j1", "-j4"]) func whatIsAllowedIsFetchedOnce(threads: String) throws {
    let picture = try BadRow.fixture("ti2t/images/000002.png")
    let server = try LocalServer { path, _ in
      switch path {
      case "/good.png": .init(200, picture)
      case "/cut.png": .init(200, Array(picture.prefix(200)))
      default: .init(404)
      }
    }
    let start = "http://\(server.host)"
    let addresses = ["good", "gone", "cut", "good", "gone", "good"].map { "\(start)/\($0).png" }
    let folder = try Self.folder(addresses)
    let arguments = [
      "-q", threads, "--skip-bad", "--fetch", "example.org,\(server.host)", "--fetch-cache", "cache", "raw",
      "-o",
    ]
    let result = try Programs.run("aa-convert", arguments + ["out.aas"], folder: folder.path)
    #expect(result.status == 3)
    let losses = [
      "line 2: field 'image': \(start)/gone.png: not fetched: the server answers 404",
      "line 3: field 'image': \(start)/cut.png: cut short: PNG chunk at byte 33 promises 374 bytes, 155 are there",
      "line 5: field 'image': \(start)/gone.png: not fetched: the server answers 404",
    ]
    #expect(result.stderr == losses.map { "aa-convert: skipped: raw/rows.jsonl: \($0)\n" }.joined())
    #expect(server.requests.sorted() == ["/cut.png", "/gone.png", "/good.png"])
    #expect(try BadRow.count(folder.file("out.aas")) == 3)
    // Again, and from the cache but for what was not there.
    let again = try Programs.run("aa-convert", arguments + ["again.aas"], folder: folder.path)
    #expect(again.status == 3)
    #expect(server.requests.count == 4)
    #expect(try folder.read("again.aas") == folder.read("out.aas"))
  }

  @Test(arguments: [
    ["--fetch-cache", "x"], ["--fetch", ""], ["--fetch", "*"], ["--fetch", "a b"],
    ["--fetch", "a", "--fetch-retries", "-1"],
  ]) func nonsenseIsRefused(arguments: [String]) throws {
    #expect(try Programs.run("aa-convert", arguments + ["rows.jsonl"]).status == 64)
  }
}
