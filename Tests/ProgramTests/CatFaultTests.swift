import ByteStreams
import Foundation
import Testing

/// A verb that writes leaves its whole output or none, whichever system call fails.
@Suite struct CatFaultTests {
  /// A verb and the names of what it writes.
  struct Verb: CustomTestStringConvertible, Sendable {
    var arguments: [String]
    var outputs: [String]
    /// The output comes although it lost something.
    var status: Int32 = 0
    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let verbs = [
    Verb(arguments: ["filter", "-q", "--split", "train", "-", "-o", "OUT/a.aas"], outputs: ["a.aas"]),
    Verb(arguments: ["filter", "-q", "--zstd", "1", "-", "-o", "OUT/a.aas"], outputs: ["a.aas"]),
    Verb(arguments: ["merge", "-q", "-", "-o", "OUT/a.aas"], outputs: ["a.aas"]),
    Verb(
      arguments: ["split", "-q", "--parts", "3", "-", "-o", "OUT/a"],
      outputs: ["a-00000.aas", "a-00001.aas", "a-00002.aas"]),
    Verb(arguments: ["sample", "-q", "-n", "5", "-", "-o", "OUT/a.aas"], outputs: ["a.aas"]),
    Verb(arguments: ["recover", "-q", "-", "-o", "OUT/a.aas"], outputs: ["a.aas"]),
    Verb(arguments: ["prove", "-", "3", "-o", "OUT/proof.json"], outputs: ["proof.json"]),
  ]

  @Test(arguments: verbs, ["read", "write", "sync", "rename"])
  func noFailingCallLeavesAPart(verb: Verb, operation: String) throws {
    let stdin = try CatShards.bytes(CatShards.Shape(records: 20))
    var failures = 0
    // The first calls one by one, then every seventh, up to the one that does not exist any more.
    for n in Array(1...20) + Array(stride(from: 21, to: 1000, by: 7)) {
      let scratch = try ScratchFolder()
      let result = try Programs.run(
        "aa-cat", verb.arguments.map { $0.replacingOccurrences(of: "OUT", with: scratch.path) },
        stdin: stdin, environment: ["AA_FAULT": "\(operation):\(n)", "TMPDIR": scratch.path])
      if result.status == verb.status {
        #expect(try scratch.list() == verb.outputs)
        break
      }
      failures += 1
      #expect(result.status == 1)
      #expect(result.stderr.contains("\(operation) failed: Input/output error"), "\(result.stderr)")
      #expect(try scratch.list() == [], "\(operation):\(n)")
    }
    #expect((1..<150).contains(failures), "\(operation)")
  }

  @Test func mediaFilesAppearWholeOrNotAtAll() throws {
    let stdin = try CatShards.bytes()
    for operation in ["write", "sync", "rename"] {
      for n in 1...60 {
        let scratch = try ScratchFolder()
        let result = try Programs.run(
          "aa-cat", ["-q", "--media-to", scratch.path], stdin: stdin,
          environment: ["AA_FAULT": "\(operation):\(n)"])
        for name in try scratch.list() {
          #expect(name.hasPrefix(SHA256.hash(try Files.read(scratch.file(name))).hex))
        }
        if result.status == 0 { break }
        #expect(n < 60)
      }
    }
  }
}
