import Foundation
import Testing

/// No failing system call may look like success.
@Suite struct FaultTests {
  @Test(arguments: ["read", "write"])
  func everyFailingCallIsReported(operation: String) throws {
    let stdin = try CatTests.shard(records: 20)
    var failures = 0
    for n in 1...40 {
      let result = try Programs.run(
        "aa-cat", ["-q"], stdin: stdin, environment: ["AA_FAULT": "\(operation):\(n)"])
      if result.status == 0 { break }
      failures += 1
      #expect(result.status == 1)
      #expect(result.stderr.contains("\(operation) failed: Input/output error"))
    }
    // The loop reached the call that does not exist any more.
    #expect(failures >= 1 && failures < 40)
  }
}
