import ByteStreams
import CSupport
import Glibc
import OrderedPipeline
import Synchronization
import TextTokenization

/// Times loading a tokenizer and encoding with it, as the programs in tools/peers/encode_text.py are timed: the text is in
/// memory, cut into documents, before the clock starts. See tools/bench-tokenize.
enum Timing {
  struct Options {
    /// How many threads encode, each with an encoder of its own.
    var threads = 1
    /// How much of the file.
    var megabytes = 1 << 20
    /// Each thread encodes everything once before the clock starts, so that its encoder knows the pieces.
    var warm = false

    /// nil for what is no option.
    init?(_ words: ArraySlice<String>) {
      var words = words
      while let word = words.popFirst() {
        if word == "-w" {
          warm = true
          continue
        }
        guard let number = words.popFirst().flatMap({ Int($0) }), number > 0 else { return nil }
        switch word {
        case "-j": threads = number
        case "-n": megabytes = min(number, 1 << 20)
        default: return nil
        }
      }
    }
  }

  static func load(_ path: String) throws {
    let clock = Clock()
    let file = try Files.read(TokenizerBench.path(path), limit: 1 << 30)
    let tokenizer = try TokenizerBench.load(path, file)
    clock.report(tokenizer.size, file.count, tokenizer.size, 0)
  }

  static func encode(_ path: String, _ file: String, _ options: Options) throws {
    let tokenizer = try TokenizerBench.load(
      path, try Files.read(TokenizerBench.path(path), limit: 1 << 30))
    let documents = try documents(file, options.megabytes * 1_000_000)
    let encoders = (0..<options.threads).map { _ in Handed(encoder: tokenizer.encoder()) }
    if options.warm {
      for handed in encoders { _ = try encode(documents[...], handed.encoder) }
    }
    forgetPeak()
    let before = resident()
    let clock = Clock()
    let taken = Atomic(0)
    var (next, tokens) = (0, 0)
    try OrderedMap.run(
      threads: options.threads == 1 ? 0 : options.threads,
      next: {
        defer { next += 1 }
        return next < encoders.count ? encoders[next] : nil
      },
      transform: { handed in
        var tokens = 0
        while true {
          // Each thread takes as many documents at a time as a peer is given.
          let from = taken.add(group, ordering: .relaxed).oldValue
          guard from < documents.count else { return tokens }
          tokens += try encode(documents[from..<min(from + group, documents.count)], handed.encoder)
        }
      },
      consume: { tokens += $0 })
    clock.report(documents.count, documents.reduce(0) { $0 + $1.utf8.count }, tokens, before)
  }

  private static let group = 1000

  /// The ids of each document, an array of its own, are all there at the end.
  private static func encode(_ documents: ArraySlice<String>, _ encoder: TextEncoder) throws -> Int {
    let ids = try documents.map { document in
      var ids: [UInt32] = []
      try encoder.encode(document, into: &ids)
      return ids
    }
    return ids.reduce(0) { $0 + $1.count }
  }

  /// An encoder that no other thread has.
  private struct Handed: @unchecked Sendable { let encoder: TextEncoder }

  /// A document ends behind the first blank line after 2,000 bytes.
  private static func documents(_ file: String, _ most: Int) throws -> [String] {
    let bytes = try FileSource(path: file).readBytes(upTo: most)
    var documents: [String] = []
    var start = 0
    while start < bytes.count {
      var end = min(start + 2000, bytes.count)
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

  /// What has been used since it was made: time, and the processor's time of all threads.
  private struct Clock {
    private let began = aa_monotonic_seconds()
    private let used = Self.processorSeconds()

    func report(_ items: Int, _ bytes: Int, _ tokens: Int, _ before: Int) {
      let (seconds, used) = (aa_monotonic_seconds() - began, Self.processorSeconds() - used)
      say(
        "\(items)\t\(bytes)\t\(tokens)\t\(seconds)\t\(before)\t\(aa_peak_resident_bytes())\t\(used)\n",
        to: STDOUT_FILENO)
    }

    private static func processorSeconds() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
  }

  private static func say(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }
}
