import CSupport
import Foundation
import Testing

/// Programs whose output is binary refuse to pour it over a terminal.
@Suite struct TerminalTests {
  @Test(arguments: [
    ["aa-convert", "-q", "rows.jsonl"], ["aa-validate", "--filter", "--findings", "findings"],
    ["aa-tokenize"],
    ["aa-pack"],
  ])
  func noBinaryOnAScreen(command: [String]) throws {
    let folder = try ScratchFolder()
    try folder.write("rows.jsonl", BadRow.lines([BadRow.text()]))
    var ends: [Int32] = [0, 0]
    try #require(aa_open_terminal(&ends) == 0)
    let (screen, terminal) = (ends[0], ends[1])
    defer {
      close(screen)
      close(terminal)
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try Programs.folder() + "/" + command[0])
    process.arguments = Array(command.dropFirst())
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(fileDescriptor: terminal)
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    try errors.fileHandleForWriting.close()
    let said = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(
      said
        == "\(command[0]): standard output is a terminal and the output is binary: use -o FILE or a pipe\n")
    _ = fcntl(screen, F_SETFL, O_NONBLOCK)
    var byte: UInt8 = 0
    #expect(read(screen, &byte, 1) <= 0)
  }
}
