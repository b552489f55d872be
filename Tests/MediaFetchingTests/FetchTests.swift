import Foundation
import LocalServer
import Media
import MediaFetching
import Testing

/// Only what the user allows is asked, and no answer does harm. All servers are on this machine.
@Suite struct FetchTests {
  static func program() throws -> String {
    struct NotBuilt: Error {}
    var candidates = Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
    candidates += CommandLine.arguments.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
    for start in candidates {
      var folder = start
      for _ in 0..<4 {
        let file = folder.appendingPathComponent("aa-fetch").path
        if FileManager.default.isExecutableFile(atPath: file) { return file }
        folder = folder.deletingLastPathComponent()
      }
    }
    throw NotBuilt()
  }

  private static func media(
    _ hosts: [String], cache: String? = nil, _ change: (inout FetchRules) -> Void = { _ in }
  ) throws -> FetchedMedia {
    var rules = try FetchRules(hosts: hosts)
    rules.bytes = 100_000
    rules.seconds = 10
    rules.retries = 0
    change(&rules)
    return FetchedMedia(rules, cache: cache, program: try program())
  }

  /// Why it was not fetched.
  private static func why(_ address: String, _ media: FetchedMedia) throws -> String {
    let error = #expect(throws: MediaError.self) { try media.bytes(address, limit: 1 << 30) }
    #expect(error?.reason == .notFetched)
    return try #require(error).detail
  }

  private static let body = [UInt8]((0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })

  @Test func anAllowedHostIsAsked() throws {
    let server = try LocalServer { _, _ in .init(200, Self.body) }
    let media = try Self.media([server.host])
    #expect(try media.bytes("http://\(server.host)/a.png?x=1", limit: 1 << 30) == Self.body)
    #expect(server.requests == ["/a.png?x=1"])
  }

