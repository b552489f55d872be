import ByteStreams
import CSupport
import Glibc
import Media

/// How an exchange with a worker ends without an answer. The worker is of no use after it.
package enum WorkerFailure: Error {
  /// Its exit status, or minus the signal that ended it.
  case died(Int32)
  case tookTooLong
  /// What it sent is no answer.
  case nonsense
  /// A call of the system's failed, or the run is to end.
  case other(any Error)
}

/// A child process and the connection to it. One thread at a time uses it.
final class WorkerProcess {
  typealias Failure = WorkerFailure

  private let connection: Int32
  let process: Int32
  private let program: String
  private let answerLimit: Int
  private var isOver = false
  private(set) var served = 0

  /// Starts the program and returns at once, while it loads its libraries.
  /// - Parameter answerLimit: bytes of an answer; one that announces more is none.
  init(_ program: String, _ arguments: [String], answerLimit: Int) throws(WorkerError) {
    let words = [program, "--parent", "\(getpid())"] + arguments
    var arguments = words.map { UnsafePointer<CChar>(strdup($0)) } + [nil]
    defer { for argument in arguments { free(UnsafeMutablePointer(mutating: argument)) } }
    var (connection, process): (Int32, Int32) = (-1, -1)
    let code = aa_spawn_connected(&arguments, &connection, &process)
    if code != 0 {
      throw WorkerError("\(program): start failed: \(String(cString: strerror(code)))")
    }
    self.connection = connection
    self.process = process
    self.program = program
    self.answerLimit = answerLimit
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
    guard WorkerMessage.read(fields, empty: WorkerGreeting()) == WorkerGreeting() else { throw .nonsense }
  }

  func exchange(
    _ fields: [UInt8], _ bytes: [UInt8], seconds: Double
  ) throws(Failure) -> (fields: [UInt8], bytes: [UInt8]) {
    let deadline = aa_monotonic_seconds() + seconds
    try send(WorkerMessage.prefix(fields: fields.count, bytes: bytes.count) + fields, deadline)
    try send(bytes, deadline)
    let answer = try receive(deadline)
    served += 1
    return answer
  }

  // MARK: Bytes

  private func receive(_ deadline: Double) throws(Failure) -> (fields: [UInt8], bytes: [UInt8]) {
    guard let counts = WorkerMessage.counts(try receive(WorkerMessage.prefix, deadline)),
      counts.bytes <= answerLimit
    else { throw .nonsense }
    return (try receive(counts.fields, deadline), try receive(counts.bytes, deadline))
  }

  private func send(_ bytes: [UInt8], _ deadline: Double) throws(Failure) {
    var done = 0
    while done < bytes.count {
      if FaultInjection.strikes("write") { throw .other(error("write", EIO)) }
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
        throw .other(error("write", errno))
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
      if FaultInjection.strikes("read") { throw .other(error("read", EIO)) }
      let n = aa_receive_now(connection, buffer.baseAddress.map { $0 + done }, count - done)
      if n > 0 {
        done += n
      } else if n == 0 || errno == ECONNRESET {
        throw .died(end())
      } else if errno == EAGAIN {
        try wait(writing: false, deadline)
      } else if errno != EINTR {
        throw .other(error("read", errno))
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
      throw .other(error("wait", errno))
    }
  }

  private func error(_ operation: String, _ code: Int32) -> StreamError {
    StreamError(file: program, operation: operation, code: code)
  }
}
