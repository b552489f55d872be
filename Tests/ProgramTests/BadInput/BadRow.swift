import Archives
import ByteStreams
import Foundation
import ShardFormat
import Testing

/// One bad row, or one bad medium, between two good rows.
enum BadRow {
  static let hint = " (--skip-bad passes over such rows)"
  /// The same for an archive that is refused before its rows are read.
  static let memberHint = " (--skip-bad passes over such members)"

  static func text(winner: String = "1") -> String {
    #"{"question":"q","response_1":"a","response_2":"b","overall_response":\#(winner)}"#
  }
  static func image(_ path: String) -> String {
    #"{"question":"q","image":"\#(path)","response_1":"a","response_2":"b","overall_response":1}"#
  }
  static func audio(_ path: String) -> String {
    #"{"prompt":"q","audio_path":"\#(path)","response_1":"a","response_2":"b","overall_response":1}"#
  }
  static func video(_ path: String) -> String {
    #"{"prompt":"q","video_path":"\#(path)","response_1":"a","response_2":"b","overall_response":1}"#
  }
  static func lines(_ rows: [String]) -> [UInt8] { rows.flatMap { Array($0.utf8) + [10] } }

  /// A file of `fixtures/raw`.
  static func fixture(_ path: String) throws -> [UInt8] { try read("raw/" + path) }

  /// A file of `fixtures/golden`.
  static func golden(_ path: String) throws -> [UInt8] { try read("golden/" + path) }

  private static func read(_ path: String) throws -> [UInt8] {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return try Files.read(root.path + "/fixtures/" + path)
  }

  static func archive(_ path: String, _ members: [(String, [UInt8])]) throws {
    let writer = try ArchiveWriter(path)
    for (name, bytes) in members { try writer.add(name, bytes) }
    try writer.finish()
  }

  /// Without --skip-bad: exit 1, one line, no file. With it: exit 3, each loss in a line, the other rows in the shard.
  /// Programs run inside the folder, so that lines hold no path of this machine.
  /// - Parameters:
  ///   - losses: what --skip-bad lists; the first is also the line without it.
  ///   - records: how many rows survive.
  static func check(
    _ folder: ScratchFolder, _ arguments: [String], losses: [String], records: Int,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try folder.list()
    for threads in ["-j1", "-j4"] {
      let arguments = ["-q", threads] + arguments + ["-o", "out.aas"]
      let failed = try Programs.run("aa-convert", arguments, folder: folder.path)
      #expect(failed.status == 1, sourceLocation: sourceLocation)
      #expect(failed.stderr == "aa-convert: \(losses[0])\(hint)\n", sourceLocation: sourceLocation)
      #expect(try folder.list() == before, sourceLocation: sourceLocation)

      let skipped = try Programs.run("aa-convert", arguments + ["--skip-bad"], folder: folder.path)
      #expect(skipped.status == 3, sourceLocation: sourceLocation)
      #expect(
        skipped.stderr == losses.map { "aa-convert: skipped: \($0)\n" }.joined(),
        sourceLocation: sourceLocation)
      #expect(try folder.list() == (before + ["out.aas"]).sorted(), sourceLocation: sourceLocation)
      #expect(try count(folder.file("out.aas")) == records, sourceLocation: sourceLocation)
      try FileManager.default.removeItem(atPath: folder.file("out.aas"))
    }
  }

  /// Records of a whole shard.
  static func count(_ path: String) throws -> Int {
    let reader = ShardReader(source: try FileSource(path: path))
    while try reader.next() != nil {}
    return reader.records
  }
}
