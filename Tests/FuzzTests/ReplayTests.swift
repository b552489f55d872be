import ByteStreams
import Foundation
import Testing

/// What fuzzing found, and the inputs that reach the most code, with the promises that the fuzzer checks.
@Suite struct ReplayTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("fixtures").path

  static func inputs(_ target: String) throws -> [(name: String, bytes: [UInt8])] {
    let path = folder + "/fuzz/" + target
    return try Files.list(path).map { ($0, try Files.read(path + "/" + $0)) }
  }

  @Test func shardsInAStream() throws {
    for (name, bytes) in try Self.inputs("stream") + Self.conformance() {
      #expect(throws: Never.self, "\(name)") { try Promises.stream(bytes) }
    }
  }

  @Test func shardsAtRandomAndSalvaged() throws {
    for (name, bytes) in try Self.inputs("mapped") + Self.conformance() {
      #expect(throws: Never.self, "\(name)") { try Promises.salvage(bytes) }
      Promises.mapped(bytes)
    }
  }

  @Test func groupsAndBins() throws {
    for (name, bytes) in try Self.inputs("groups") + Self.conformance() {
      #expect(throws: Never.self, "\(name)") { try Promises.groups(bytes) }
    }
  }

  @Test func records() throws {
    for (name, bytes) in try Self.inputs("record") {
      #expect(throws: Never.self, "\(name)") { try Promises.record(bytes) }
    }
  }

  @Test func tokenColumns() throws {
    for (name, bytes) in try Self.inputs("tokens") {
      #expect(throws: Never.self, "\(name)") { try Promises.tokens(bytes) }
    }
  }

  @Test func parquetFiles() throws {
    for (name, bytes) in try Self.inputs("parquet") {
      #expect(throws: Never.self, "\(name)") { try Promises.parquet(bytes) }
    }
  }

  private static func conformance() throws -> [(name: String, bytes: [UInt8])] {
    try ["good", "bad"].flatMap { part in
      let path = folder + "/conformance/" + part
      return try Files.list(path).filter { $0.hasSuffix(".aas") }.map {
        ($0, try Files.read(path + "/" + $0))
      }
    }
  }
}
