import ByteStreams
import CSupport
import Glibc
import OrderedPipeline
import TextTokenization

/// Times loading a tokenizer and encoding with it, as the programs in tools/peers/encode_text.py are timed: the text is in
/// memory, cut into documents, before the clock starts. See tools/bench-tokenize.
@main
struct TokenBench {
  static let usage = """
    usage: token-bench encode TOKENIZER.json FILE [-j THREADS] [-n MEGABYTES]
           token-bench load TOKENIZER.json

    A document ends behind the first blank line after 2,000 bytes. THREADS: how many encode (1); MEGABYTES: how much of
    the file (all).

    One line on standard output, between tabs: documents (load: tokens of the vocabulary), their bytes, tokens, seconds,
    bytes of memory before the encoding, peak bytes during it.

    """
  static let leastBytes = 2000

  static func main() {
    do {
      let words = Array(CommandLine.arguments.dropFirst())
      switch words.first {
      case "encode" where words.count >= 3 && words.count % 2 == 1:
        guard let (threads, megabytes) = options(words.dropFirst(3)) else { break }
        return try encode(words[1], words[2], threads, megabytes)
      case "load" where words.count == 2: return try load(words[1])
      default: break
      }
      say(usage, to: STDERR_FILENO)
      exit(64)
    } catch {
      say("token-bench: \(error)\n", to: STDERR_FILENO)
      exit(1)
    }
  }

  private static func options(_ words: ArraySlice<String>) -> (threads: Int, megabytes: Int)? {
    var (threads, megabytes) = (1, 1 << 20)
    for at in stride(from: words.startIndex, to: words.endIndex, by: 2) {
      guard let number = Int(words[at + 1]), number > 0 else { return nil }
      switch words[at] {
      case "-j": threads = number
      case "-n": megabytes = min(number, 1 << 20)
      default: return nil
      }
    }
    return (threads, megabytes)
  }

  private static func tokenizer(_ path: String) throws -> TextTokenizer {
    .file(try Tokenizer(json: try Files.read(path, limit: 1 << 28)))
  }

  private static func load(_ path: String) throws {
    let started = aa_monotonic_seconds()
    let tokenizer = try tokenizer(path)
    let seconds = aa_monotonic_seconds() - started
    report(tokenizer.size, try Files.read(path, limit: 1 << 28).count, tokenizer.size, seconds, 0)
  }

  private static func encode(_ path: String, _ file: String, _ threads: Int, _ megabytes: Int) throws {
    let tokenizer = try tokenizer(path)
    let documents = try documents(file, megabytes * 1_000_000)
    // Each thread takes as many as there are in about a hundred kilobytes.
    let groups = stride(from: 0, to: documents.count, by: 50).map { $0..<min($0 + 50, documents.count) }
    _ = try documents.first.map { try tokenizer.encode($0) }
    forgetPeak()
    let before = resident()
    let started = aa_monotonic_seconds()
    var (next, tokens) = (0, 0)
    try OrderedMap.run(
      threads: threads == 1 ? 0 : threads,
      next: {
        defer { next += 1 }
        return next < groups.count ? groups[next] : nil
      },
      transform: { group in try documents[group].map { try tokenizer.encode($0) } },
      consume: { tokens += $0.reduce(0) { $0 + $1.count } })
    let seconds = aa_monotonic_seconds() - started
    report(documents.count, documents.reduce(0) { $0 + $1.utf8.count }, tokens, seconds, before)
  }

  private static func documents(_ file: String, _ most: Int) throws -> [String] {
    let bytes = try FileSource(path: file).readBytes(upTo: most)
    var documents: [String] = []
    var start = 0
    while start < bytes.count {
      var end = min(start + leastBytes, bytes.count)
      while end < bytes.count, !(bytes[end] == 0x0A && bytes[end - 1] == 0x0A) { end += 1 }
      end = min(end + 1, bytes.count)
      documents.append(String(decoding: bytes[start..<end], as: UTF8.self))
      start = end
    }
    return documents
  }

  /// So that the peak is that of the encoding: while the text was read, it was in memory twice.
  private static func forgetPeak() {
    let descriptor = open("/proc/self/clear_refs", O_WRONLY)
    guard descriptor >= 0 else { return }
    say("5", to: descriptor)
    close(descriptor)
  }

  /// Bytes of memory in use now.
  private static func resident() -> Int {
    let fields = (try? FileSource(path: "/proc/self/statm").readBytes(upTo: 200)) ?? []
    let pages = String(decoding: fields, as: UTF8.self).split(separator: " ").dropFirst().first
    return (pages.flatMap { Int($0) } ?? 0) * Int(getpagesize())
  }

  private static func report(_ items: Int, _ bytes: Int, _ tokens: Int, _ seconds: Double, _ before: Int) {
    say(
      "\(items)\t\(bytes)\t\(tokens)\t\(seconds)\t\(before)\t\(aa_peak_resident_bytes())\n",
      to: STDOUT_FILENO)
  }

  private static func say(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }
}