  @Test func noOtherIs() throws {
    let server = try LocalServer { _, _ in .init(200, Self.body) }
    for hosts in [["example.org"], ["127.0.0.1"], ["127.0.0.1:1"], ["*.0.0.1:\(server.port)"], ["localhost"]]
    {
      let media = try Self.media(hosts)
      #expect(
        try Self.why("http://\(server.host)/", media)
          == "the host \(server.host) is not allowed: --fetch names those that are")
    }
    #expect(server.requests == [])
  }

  @Test func aNameDoesNotLeadToAPrivateAddress() throws {
    // The name is allowed; where it leads is not.
    let server = try LocalServer { _, _ in .init(200, Self.body) }
    let media = try Self.media(["localhost:\(server.port)"])
    let why = try Self.why("http://localhost:\(server.port)/", media)
    #expect(
      ["127.0.0.1", "::1"].map { "leads to \($0), which is no public address: refused" }.contains(why))
    #expect(server.requests == [])
  }

  @Test func otherSpellingsOfAnAddressAreTheAddress() throws {
    let server = try LocalServer { _, _ in .init(200, Self.body) }
    let media = try Self.media(["127.0.0.2:\(server.port)"])
    for host in ["127.1", "2130706433", "0x7f000001", "017700000001", "127.0.0.1"] {
      let why = try Self.why("http://\(host):\(server.port)/", media)
      #expect(why.hasPrefix("the host 127.0.0.1:\(server.port) is not allowed"), "\(host): \(why)")
    }
    #expect(server.requests == [])
  }

  @Test(arguments: [
    ("file:///etc/passwd", "is no address of a web server"),
    ("ftp://127.0.0.1/x", "ftp is refused: only http and https are fetched"),
    ("gopher://127.0.0.1/x", "gopher is refused: only http and https are fetched"),
    ("http://user:secret@127.0.0.1/", "holds a user name: refused"),
    ("http://", "is no address of a web server"), ("://", "is no address of a web server"),
    ("http://127.0.0.1:99999/", "is no address of a web server"),
  ]) func whatIsNotFetched(address: String, why: String) throws {
    #expect(try Self.why(address, Self.media(["127.0.0.1"])) == why)
  }

  @Test func redirectsStayWithinTheAllowedHosts() throws {
    let other = try LocalServer { _, _ in .init(200, [1]) }
    let (host, port) = (other.host, other.port)
    let server = try LocalServer { path, _ in
      switch path {
      case "/inside": .redirect("/end")
      case "/outside": .redirect("http://\(host)/")
      case "/scheme": .redirect("file:///etc/passwd")
      case "/name": .redirect("http://localhost:\(port)/")
      case "/round": .redirect("/round")
      default: .init(200, Self.body)
      }
    }
    let start = "http://\(server.host)"
    let media = try Self.media([server.host, "localhost:\(port)"])
    #expect(try media.bytes(start + "/inside", limit: 1 << 30) == Self.body)
    #expect(try Self.why(start + "/outside", media).hasPrefix("the host \(host) is not allowed"))
    #expect(try Self.why(start + "/scheme", media).contains("is no address of a web server"))
    #expect(try Self.why(start + "/name", media).contains("which is no public address: refused"))
    #expect(try Self.why(start + "/round", media) == "redirects more than 5 times")
    #expect(server.requests.filter { $0 == "/round" }.count == 6)
    #expect(other.requests == [])
    #expect(try Self.media([server.host, host]).bytes(start + "/outside", limit: 1 << 30) == [1])
  }

  @Test func aPassingFailureIsTriedAgain() throws {
    let server = try LocalServer { path, times in
      times < 2 ? .init(path == "/busy" ? 429 : 503) : .init(200, Self.body)
    }
    let media = try Self.media([server.host]) { $0.retries = 2 }
    let begin = ContinuousClock.now
    #expect(try media.bytes("http://\(server.host)/", limit: 1 << 30) == Self.body)
    // Half a second, then a whole one.
    #expect(begin.duration(to: .now) >= .seconds(1.5))
    #expect(try media.bytes("http://\(server.host)/busy", limit: 1 << 30) == Self.body)
    #expect(server.requests.count == 6)
  }

  @Test func aLastingFailureIsNot() throws {
    let server = try LocalServer { path, _ in path == "/gone" ? .init(404) : .init(500) }
    let media = try Self.media([server.host]) { $0.retries = 1 }
    #expect(try Self.why("http://\(server.host)/gone", media) == "the server answers 404")
    #expect(try Self.why("http://\(server.host)/broken", media) == "the server answers 500 (tried 2 times)")
    #expect(server.requests == ["/gone", "/broken", "/broken"])
  }

  @Test func nobodyWaitsForever() throws {
    let server = try LocalServer { path, _ in
      var response = LocalServer.Response(200, Self.body)
      if path == "/late" { response.delay = 5 } else { response.pace = 0.2 }
      return response
    }
    let media = try Self.media([server.host]) { $0.seconds = 0.5 }
    for path in ["/late", "/slow"] {
      #expect(
        try Self.why("http://\(server.host)\(path)", media) == "took longer than 0.5 s (--fetch-timeout)")
    }
  }

  @Test func noMoreIsTakenThanIsAllowed() throws {
    let server = try LocalServer { path, _ in
      var response = LocalServer.Response(200, [UInt8](repeating: 7, count: 100_001))
      // Without a length it shows only as it comes.
      if path == "/silent" { response.headers = ["Transfer-Encoding: identity"] }
      if path == "/liar" { response.promised = 1 << 40 }
      return response
    }
    let media = try Self.media([server.host])
    for path in ["/", "/silent", "/liar"] {
      #expect(
        try Self.why("http://\(server.host)\(path)", media) == "is larger than 100000 bytes (--max-bytes)")
    }
  }

  @Test func aCutAnswerIsNone() throws {
    let server = try LocalServer { _, _ in
      var response = LocalServer.Response(200, [1, 2, 3])
      response.promised = 10
      return response
    }
    #expect(
      try Self.why("http://\(server.host)/", Self.media([server.host])).contains("Transferred a partial file")
    )
  }

  @Test func nobodyThere() throws {
    var server: LocalServer? = try LocalServer { _, _ in .init() }
    let host = try #require(server?.host)
    server = nil
    #expect(try Self.why("http://\(host)/", Self.media([host])) == "Couldn't connect to server")
  }

  @Test func whatWasFetchedStaysInTheCache() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/aatools-fetch-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let server = try LocalServer { path, _ in path == "/gone" ? .init(404) : .init(200, Self.body) }
    for _ in 0..<2 {
      let media = try Self.media([server.host], cache: folder)
      #expect(try media.bytes("http://\(server.host)/a", limit: 1 << 30) == Self.body)
      _ = try Self.why("http://\(server.host)/gone", media)
    }
    // Failures are not kept.
    #expect(server.requests == ["/a", "/gone", "/gone"])
    let files = (FileManager.default.subpaths(atPath: folder) ?? []).filter { $0.contains("/") }
    #expect(files.count == 1)
    #expect(files[0].count == 67)
  }
}
