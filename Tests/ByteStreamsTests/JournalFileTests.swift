import ByteStreams
import Foundation
import Testing

@Suite struct JournalFileTests {
  private static func inFile(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.path + "/journal-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  private static func entries(_ path: String) throws -> [(bytes: [UInt8], end: JournalFile.Place)] {
    var entries: [(bytes: [UInt8], end: JournalFile.Place)] = []
    try JournalFile(path: path).read { entries.append(($0.bytes, $0.end)) }
    return entries
  }

  private static let texts: [[UInt8]] = [[1, 2, 3], [], Array(repeating: 7, count: 1000), [9]]

  @Test func whatIsCutAnywhereHasAWholeBeginning() throws {
    try Self.inFile { path in
      let journal = try JournalFile(path: path)
      for text in Self.texts { journal.append(text) }
      #expect(try Files.read(path).isEmpty)
      try journal.sync()
      let bytes = try Files.read(path)
      let ends = [11, 19, 19 + 1008, 19 + 1008 + 9]
      #expect(bytes.count == ends.last)
      for count in 0...bytes.count {
        try Data(bytes[..<count]).write(to: URL(fileURLWithPath: path))
        let whole = ends.filter { $0 <= count }.count
        #expect(try Self.entries(path).map(\.bytes) == Array(Self.texts[..<whole]))
      }
    }
  }

  @Test func whatIsWrittenBehindACutGoesOn() throws {
    try Self.inFile { path in
      let journal = try JournalFile(path: path)
      for text in Self.texts { journal.append(text) }
      try journal.flush()
      let old = try Files.read(path)
      let second = try Self.entries(path)[1].end
      let again = try JournalFile(path: path)
      try again.cut(to: second)
      again.append([5, 5, 5])
      try again.flush()
      #expect(try Self.entries(path).map(\.bytes) == [[1, 2, 3], [], [5, 5, 5]])
      // The old end comes back, as after a loss of power: it does not belong to what was written since.
      var mixed = try Files.read(path)
      mixed += old[(19 + 1008)...]
      try Data(mixed).write(to: URL(fileURLWithPath: path))
      #expect(try Self.entries(path).map(\.bytes) == [[1, 2, 3], [], [5, 5, 5]])
    }
  }
}
