import ArgumentParser
import Media
import MediaWorkers

/// What decoding a medium may cost: for every program that has media decoded.
public struct MediaWorkerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Most memory of a process that decodes, as 500M or 2GiB.", valueName: "size"))
  public var workerMemory = ByteSize(MediaWorkerLimits().memory)

  @Option(help: ArgumentHelp("Most seconds that decoding one medium may take.", valueName: "seconds"))
  public var mediaTimeout = MediaWorkerLimits().seconds

  public init() {}

  public func validate() throws {
    if workerMemory.bytes < 64 << 20 || workerMemory.bytes > 1 << 46 {
      throw ValidationError("--worker-memory must be from 64MiB to 64TiB.")
    }
    if !(mediaTimeout > 0 && mediaTimeout <= 1e6) {
      throw ValidationError("--media-timeout must be above 0 and at most 1000000.")
    }
  }

  public var limits: MediaWorkerLimits {
    var limits = MediaWorkerLimits()
    limits.memory = workerMemory.bytes
    limits.seconds = mediaTimeout
    return limits
  }
}
