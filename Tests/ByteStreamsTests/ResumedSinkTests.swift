import ByteStreams
import Foundation
import Glibc
import Testing

/// A file that is written so that another run can go on with it.
@Suite struct ResumedSinkTests {
  private static func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/resumed-" + UUID().uuidString
    try Files.makeFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private static func leave(_ bytes: [UInt8], _ path: String) throws {
    let sink = try FileSink(resuming: path)
    try sink.write(bytes)
    try sink.flush()
  }

  @Test func whatARunLeavesIsGoneOnWith() throws {
    try Self.inFolder { folder in
      let path = folder + "/out"
      try Self.leave([1, 2, 3, 4], path)
      #expect(try Files.list(folder) == [".out.resume"])
      let sink = try FileSink(resuming: path)
      #expect(sink.size == 4)
      try sink.cut(to: 2)
      try sink.write([7])
      #expect(try sink.read(0..<3) == [1, 2, 7])
      try sink.commit()
      #expect(try Files.list(folder) == ["out"])
      #expect(try Files.read(path) == [1, 2, 7])
    }
  }

  @Test func nothingAndWhatIsDiscardedLeavesNoFile() throws {
    try Self.inFolder { folder in
      try Self.leave([], folder + "/out")
      #expect(try Files.list(folder) == [])
      let sink = try FileSink(resuming: folder + "/out")
      try sink.write([1])
      sink.discard()
      #expect(try Files.list(folder) == [])
    }
  }

  @Test func oneRunAtATime() throws {
    try Self.inFolder { folder in
      let first = try FileSink(resuming: folder + "/out")
      let error = #expect(throws: StreamError.self) { try FileSink(resuming: folder + "/out") }
      #expect(error?.code == EWOULDBLOCK)
      #expect(error?.description.contains("another run is writing it") == true)
      try first.write([1])
      try first.commit()
      // The name is free again.
      try FileSink(resuming: folder + "/out").write([2])
    }
  }

  @Test func onlyFilesAreGoneOnWith() throws {
    #expect(throws: StreamError.self) { try FileSink(resuming: "/dev/null") }
  }
}
