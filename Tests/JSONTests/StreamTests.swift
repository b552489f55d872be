import ByteStreams
import JSON
import Testing

/// Hands out at most `step` bytes a call.
private final class SlowSource: ByteSource {
  let name = "slow"
  private let inner: MemorySource
  private let step: Int
  init(_ text: String, step: Int) {
    inner = MemorySource(Array(text.utf8))
    self.step = step
  }
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    try inner.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(step)))
  }
}

private func elements(_ text: String, step: Int = 1 << 20) throws -> [(line: Int, value: JSONValue)] {
  let stream = JSONStream(SlowSource(text, step: step))
  var found: [(line: Int, value: JSONValue)] = []
  while let element = try stream.next() { found.append((element.line, try element.parsed())) }
  #expect(try stream.next() == nil)
  return found
}

@Suite struct StreamTests {
  @Test(arguments: [1, 2, 3, 7, 1000])
  func linesAndArraysAtAnyReadSize(step: Int) throws {
    let lines = "\u{FEFF}{\"a\":\"x\\\"]\"}\r\n\n  \n[1,2]\n3"
    let read = try elements(lines, step: step)
    #expect(read.map(\.line) == [1, 4, 5])
    #expect(read.map(\.value) == [["a": "x\"]"], [1, 2], 3])
    let array = "\n [ {\"a\":\n\"}],\\\\\"} ,\n\n 5,[[],{}]\n, \"x,y\" ]\n"
    let inArray = try elements(array, step: step)
    #expect(inArray.map(\.line) == [2, 5, 5, 6])
    #expect(inArray.map(\.value) == [["a": "}],\\"], 5, [[], [:]], "x,y"])
  }

  @Test func emptyInputs() throws {
    #expect(try elements("").isEmpty)
    #expect(try elements("\n\n").isEmpty)
    #expect(try elements("[]").isEmpty)
  }

  @Test func aBadLineIsReportedInItsPlaceAndTheRestIsStillRead() throws {
    let stream = JSONStream(MemorySource(Array("{\"a\":1}\n{\"a\":\n{\"a\":3}\n".utf8)))
    #expect(try stream.next()?.parsed() == ["a": 1])
    let bad = try #require(try stream.next())
    let error = #expect(throws: JSONError.self) { try bad.parsed() }
    #expect(error?.description == "line 2, column 6: unexpected end of the document")
    #expect(try stream.next()?.parsed() == ["a": 3])
  }

  @Test(arguments: [
    ("[1,2", "line 1, column 1: the array's element 2 does not end"),
    ("[1\n", "line 1, column 1: the array's element 1 does not end"),
    ("[", "line 1, column 1: the array does not end"),
    ("[1,2]\n3", "line 2, column 1: something follows the array's end"),
    ("[1,,2]", "line 1, column 1: expected a value"),
  ])
  func brokenArrays(text: String, message: String) {
    let error = #expect(throws: JSONError.self) { try elements(text) }
    #expect(error?.description == message)
  }

  @Test func aLineLongerThanTheLimitIsRefusedBeforeItIsHeld() throws {
    var limits = JSONLimits()
    limits.bytes = 1000
    for text in [String(repeating: "x", count: 2_000_000), "[\"" + String(repeating: "x", count: 2_000_000)] {
      let stream = JSONStream(MemorySource(Array(text.utf8)), limits: limits)
      #expect(throws: JSONError.self) { try stream.next() }
    }
  }
}
