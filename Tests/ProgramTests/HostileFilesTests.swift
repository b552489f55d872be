import ByteStreams
import Foundation
import Testing

/// Files that lie about lengths, counts, ratios and depths cost a program next to nothing.
@Suite(.serialized) struct HostileFilesTests {
  /// A program takes about 15 MiB to begin with.
  static let memory = 80.0
  /// Generous, since the machine may be busy; alone it is some ten milliseconds, most of it to begin.
  static let time = 5000.0

  @Test(arguments: ConformanceContentTests.names("bad").filter { !$0.hasPrefix("content-") })
  func badFilesEndInOneLineQuicklyAndSmall(name: String) throws {
    let path = ConformanceContentTests.folder + "/bad/\(name).aas"
    let run = try MeasuredProgram.run("aa-cat", ["-q", path])
    #expect(run.status == 1)
    #expect(run.stderr.hasPrefix("aa-cat: \(path): "))
    #expect(run.stderr.split(separator: "\n").count == 1, "\(run.stderr)")
    #expect(run.peakMebibytes < Self.memory)
    #expect(run.milliseconds < Self.time)
    let info = try MeasuredProgram.run("aa-cat", ["--info", path])
    #expect(info.status == 0 || info.status == 1)
    #expect(info.peakMebibytes < Self.memory)
  }
}
