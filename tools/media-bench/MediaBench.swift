import ByteStreams
import CSupport
import Glibc
import OrderedPipeline

/// Times what is done to each medium, as the programs in tools/peers are timed: files are read in the loop, loading
/// libraries is not counted. See tools/bench-convert.
@main
struct MediaBench {
  static let usage = """
    usage: media-bench ROW FOLDER [-n FILES] [-j THREADS]   the first FILES of the folder by name (300), THREADS (1)

    \(rows.map { "  \($0.name)\(String(repeating: " ", count: max(1, 16 - $0.name.count)))\($0.words)" }.joined(separator: "\n"))

    One line on standard output: files, bytes read, seconds, peak bytes of memory.

    """

  static let rows = ImageRows.all + AudioRows.all + VideoRows.all

  static func main() {
    guard let (row, folder, most, threads) = arguments(Array(CommandLine.arguments.dropFirst())) else {
      say(usage, to: STDERR_FILENO)
      exit(64)
    }
    do {
      let paths = try Files.list(folder).sorted().prefix(most).map { folder + "/" + $0 }
      guard let first = paths.first else {
        say("media-bench: \(folder): no files\n", to: STDERR_FILENO)
        exit(1)
      }
      try row.run(try Files.read(first))
      let started = aa_monotonic_seconds()
      var (next, bytes) = (0, 0)
      try OrderedMap.run(
        threads: threads,
        next: {
          defer { next += 1 }
          return next < paths.count ? paths[next] : nil
        },
        transform: { path in
          let file = try Files.read(path)
          try row.run(file)
          return file.count
        },
        consume: { bytes += $0 })
      let seconds = aa_monotonic_seconds() - started
      say("\(paths.count)\t\(bytes)\t\(seconds)\t\(aa_peak_resident_bytes())\n", to: STDOUT_FILENO)
    } catch {
      say("media-bench: \(error)\n", to: STDERR_FILENO)
      exit(1)
    }
  }

  private static func arguments(_ words: [String]) -> (Row, folder: String, most: Int, threads: Int)? {
    guard words.count >= 2, words.count % 2 == 0, let row = rows.first(where: { $0.name == words[0] }) else {
      return nil
    }
    var (most, threads) = (300, 1)
    for at in stride(from: 2, to: words.count, by: 2) {
      guard let number = Int(words[at + 1]), number > 0 else { return nil }
      switch words[at] {
      case "-n": most = number
      case "-j": threads = number
      default: return nil
      }
    }
    return (row, words[1], most, threads)
  }

  private static func say(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }
}

/// One thing that is timed, done to one file.
struct Row: Sendable {
  var name: String
  var words: String
  var run: @Sendable ([UInt8]) throws -> Void
}
