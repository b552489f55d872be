import CSupport
import Glibc
import MediaWorkers

/// A worker's end of the connection: standard input, which is a socket.
package struct WorkerConnection {
  /// Why a worker does not begin.
  package struct Refusal: Error, CustomStringConvertible {
    package var description: String
  }

  package init() throws(Refusal) {
    guard aa_is_socket(STDIN_FILENO) != 0 else { throw Refusal(description: "standard input is no socket") }
  }

  /// Says that this process is ready, and answers messages until whoever asks has gone.
  /// - Parameter answer: the fields and bytes of a message to those of its answer; nil when it makes no sense.
  package func serve(
    _ answer: (_ fields: [UInt8], _ bytes: [UInt8]) -> (fields: [UInt8], bytes: [UInt8])?
  ) {
    guard send(WireCoder.written(WorkerGreeting()), []) else { return }
    while let prefix = receive(WorkerMessage.prefix), let counts = WorkerMessage.counts(prefix),
      let fields = receive(counts.fields), let bytes = receive(counts.bytes),
      let (fields, bytes) = answer(fields, bytes)
    {
      guard send(fields, bytes) else { return }
    }
  }

  private func send(_ fields: [UInt8], _ bytes: [UInt8]) -> Bool {
    send(WorkerMessage.prefix(fields: fields.count, bytes: bytes.count) + fields) && send(bytes)
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
