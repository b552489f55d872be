import ByteStreams
import CSupport
import Glibc

/// Times what is done to each medium, on one thread, files read beforehand as the peers' programs do.
@main
struct MediaBench {
  static let usage = """
    usage: media-bench ROW FOLDER [-n FILES]   the first FILES of the folder by name (default 300)

    \(rows.map { "  \($0.name)\(String(repeating: " ", count: max(1, 16 - $0.name.count)))\($0.words)" }.joined(separator: "\n"))

    Figures go to standard error: files, items per second, seconds, peak bytes of memory.

    """

  static let rows = ImageRows.all + AudioRows.all + VideoRows.all

  static func main() {
    let words = CommandLine.arguments
    guard words.count == 3 || (words.count == 5 && words[3] == "-n"),
      let row = rows.first(where: { $0.name == words[1] }),
      let most = words.count == 5 ? Int(words[4]) : 300, most > 0
    else {
      say(usage)
      exit(64)
    }
    do {
      let files = try Files.list(words[2]).prefix(most).map { try Files.read(words[2] + "/" + $0) }
      guard let first = files.first, let last = files.last else {
        say("media-bench: \(words[2]): no files\n")
        exit(1)
      }
      // Loading libraries and filling their tables is not what is timed.
      _ = (try row.run(first), try row.run(last))
      let started = aa_monotonic_seconds()
      var items = 0.0
      for file in files { items += try row.run(file) }
      let seconds = aa_monotonic_seconds() - started
      say("\(files.count)\t\(items / seconds)\t\(seconds)\t\(aa_peak_resident_bytes())\n")
    } catch {
      say("media-bench: \(error)\n")
      exit(1)
    }
  }

  private static func say(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}

/// One thing that is timed.
struct Row: Sendable {
  var name: String
  var words: String
  /// Works on one file, and returns what it counts for: 1 of a picture or clip, its seconds of a sound.
  var run: @Sendable ([UInt8]) throws -> Double
}
