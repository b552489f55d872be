import ArgumentParser
import ByteStreams
import CommandLineTool
import Foundation
import Testing

/// However a program ends, a file that is not whole does not stay.
@Suite struct UnfinishedFileTests {
  /// Writes half a file and ends by `ending`. The sink outlives the body, as a program's does: dying of a signal runs no
  /// `deinit`.
  private static func program(_ folder: String, _ ending: () throws -> Void) -> Never {
    var held: FileSink?
    defer { withExtendedLifetime(held) {} }
    do {
      try Tool.run("aa-test") {
        let sink = try FileSink(path: folder + "/out")
        held = sink
        try sink.write("half")
        try sink.flush()
        guard try Files.list(folder).count == 1 else { exit(97) }
        try ending()
        try sink.write([UInt8](repeating: 0, count: 1 << 20))
        return .done
      }
      exit(0)
    } catch let code as ExitCode { exit(code.rawValue) } catch { exit(99) }
  }

  private static func inFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/" + UUID().uuidString
    try Files.makeFolder(folder)
    try await body(folder)
    #expect(try Files.list(folder) == [])
    try FileManager.default.removeItem(atPath: folder)
  }

  @Test func afterAnError() async throws {
    try await Self.inFolder { folder in
      await #expect(processExitsWith: .exitCode(1)) { [folder = folder as String] in
        UnfinishedFileTests.program(folder) { throw Failure("x") }
      }
    }
  }

  @Test func afterASignal() async throws {
    try await Self.inFolder { folder in
      await #expect(processExitsWith: .signal(SIGTERM)) { [folder = folder as String] in
        UnfinishedFileTests.program(folder) { raise(SIGTERM) }
      }
    }
  }

  @Test func afterAClosedPipe() async throws {
    try await Self.inFolder { folder in
      await #expect(processExitsWith: .signal(SIGPIPE)) { [folder = folder as String] in
        UnfinishedFileTests.program(folder) {
          var ends: [Int32] = [0, 0]
          guard pipe(&ends) == 0 else { exit(98) }
          close(ends[0])
          dup2(ends[1], STDOUT_FILENO)
          let sink = try FileSink(path: "-")
          try sink.write("findings")
          try sink.flush()
        }
      }
    }
  }
}
