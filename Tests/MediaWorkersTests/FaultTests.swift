import Foundation
import Media
import MediaWorkers
import Testing

/// What becomes of a medium whose decoder does what it must not, and of those that come after it.
@Suite struct FaultTests {
  private static func pool(
    _ change: (inout MediaWorkerLimits) -> Void = { _ in }
  ) throws -> MediaWorkerPool {
    var limits = MediaWorkerLimits()
    limits.memory = 256 << 20
    limits.seconds = 20
    change(&limits)
    return MediaWorkerPool(program: try BuiltPrograms.path("faulty-media"), limits: limits)
  }

  private static func medium(_ fault: String) throws -> [UInt8] {
    try BuiltPrograms.fixture("ti2t/images/000001.jpg") + Array("FAULT \(fault)".utf8)
  }

  private static func error(_ fault: String, _ pool: MediaWorkerPool) throws -> MediaError {
    let bytes = try medium(fault)
    let error = #expect(throws: MediaError.self) {
      try pool.normalised(bytes, Normalisation(), limits: MediaLimits())
    }
    // The next one is done as if nothing had been.
    let good = try BuiltPrograms.fixture("ti2t/images/000001.jpg")
    #expect(try pool.facts(of: good, limits: MediaLimits()).type == "image/jpeg")
    return try #require(error)
  }

  @Test(arguments: [
    ("abort", "the decoder crashed (signal 6)"), ("segfault", "the decoder crashed (signal 11)"),
    ("killed", "the decoder crashed (signal 9)"), ("exit", "the decoder ended without an answer (status 0)"),
    ("half", "the decoder ended without an answer (status 0)"),
    ("lie", "the decoder gave no sensible answer"), ("nonsense", "the decoder gave no sensible answer"),
  ]) func aDecoderThatFailsCostsItsMedium(fault: String, words: String) throws {
    #expect(try Self.error(fault, Self.pool()) == MediaError(.crashed, words))
  }

  @Test func aTrapOfSwiftIsACrash() throws {
    let error = try Self.error("trap", Self.pool())
    #expect(error.reason == .crashed)
    #expect(error.detail.hasPrefix("the decoder crashed (signal "))
  }

  @Test func aDecoderThatFillsItsMemoryIsToldFromOneThatCrashes() throws {
    let error = try Self.error("bomb", Self.pool())
    #expect(error == MediaError(.outOfMemory, "needed more than 256 MiB of memory (--worker-memory)"))
  }

  @Test(arguments: ["hang", "spin"]) func aDecoderThatDoesNotEndIsEnded(fault: String) throws {
    let begin = ContinuousClock.now
    let error = try Self.error(fault, Self.pool { $0.seconds = 0.5 })
    #expect(error == MediaError(.tookTooLong, "took longer than 0.5 s (--media-timeout)"))
    #expect(begin.duration(to: .now) < .seconds(15))
  }

  @Test func whatADecoderPrintsIsNotHeard() throws {
    let pool = try Self.pool()
    let bytes = try Self.medium("chatter")
    #expect(try pool.normalised(bytes, Normalisation(), limits: MediaLimits()).facts.type == "image/png")
  }

  @Test func whatItIsCanBeToldOfAMediumThatCrashesItsDecoder() throws {
    let pool = try Self.pool()
    let found = try pool.inspected(Self.medium("segfault"), decoding: true, limits: MediaLimits())
    #expect(found.kind == .image)
    #expect(found.type == "image/jpeg")
    #expect(found.error?.detail == "the decoder crashed (signal 11)")
  }

  @Test func aWorkerCanDoNothingButCompute() throws {
    // Of all that is tried, threads alone succeed.
    let error = try Self.error("escape", Self.pool())
    #expect(error == MediaError(.corrupt, "threads"))
  }

  @Test func aProgramThatIsNotThereIsNoFaultOfTheMedium() throws {
    let pool = MediaWorkerPool(program: "/nowhere/aa-media")
    let error = #expect(throws: WorkerError.self) { try pool.facts(of: [1], limits: MediaLimits()) }
    #expect(error?.description == "/nowhere/aa-media: start failed: No such file or directory")
  }

  @Test func aProgramThatDoesNotStartIsNoFaultOfTheMedium() throws {
    let pool = MediaWorkerPool(program: "/bin/false")
    let error = #expect(throws: WorkerError.self) { try pool.facts(of: [1], limits: MediaLimits()) }
    #expect(
      error?.description == "/bin/false: does not start (status 1); '/bin/false --version' shows why")
  }
}
