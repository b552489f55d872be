import ByteStreams
import CSupport
import Glibc
import Media

/// Media work in child processes (`aa-media`), one for each thread that asks at a time. A medium that crashes its decoder,
/// hangs it or fills its memory costs a worker, which is replaced, and is a `MediaError` like any other damage.
///
/// Results do not depend on how many workers there are, or which of them does what.
public final class MediaWorkerPool: MediaProcessing {
  private let limits: MediaWorkerLimits
  private let workers: WorkerPool

  /// Nothing is started before there is work.
  public convenience init(limits: MediaWorkerLimits = MediaWorkerLimits()) {
    self.init(limits) { try WorkerProgram.path("aa-media") }
  }

  /// With another program as its workers.
  package convenience init(program: String, limits: MediaWorkerLimits = MediaWorkerLimits()) {
    self.init(limits) { program }
  }

  private init(_ limits: MediaWorkerLimits, _ program: @escaping @Sendable () throws -> String) {
    self.limits = limits
    let seconds = Int(min(limits.seconds, 1e9).rounded(.up))
    workers = WorkerPool(
      program, ["--memory", "\(limits.memory)", "--seconds", "\(seconds)"],
      // It could not have made more than its memory holds.
      answerLimit: limits.memory, exchanges: limits.media)
  }

  /// Ends the workers that have nothing to do. Further work starts new ones.
  public func close() { workers.close() }

  /// Processes that wait for work.
  package var processes: [Int32] { workers.processes }

  // MARK: MediaProcessing

  public func facts(of bytes: [UInt8], limits: MediaLimits) throws -> MediaFacts {
    let (answer, _) = try ask(MediaRequest(.facts, limits: limits), bytes)
    guard let facts = answer.facts else { throw Self.nonsense }
    return facts
  }

  public func normalised(
    _ bytes: [UInt8], _ options: Normalisation, limits: MediaLimits
  ) throws -> (bytes: [UInt8], facts: MediaFacts) {
    let (answer, file) = try ask(MediaRequest(.normalise, limits: limits, normalisation: options), bytes)
    guard let facts = answer.facts else { throw Self.nonsense }
    return (file, facts)
  }

  public func soundTrack(
    of bytes: [UInt8], _ options: Normalisation, limits: MediaLimits
  ) throws -> (bytes: [UInt8], facts: MediaFacts)? {
    let request = MediaRequest(.soundTrack, limits: limits, normalisation: options)
    let (answer, file) = try ask(request, bytes)
    if answer.isAbsent { return nil }
    guard let facts = answer.facts else { throw Self.nonsense }
    return (file, facts)
  }

  public func inspected(_ bytes: [UInt8], decoding: Bool, limits: MediaLimits) throws -> MediaInspection {
    // What bytes are can be told here, also of a medium that its decoder does not survive.
    guard let found = MediaType.of(bytes) else { return MediaInspection() }
    var inspection = MediaInspection(kind: found.kind, type: found.type)
    if decoding {
      do {
        let (answer, _) = try ask(MediaRequest(.check, limits: limits), bytes)
        guard answer.isSound else { throw Self.nonsense }
        inspection.picture = answer.facts?.picture
      } catch let error as MediaError { inspection.error = error }
    }
    return inspection
  }

  public func decoded(
    _ bytes: [UInt8], kind: MediaKind, span: ClosedRange<Double>?, _ options: Normalisation,
    limits: MediaLimits
  ) throws -> DecodedMedia {
    let request = MediaRequest(
      .decode, limits: limits, normalisation: options, kind: kind, span: span)
    let (answer, parts) = try ask(request, bytes)
    guard let media = answer.shape?.media(parts) else { throw Self.nonsense }
    return media
  }

  // MARK: Workers

  private static let nonsense = MediaError(.crashed, "the decoder gave no sensible answer")

  /// - Throws: `MediaError` for the medium; `WorkerError`, `PendingSignal` for the run.
  private func ask(_ request: MediaRequest, _ bytes: [UInt8]) throws -> (answer: MediaAnswer, bytes: [UInt8])
  {
    do {
      let (answer, file) = try workers.exchange(
        WireCoder.written(request), bytes, seconds: limits.seconds, empty: MediaAnswer())
      if let error = answer.error { throw error }
      return (answer, file)
    } catch let failure as WorkerFailure { throw try error(failure) }
  }

  /// What a failed exchange means for the medium.
  private func error(_ failure: WorkerFailure) throws -> MediaError {
    let tooLong = MediaError(
      .tookTooLong, "took longer than \(Self.number(limits.seconds)) s (--media-timeout)")
    switch failure {
    case .other(let error as PendingSignal): throw error
    case .other(let error): throw WorkerError("\(error)")
    case .tookTooLong, .died(-SIGXCPU): return tooLong
    case .nonsense: return Self.nonsense
    case .died(Int32(AA_EXIT_OUT_OF_MEMORY)):
      return MediaError(
        .outOfMemory, "needed more than \(ByteSize(limits.memory)) of memory (--worker-memory)")
    case .died(let status) where status < 0:
      return MediaError(.crashed, "the decoder crashed (signal \(-status))")
    case .died(let status):
      return MediaError(.crashed, "the decoder ended without an answer (status \(status))")
    }
  }

  /// "30", "0.5".
  private static func number(_ value: Double) -> String {
    value == value.rounded() && value < 1e15 ? "\(Int(value))" : "\(value)"
  }
}
