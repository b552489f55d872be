import ArgumentParser
import ByteStreams
import CSupport
import CommandLineTool
import Foundation
import Testing

/// Ends the process as a program's `main` would. The first line on standard error is the test's own: of a child that says
/// nothing at all, the testing library hands back a mark of its own.
private func program(onFailure: ((String) throws -> Void)? = nil, _ body: () throws -> Outcome) -> Never {
  Tool.warn("begin")
  do {
    try Tool.run("aa-test", onFailure: onFailure, body)
    exit(0)
  } catch let code as ExitCode {
    exit(code.rawValue)
  } catch { exit(99) }
}

private func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }

/// What the program said after "begin".
private func said(_ bytes: [UInt8]?) -> String? {
  let all = text(bytes)
  return all.hasPrefix("begin\n") ? String(all.dropFirst(6)) : nil
}

/// How a program ends: each in a process of its own.
@Suite struct ToolTests {
  @Test func doneIs0AndSilent() async {
    let result = await #expect(processExitsWith: .exitCode(0), observing: [\.standardErrorContent]) {
      program { .done }
    }
    #expect(said(result?.standardErrorContent) == "")
  }

  @Test func listedLossIs3() async {
    await #expect(processExitsWith: .exitCode(3)) {
      program { .doneWithLoss }
    }
  }

  @Test func anErrorIs1AndOneLine() async {
    let result = await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
      program { throw Failure("rows.jsonl: line 3: is wrong; mend it") }
    }
    #expect(said(result?.standardErrorContent) == "aa-test: rows.jsonl: line 3: is wrong; mend it\n")
  }

  @Test func aFailedSystemCallIsNamed() async {
    let result = await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
      program {
        _ = try FileSource(path: "/nowhere/file")
        return .done
      }
    }
    #expect(
      said(result?.standardErrorContent)
        == "aa-test: /nowhere/file: open failed: No such file or directory\n")
  }

  @Test func whoReadsOnIsToldWhy() async {
    let result = await #expect(
      processExitsWith: .exitCode(1), observing: [\.standardErrorContent, \.standardOutputContent]
    ) {
      program(onFailure: { line in
        try FileHandle.standardOutput.write(contentsOf: Data("abort: \(line)\n".utf8))
        // What goes wrong here must not hide the first error.
        throw Failure("the pipe is gone")
      }) { throw Failure("first") }
    }
    let told = text(result?.standardOutputContent)
    #expect(told.contains("abort: aa-test: first\n"))
    #expect(said(result?.standardErrorContent) == "aa-test: first\n")
  }

  @Test func anExitCodePassesThrough() async {
    await #expect(processExitsWith: .exitCode(7)) {
      program { throw ExitCode(7) }
    }
  }

  @Test func misuseIsLeftToTheParser() {
    // Thrown before anything was done; swift-argument-parser prints usage and exits with 64.
    #expect(throws: ValidationError.self) {
      try Tool.run("aa-test") { throw ValidationError("no") }
    }
  }

  @Test func aReaderThatHasGoneEndsItQuietly() async {
    let result = await #expect(processExitsWith: .signal(SIGPIPE), observing: [\.standardErrorContent]) {
      var ends: [Int32] = [0, 0]
      guard pipe(&ends) == 0 else { exit(98) }
      close(ends[0])
      dup2(ends[1], STDOUT_FILENO)
      program {
        let sink = try FileSink(path: "-")
        try sink.write("nobody reads this")
        try sink.commit()
        return .done
      }
    }
    #expect(said(result?.standardErrorContent) == "")
  }

  @Test func aSignalEndsItAsThatSignal() async {
    let result = await #expect(processExitsWith: .signal(SIGTERM), observing: [\.standardErrorContent]) {
      program {
        raise(SIGTERM)
        // The next read or write notices.
        try FileSink(path: "/dev/null").write([UInt8](repeating: 0, count: 1 << 20))
        return .done
      }
    }
    #expect(said(result?.standardErrorContent) == "")
  }

  @Test func theSecondSignalDoesNotWait() async {
    await #expect(processExitsWith: .signal(SIGINT)) {
      program {
        raise(SIGINT)
        raise(SIGINT)
        return .done
      }
    }
  }
}
