import ByteStreams
import CSupport
import CommandLineTool
import Foundation
import Testing

/// What a program does differently in front of a person: `screen` stands in for the terminal of one.
@Suite struct TerminalTests {
  /// Makes `descriptor` of this process a terminal; what was written to it is left in `screen`.
  private static func become(_ descriptor: Int32) -> Int32 {
    var ends: [Int32] = [0, 0]
    guard aa_open_terminal(&ends) == 0 else { exit(98) }
    dup2(ends[1], descriptor)
    close(ends[1])
    return ends[0]
  }

  /// Everything that stands on the screen by now.
  private static func shown(_ screen: Int32) -> String {
    _ = fcntl(screen, F_SETFL, O_NONBLOCK)
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let n = read(screen, &buffer, buffer.count), n > 0 { text += buffer[..<n] }
    return String(decoding: text, as: UTF8.self)
  }

  private static func expect(_ condition: Bool, _ code: Int32) { if !condition { exit(code) } }

  @Test func noBinaryToATerminal() async {
    await #expect(processExitsWith: .exitCode(0)) {
      _ = TerminalTests.become(STDOUT_FILENO)
      do {
        _ = try Streams.binaryOutput("-")
        exit(1)
      } catch {
        TerminalTests.expect(
          "\(error)" == "standard output is a terminal and the output is binary: use -o FILE or a pipe", 2)
      }
      // Text may go there.
      let sink = try Streams.textOutput("-")
      TerminalTests.expect(sink.isTerminal, 3)
      exit(0)
    }
  }

  @Test func nobodyHasToTypeBinary() async {
    await #expect(processExitsWith: .exitCode(0)) {
      _ = TerminalTests.become(STDIN_FILENO)
      do {
        _ = try Streams.input("-", expecting: "a token stream")
        exit(1)
      } catch {
        TerminalTests.expect(
          "\(error)"
            == "standard input is a terminal: give a file, or pipe a token stream in (see --help)", 2)
      }
      exit(0)
    }
  }

  @Test func pipesAndFilesAreTaken() throws {
    #expect(throws: Never.self) { try Streams.input("/dev/null") }
    #expect(throws: Never.self) { try Streams.binaryOutput("/dev/null") }
  }

  @Test func progressIsOneLineRewritten() async {
    await #expect(processExitsWith: .exitCode(0)) {
      setenv("TERM", "xterm", 1)
      let screen = TerminalTests.become(STDERR_FILENO)
      let progress = Progress()
      usleep(120_000)
      progress.show("first")
      // Too soon after the first to be shown.
      progress.show("second")
      TerminalTests.expect(TerminalTests.shown(screen) == "\r\u{1B}[Kfirst", 1)
      usleep(120_000)
      progress.show("third")
      progress.clear()
      TerminalTests.expect(TerminalTests.shown(screen) == "\r\u{1B}[Kthird\r\u{1B}[K", 2)
      exit(0)
    }
  }

  @Test func progressIsNotWiderThanTheTerminal() async {
    await #expect(processExitsWith: .exitCode(0)) {
      setenv("TERM", "xterm", 1)
      let screen = TerminalTests.become(STDERR_FILENO)
      var size = winsize(ws_row: 24, ws_col: 10, ws_xpixel: 0, ws_ypixel: 0)
      TerminalTests.expect(ioctl(screen, UInt(TIOCSWINSZ), &size) == 0, 1)
      let progress = Progress()
      usleep(120_000)
      progress.show("0123456789012345")
      TerminalTests.expect(TerminalTests.shown(screen) == "\r\u{1B}[K01234567…", 2)
      usleep(120_000)
      progress.show("012345678")
      TerminalTests.expect(TerminalTests.shown(screen) == "\r\u{1B}[K012345678", 3)
      exit(0)
    }
  }

  @Test func progressIsQuietWhereItShouldBe() async {
    await #expect(processExitsWith: .exitCode(0)) {
      setenv("TERM", "xterm", 1)
      let screen = TerminalTests.become(STDERR_FILENO)
      let quiet = Progress(quiet: true)
      quiet.show("no")
      quiet.clear()
      setenv("TERM", "dumb", 1)
      let dumb = Progress()
      dumb.show("no")
      dumb.clear()
      TerminalTests.expect(TerminalTests.shown(screen) == "", 1)
      exit(0)
    }
  }

  @Test func progressStaysOutOfPipes() async {
    let result = await #expect(processExitsWith: .exitCode(0), observing: [\.standardErrorContent]) {
      setenv("TERM", "xterm", 1)
      // Standard error is a pipe to the test here.
      Tool.warn("begin")
      let progress = Progress()
      progress.show("no")
      progress.clear()
      exit(0)
    }
    #expect(result?.standardErrorContent == Array("begin\n".utf8))
  }
}
