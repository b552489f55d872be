import Glibc
import TextTokenization

/// Times splitting alone, and answers tools/golden/compare_splits.py.
@main
struct SplitBench {
  static let usage = """
    usage: split-bench time FILE [RUNS]     megabytes a second of each pattern that is written out, best of RUNS (3)
           split-bench oniguruma FILE       the same by Oniguruma, once
           split-bench check                reads frames, a length of four bytes and as many bytes: first the patterns
                                            that follow one another (Digits: single digits), an empty frame, then texts; prints the CRC-32 of
                                            where the pieces of each text end

    """

  static func main() {
    do {
      let words = CommandLine.arguments
      switch words.dropFirst().first {
      case "time" where words.count > 2:
        try time(words[2], runs: words.count > 3 ? Int(words[3]) ?? 3 : 3) {
          try SplitPatterns.splitter(for: $0)
        }
      case "oniguruma" where words.count > 2: try time(words[2], runs: 1) { try SplitPatterns.oniguruma($0) }
      case "check": try check()
      default:
        print(usage, terminator: "")
        exit(64)
      }
    } catch {
      print("split-bench: \(error)")
      exit(1)
    }
  }

  static func time(_ path: String, runs: Int, _ splitter: (String) throws -> any TextSplitter) throws {
    let text = read(path)
    var jobs = try SplitPatterns.writtenOut.map { ($0, try splitter($0)) }
    jobs.append(("DeepSeek's three", try SplitPatterns.splitter(forSequence: SplitPatterns.deepSeek)))
    jobs.append(("single digits, GPT-2's", try SplitPatterns.splitter(singleDigitsThen: SplitPatterns.gpt2)))
    for (name, splitter) in jobs {
      var best = Double.infinity
      var pieces = 0
      for _ in 0..<runs {
        pieces = 0
        let start = ContinuousClock.now
        try text.withUnsafeBufferPointer { bytes in
          try splitter.split(bytes, from: 0, to: bytes.count) { _, _ in pieces += 1 }
        }
        best = min(best, (ContinuousClock.now - start) / .seconds(1))
      }
      print("\(Int(Double(text.count) / best / 1e6)) MB/s \(pieces) pieces  \(name.prefix(60))")
    }
  }

  static func check() throws {
    var patterns: [String] = []
    while let frame = frame(), !frame.isEmpty { patterns.append(String(decoding: frame, as: UTF8.self)) }
    let splitter =
      patterns.first == "Digits" && patterns.count == 2
      ? try SplitPatterns.splitter(singleDigitsThen: patterns[1])
      : try SplitPatterns.splitter(forSequence: patterns)
    while let text = frame() {
      var crc = UInt32.max
      try text.withUnsafeBufferPointer { bytes in
        try splitter.split(bytes, from: 0, to: bytes.count) { _, end in
          var word = UInt32(end)
          for _ in 0..<4 {
            crc = table[Int((crc ^ word) & 0xFF)] ^ crc >> 8
            word >>= 8
          }
        }
      }
      print(~crc)
      fflush(nil)
    }
  }

  static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
  }

  static func frame() -> [UInt8]? {
    guard let head = take(4) else { return nil }
    return take(head.reversed().reduce(0) { $0 << 8 | Int($1) })
  }

  static func take(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = bytes.withUnsafeMutableBytes { Glibc.read(0, $0.baseAddress.map { $0 + done }, count - done) }
      if got <= 0 { return nil }
      done += got
    }
    return bytes
  }

  static func read(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = fread(&part, 1, part.count, file)
      if count == 0 { return bytes }
      bytes += part.prefix(count)
    }
  }
}
