import ArgumentParser
import Media
import MediaWorkers

/// What media may be, and what decoding them may cost: for programs that have all media of a stream decoded.
public struct MediaLimitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Most bytes of an encoded medium, as 500M or 2GiB.", valueName: "size"))
  public var maxBytes = ByteSize(MediaLimits().bytes)

  @Option(help: ArgumentHelp("Most pixels of a picture or frame.", valueName: "count"))
  public var maxPixels = MediaLimits().pixels

  @Option(help: ArgumentHelp("Most samples of a sound, all channels together.", valueName: "count"))
  public var maxSamples = MediaLimits().samples

  @Option(help: ArgumentHelp("Most frames of a clip that are decoded and kept.", valueName: "count"))
  public var maxFrames = MediaLimits().frames

  @Option(help: ArgumentHelp("Longest sound or clip.", valueName: "seconds"))
  public var maxDuration = MediaLimits().seconds

  @OptionGroup public var workers: MediaWorkerOptions

  public init() {}

  public func validate() throws {
    func check(_ name: String, _ value: Int, _ bounds: ClosedRange<Int>) throws {
      if !bounds.contains(value) {
        throw ValidationError("--\(name) must be from \(bounds.lowerBound) to \(bounds.upperBound).")
      }
    }
    try check("max-pixels", maxPixels, 1...1 << 31)
    try check("max-samples", maxSamples, 1...1 << 40)
    try check("max-frames", maxFrames, 1...1 << 24)
    if !(maxDuration > 0 && maxDuration <= 1e9) {
      throw ValidationError("--max-duration must be above 0 and at most 1000000000.")
    }
    if maxBytes.bytes < 1 { throw ValidationError("--max-bytes must be at least 1.") }
  }

  public var mediaLimits: MediaLimits {
    var limits = MediaLimits()
    limits.bytes = maxBytes.bytes
    limits.pixels = maxPixels
    limits.samples = maxSamples
    limits.frames = maxFrames
    limits.seconds = maxDuration
    return limits
  }

  public var workerLimits: MediaWorkerLimits { workers.limits }

  /// What differs from the defaults: with bad media passed over, the output depends on it.
  public var provenance: [String: String] {
    let (usual, processes) = (MediaLimits(), MediaWorkerLimits())
    var all: [String: String] = [:]
    func note<Value: Equatable>(_ name: String, _ value: Value, _ usual: Value) {
      if value != usual { all[name] = "\(value)" }
    }
    note("max-bytes", maxBytes.bytes, usual.bytes)
    note("max-pixels", maxPixels, usual.pixels)
    note("max-samples", maxSamples, usual.samples)
    note("max-frames", maxFrames, usual.frames)
    note("max-duration", maxDuration, usual.seconds)
    note("worker-memory", workers.workerMemory.bytes, processes.memory)
    note("media-timeout", workers.mediaTimeout, processes.seconds)
    return all
  }
}
