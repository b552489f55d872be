import CConfinement
import CSupport
import Glibc
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

  /// Why a worker does not begin.
  public struct Refusal: Error, CustomStringConvertible {
    public var description: String
  }

  /// Gives up everything that decoding does not need (see `aa_confine`), and serves.
  /// - Parameters:
  ///   - parent: the process that asks; with it this one ends.
  ///   - memory: bytes, beside what the libraries take.
  public func run(parent: Int32, memory: Int) throws(Refusal) {
    guard aa_is_socket(STDIN_FILENO) != 0 else { throw Refusal(description: "standard input is no socket") }
    guard aa_confine(parent, UInt64(max(0, memory))) == 0 else {
      throw Refusal(description: "the limits cannot be set, or process \(parent) has gone")
    }
    guard send(MediaMessage.fields(of: MediaGreeting()), []) else { return }
    while let prefix = receive(MediaMessage.prefix), let counts = MediaMessage.counts(prefix),
      let fields = receive(counts.fields), let request = MediaMessage.request(fields),
      let bytes = receive(counts.bytes)
    {
      aa_limit_cpu(UInt64(clamping: seconds))
      let (answer, file) = answer(request, bytes)
      guard send(MediaMessage.fields(of: answer), file) else { return }
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
      case .check:
        let found = try processing.inspected(bytes, decoding: true, limits: request.limits)
        return (MediaAnswer(error: found.error, isSound: found.error == nil), [])
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

  // MARK: Bytes

  private func send(_ fields: [UInt8], _ bytes: [UInt8]) -> Bool {
    send(MediaMessage.prefix(fields: fields.count, bytes: bytes.count) + fields) && send(bytes)
  }

  private func send(_ bytes: [UInt8]) -> Bool {
    var done = 0
    while done < bytes.count {
      let n = bytes.withUnsafeBytes { write(STDIN_FILENO, $0.baseAddress.map { $0 + done }, $0.count - done) }
      if n <= 0 {
        if n < 0, errno == EINTR { continue }
        return false
      }
      done += n
    }
    return true
  }

  /// Nil when whoever asks has gone.
  private func receive(_ count: Int) -> [UInt8]? {
    if count == 0 { return [] }
    var isWhole = true
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let n = read(STDIN_FILENO, buffer.baseAddress.map { $0 + filled }, count - filled)
        if n > 0 {
          filled += n
        } else if n == 0 || errno != EINTR {
          isWhole = false
          return
        }
      }
    }
    return isWhole ? bytes : nil
  }
}
