import ByteStreams
import Glibc

/// Child processes that do one kind of work, one for each thread that asks at a time.
package final class WorkerPool: Sendable {
  private let program: @Sendable () throws -> String
  private let arguments: [String]
  private let answerLimit: Int
  private let exchanges: Int
  /// Those that have nothing to do; who came back last goes first, since its caches are warm.
  private let idle = Guarded<[Parked]>([])

  /// A worker at rest, which the next thread may take.
  private struct Parked: @unchecked Sendable { var worker: WorkerProcess }

  /// Nothing is started before there is work.
  /// - Parameters:
  ///   - program: gives its path.
  ///   - arguments: beside that which names this process.
  ///   - answerLimit: bytes of an answer.
  ///   - exchanges: of one process before it makes room for a new one.
  package init(
    _ program: @escaping @Sendable () throws -> String, _ arguments: [String], answerLimit: Int,
    exchanges: Int = .max
  ) {
    self.program = program
    self.arguments = arguments
    self.answerLimit = answerLimit
    self.exchanges = exchanges
  }

  deinit { close() }

  /// Ends the workers that have nothing to do. Further work starts new ones.
  package func close() {
    let parked = idle.withLock { idle in
      defer { idle = [] }
      return idle
    }
    for worker in parked.map(\.worker) { worker.end() }
  }

  /// Processes that wait for work.
  package var processes: [Int32] { idle.withLock { $0.map(\.worker.process) } }

  /// Sends fields and bytes to a worker and waits for what it answers.
  /// - Parameter empty: what reading the answer's fields begins with.
  /// - Throws: `WorkerFailure` when there is no answer; `WorkerError` when there can be none.
  package func exchange<Answer: WireValue>(
    _ fields: [UInt8], _ bytes: [UInt8], seconds: Double, empty: Answer
  ) throws -> (answer: Answer, bytes: [UInt8]) {
    // The system may have ended a worker for reasons of its own (memory was short, the thread that started it has
    // ended): that is no fault of what it works on until it happens twice.
    for attempt in 0... {
      let worker = try ready()
      do {
        let (said, more) = try worker.exchange(fields, bytes, seconds: seconds)
        guard let answer = WorkerMessage.read(said, empty: empty) else { throw WorkerFailure.nonsense }
        if worker.served < exchanges {
          idle.withLock { $0.append(Parked(worker: worker)) }
        } else {
          worker.end()
        }
        return (answer, more)
      } catch let error as WorkerFailure {
        worker.end()
        if case .died(-SIGKILL) = error, attempt == 0 { continue }
        throw error
      }
    }
    throw WorkerFailure.nonsense
  }

  private func ready() throws -> WorkerProcess {
    while let worker = idle.withLock({ $0.popLast()?.worker }) {
      if !worker.hasGone { return worker }
      worker.end()
    }
    let path = try program()
    let worker = try WorkerProcess(path, arguments, answerLimit: answerLimit)
    do { try worker.greet(seconds: 60) } catch {
      worker.end()
      switch error {
      case .other(let error as PendingSignal): throw error
      case .other(let error): throw WorkerError("\(error)")
      case .tookTooLong: throw WorkerError("\(path): does not start within 60 s")
      case .nonsense:
        throw WorkerError("\(path): is of another version: install all programs together")
      case .died(let code):
        throw WorkerError(
          "\(path): does not start (\(code < 0 ? "signal \(-code)" : "status \(code)")); "
            + "'\(path) --version' shows why")
      }
    }
    return worker
  }
}
