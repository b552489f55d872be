import ByteStreams
import Foundation
import Testing

/// Files that lie about lengths, counts, ratios and depths cost a program next to nothing.
@Suite(.serialized) struct HostileFilesTests {
  /// With the program itself under 80 MiB.
  static let memory = 60
  /// Generous, since the machine may be busy; alone it is some ten milliseconds, most of it to begin.
  static let time = 5000.0

  @Test(arguments: ConformanceContentTests.names("bad").filter { !$0.hasPrefix("content-") })
  func badFilesEndInOneLineQuicklyAndSmall(name: String) throws {
    let path = ConformanceContentTests.folder + "/bad/\(name).aas"
    let run = try LimitedProgram.run("aa-cat", ["-q", path], mebibytes: Self.memory)
    #expect(run.status == 1)
    #expect(run.stderr.hasPrefix("aa-cat: \(path): "))
    #expect(run.stderr.split(separator: "\n").count == 1, "\(run.stderr)")
    #expect(run.milliseconds < Self.time)
    let info = try LimitedProgram.run("aa-cat", ["--info", path], mebibytes: Self.memory)
    #expect(info.status == 0 || info.status == 1, "\(info.stderr)")
  }

  /// The limit is one: a program that needs more dies of it.
  @Test func theLimitHolds() throws {
    let path = ConformanceContentTests.folder + "/good/media-large.aas"
    #expect(try LimitedProgram.run("aa-cat", ["-q", path], mebibytes: Self.memory).status == 0)
    #expect(try LimitedProgram.run("aa-cat", ["-q", path], mebibytes: 1).status != 0)
  }
}
