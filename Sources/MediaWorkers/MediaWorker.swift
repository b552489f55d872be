import ByteStreams
import CSupport
import Glibc
import Media

/// A child process and the connection to it. One thread at a time uses it.
final class MediaWorker {
  /// How an exchange ends without an answer. The worker is of no use after it.
  enum Failure: Error {
    /// Its exit status, or minus the signal that ended it.
    case died(Int32)
    case tookTooLong
    /// What it sent is no answer.
    case nonsense
    /// A call of the system's failed, or the run is to end.
    case other(any Error)
  }

  private let connection: Int32
  let process: Int32
  private let memory: Int
  private var isOver = false
  private(set) var served = 0

  /// Starts the program and returns at once, while it loads its libraries.
  init(_ program: String, _ limits: MediaWorkerLimits) throws(MediaWorkerError) {
    let words = [
      program, "--parent", "\(getpid())", "--memory", "\(limits.memory)", "--seconds",
      "\(Int(min(limits.seconds, 1e9).rounded(.up)))",
    ]
    var arguments = words.map { UnsafePointer<CChar>(strdup($0)) } + [nil]
    defer { for argument in arguments { free(UnsafeMutablePointer(mutating: argument)) } }
    var (connection, process): (Int32, Int32) = (-1, -1)
    let code = aa_spawn_connected(&arguments, &connection, &process)
    if code != 0 {
      throw MediaWorkerError("\(program): start failed: \(String(cString: strerror(code)))")
    }
    self.connection = connection
    self.process = process
    memory = limits.memory
  }

  deinit { _ = end() }

  /// Kills it and waits for it: its exit status, or minus the signal that ended it.
  @discardableResult
  func end() -> Int32 {
    if isOver { return 0 }
    isOver = true
    let status = aa_end_child(process)
    close(connection)
    return status
  }

  /// True when it ended while it had nothing to do.
  var hasGone: Bool { aa_has_hung_up(connection) != 0 }

  /// Waits until its libraries are loaded.
  func greet(seconds: Double) throws(Failure) {
    let deadline = aa_monotonic_seconds() + seconds
    let (fields, _) = try receive(deadline)
    guard MediaMessage.greeting(fields)?.protocolVersion == MediaGreeting.currentProtocol else {
      throw .nonsense
    }
  }

  func exchange(
    _ fields: [UInt8], _ bytes: [UInt8], seconds: Double
  ) throws(Failure) -> (answer: MediaAnswer, bytes: [UInt8]) {
    let deadline = aa_monotonic_seconds() + seconds
    try send(MediaMessage.prefix(fields: fields.count, bytes: bytes.count) + fields, deadline)
    try send(bytes, deadline)
    let (fields, bytes) = try receive(deadline)
    guard let answer = MediaMessage.answer(fields) else { throw .nonsense }
    served += 1
    return (answer, bytes)
  }

  // MARK: Bytes

  private func receive(_ deadline: Double) throws(Failure) -> (fields: [UInt8], bytes: [UInt8]) {
    guard let counts = MediaMessage.counts(try receive(MediaMessage.prefix, deadline)),
      // It could not have made more than its memory holds.
      counts.bytes <= memory
    else { throw .nonsense }
    return (try receive(counts.fields, deadline), try receive(counts.bytes, deadline))
  }

  private func send(_ bytes: [UInt8], _ deadline: Double) throws(Failure) {
    var done = 0
    while done < bytes.count {
      if FaultInjection.strikes("write") { throw .other(Self.error("write", EIO)) }
      let n = bytes.withUnsafeBytes {
        aa_send_now(connection, $0.baseAddress.map { $0 + done }, $0.count - done)
      }
      if n > 0 {
        done += n
      } else if n < 0, errno == EAGAIN {
        try wait(writing: true, deadline)
      } else if n < 0, errno == EPIPE || errno == ECONNRESET {
        throw .died(end())
      } else if errno != EINTR {
        throw .other(Self.error("write", errno))
      }
    }
  }

  /// Memory is taken for what is announced, but the system gives it as bytes arrive.
  private func receive(_ count: Int, _ deadline: Double) throws(Failure) -> [UInt8] {
    if count == 0 { return [] }
    var failure: Failure?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(Failure) {
        try receive(into: UnsafeMutableRawBufferPointer(buffer), &filled, deadline)
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  private func receive(
    into buffer: UnsafeMutableRawBufferPointer, _ done: inout Int, _ deadline: Double
  ) throws(Failure) {
    let count = buffer.count
    while done < count {
      if FaultInjection.strikes("read") { throw .other(Self.error("read", EIO)) }
      let n = aa_receive_now(connection, buffer.baseAddress.map { $0 + done }, count - done)
      if n > 0 {
        done += n
      } else if n == 0 || errno == ECONNRESET {
        throw .died(end())
      } else if errno == EAGAIN {
        try wait(writing: false, deadline)
      } else if errno != EINTR {
        throw .other(Self.error("read", errno))
      }
    }
  }

  /// A signal reaches whichever thread it likes, so that nobody may wait for long without looking.
  private static let patience = 0.1

  private func wait(writing: Bool, _ deadline: Double) throws(Failure) {
    do { try PendingSignal.check() } catch { throw .other(error) }
    let left = deadline - aa_monotonic_seconds()
    if left <= 0 { throw .tookTooLong }
    let milliseconds = Int32((min(left, Self.patience) * 1000).rounded(.up))
    if aa_wait_for(connection, writing ? 1 : 0, milliseconds) < 0, errno != EINTR {
      throw .other(Self.error("wait", errno))
    }
  }

  private static func error(_ operation: String, _ code: Int32) -> StreamError {
    StreamError(file: "aa-media", operation: operation, code: code)
  }
}
