import ArgumentParser
import ByteStreams
import CSupport
import Glibc

/// How a program ended. Misuse (64) is reported by swift-argument-parser itself.
public enum Outcome: Equatable, Sendable {
  case done
  /// Finished, but with losses, each of which has been listed: exit 3.
  case doneWithLoss
}

/// An error that is already a whole line for the user: file, place, what, why, what to do.
public struct Failure: Error, CustomStringConvertible {
  public var description: String
  public init(_ description: String) { self.description = description }
}

/// Runs the body of a program: messages go to standard error with the program's name in front, and the exit codes are
/// the same everywhere: 0 done, 1 failed, 3 done with listed loss; dying of a signal stays dying of a signal.
public enum Tool {
  /// Never returns normally with an error: prints it and exits.
  /// - Parameter onFailure: tells a reader downstream why the stream will end (writes ABORT); its own errors are ignored.
  public static func run(
    _ name: String, onFailure: ((String) throws -> Void)? = nil, _ body: () throws -> Outcome
  ) throws {
    aa_watch_signals()
    do {
      switch try body() {
      case .done: return
      case .doneWithLoss: throw ExitCode(3)
      }
    } catch let code as ExitCode {
      throw code
    } catch let error as StreamError where error.isBrokenPipe {
      // The reader has gone and wants no more: end as SIGPIPE would, without a word.
      Unfinished.delete()
      aa_die_by_signal(SIGPIPE)
      throw ExitCode(141)
    } catch let error as PendingSignal {
      try? onFailure?("\(name): \(error)")
      Unfinished.delete()
      aa_die_by_signal(error.number)
      throw ExitCode(128 + error.number)
    } catch let error as ValidationError {
      throw error
    } catch {
      let line = "\(name): \(error)"
      try? onFailure?(line)
      Unfinished.delete()
      warn(line)
      throw ExitCode(1)
    }
  }

  /// For programs that stream large frames: what is freed goes back to the system, so that memory stays near what the
  /// program holds. Not for kernels, which use large blocks again and again.
  public static func returnLargeBlocks() { aa_return_large_blocks() }

  /// For programs that handle one medium after another: what is freed is kept for the next.
  public static func keepFreedBlocks() { aa_keep_freed_blocks() }

  /// One line to standard error.
  public static func warn(_ line: String) {
    var bytes = Array(line.utf8)
    bytes.append(10)
    bytes.withUnsafeBytes { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
