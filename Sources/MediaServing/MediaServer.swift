import CConfinement
import Media
import MediaWorkers

/// A worker's side: answers requests on standard input, which is a socket, until whoever asks has gone.
public struct MediaServer {
  public var processing: any MediaProcessing
  /// Seconds of CPU time for one medium.
  public var seconds: Int

  public init(_ processing: any MediaProcessing, seconds: Int) {
    self.processing = processing
    self.seconds = seconds
  }

  /// Gives up everything that decoding does not need (see `aa_confine`), and serves.
  /// - Parameters:
  ///   - parent: the process that asks; with it this one ends.
  ///   - memory: bytes, beside what the libraries take.
  public func run(parent: Int32, memory: Int) throws {
    let connection = try WorkerConnection()
    guard aa_confine(parent, UInt64(max(0, memory))) == 0 else {
      throw WorkerConnection.Refusal(
        description: "the limits cannot be set, or process \(parent) has gone")
    }
    connection.serve { fields, bytes in
      guard let request = WorkerMessage.read(fields, empty: MediaRequest(.facts)) else { return nil }
      aa_limit_cpu(UInt64(clamping: seconds))
      let (answer, file) = answer(request, bytes)
      return (WireCoder.written(answer), file)
    }
  }

  private func answer(_ request: MediaRequest, _ bytes: [UInt8]) -> (MediaAnswer, [UInt8]) {
    do {
      switch request.work {
      case .facts:
        return (MediaAnswer(facts: try processing.facts(of: bytes, limits: request.limits)), [])
      case .normalise:
        let (file, facts) = try processing.normalised(
          bytes, request.normalisation, limits: request.limits)
        return (MediaAnswer(facts: facts), file)
      case .soundTrack:
        let track = try processing.soundTrack(of: bytes, request.normalisation, limits: request.limits)
        return (MediaAnswer(facts: track?.facts, isAbsent: track == nil), track?.bytes ?? [])
      case .check:
        let found = try processing.inspected(bytes, decoding: true, limits: request.limits)
        let facts = found.kind.map { MediaFacts(kind: $0, type: found.type ?? "", picture: found.picture) }
        return (MediaAnswer(error: found.error, facts: facts, isSound: found.error == nil), [])
      case .decode:
        let media = try processing.decoded(
          bytes, kind: request.kind, span: request.span, request.normalisation, limits: request.limits)
        let (shape, parts) = DecodedShape.parts(of: media)
        return (MediaAnswer(shape: shape), parts)
      }
    } catch let error as MediaError {
      return (MediaAnswer(error: error), [])
    } catch {
      return (MediaAnswer(error: MediaError(.corrupt, "\(error)")), [])
    }
  }
}
