import ByteStreams
import Foundation
import Testing

@Suite struct FileSinkTests {
  let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/" + UUID().uuidString
    try Files.makeFolder(folder)
  }

  @Test func aFileAppearsWholeOrNotAtAll() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/out"
    do {
      let sink = try FileSink(path: path)
      try sink.write("half")
      try sink.flush()
      #expect(!Files.exists(path))
    }
    #expect(try Files.list(folder) == [])
    let sink = try FileSink(path: path, bufferSize: 16)
    for i in 0..<100 { try sink.write("line \(i)\n") }
    try sink.write([UInt8](repeating: 65, count: 1000))
    try sink.commit()
    #expect(try Files.list(folder) == ["out"])
    let expected = (0..<100).map { "line \($0)\n" }.joined() + String(repeating: "A", count: 1000)
    #expect(try Files.read(path) == Array(expected.utf8))
  }

  @Test func anOldFileStaysUntilTheNewOneIsWhole() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/out"
    try Files.write([1, 2, 3], to: path)
    do {
      let sink = try FileSink(path: path)
      try sink.write([9, 9])
      try sink.flush()
    }
    #expect(try Files.read(path) == [1, 2, 3])
  }

  @Test func errorsNameFileAndReason() {
    #expect {
      try FileSource(path: folder + "/nothing")
    } throws: {
      "\($0)" == "\(folder)/nothing: open failed: No such file or directory"
    }
    #expect(throws: StreamError.self) { try FileSource(path: folder) }
    #expect(throws: StreamError.self) { try FileSink(path: folder + "/no/folder") }
  }

  @Test func readingStopsAtItsLimit() throws {
    let source = MemorySource([UInt8](repeating: 1, count: 100))
    #expect(throws: StreamError.self) { try source.readAll(limit: 99) }
    #expect(try MemorySource([1, 2, 3]).readAll(limit: 3) == [1, 2, 3])
    #expect(try MemorySource([1, 2, 3]).readBytes(upTo: 2) == [1, 2])
  }
}
