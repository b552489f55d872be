import ArgumentParser
import Media
import MediaCommandLine
import MediaWorkers
import Testing

@Suite struct MediaLimitOptionsTests {
  @Test func withoutOptionsTheLimitsAreTheLibrarys() throws {
    let options = try MediaLimitOptions.parse([])
    #expect(options.mediaLimits == MediaLimits())
    #expect(options.workerLimits == MediaWorkerLimits())
  }

  @Test func eachOptionReachesItsLimit() throws {
    let options = try MediaLimitOptions.parse([
      "--max-bytes", "500M", "--max-pixels", "2", "--max-samples", "3", "--max-frames", "4",
      "--max-duration", "5.5",
      "--worker-memory", "2GiB", "--media-timeout", "0.5",
    ])
    var limits = MediaLimits()
    limits.bytes = 500 << 20
    (limits.pixels, limits.samples, limits.frames, limits.seconds) = (2, 3, 4, 5.5)
    #expect(options.mediaLimits == limits)
    #expect(options.workerLimits.memory == 2 << 30)
    #expect(options.workerLimits.seconds == 0.5)
  }

  @Test(arguments: [
    ["--max-bytes", "0"], ["--max-bytes", "many"], ["--max-bytes", "9999999999999T"], ["--max-pixels", "0"],
    ["--max-samples", "-1"], ["--max-frames", "0"], ["--worker-memory", "1M"], ["--media-timeout", "0"],
    ["--media-timeout", "nan"], ["--max-duration", "0"], ["--max-duration", "nan"],
  ]) func nonsenseIsRefused(arguments: [String]) {
    #expect(throws: (any Error).self) { try MediaLimitOptions.parse(arguments) }
  }
}
