import Glibc
import TextTokenization

/// Times encoding alone, and answers tools/golden/compare_tokenizers.py and compare_formats.py.
@main
struct TokenizerBench {
  static let usage = """
    usage: tokenizer-bench time TOKENIZER FILE [BYTES [RUNS [THREADS]]]
                       milliseconds of loading, and megabytes a second over documents of BYTES (2000), best of RUNS
                       (3), on THREADS (1) that each take a part of the file
           tokenizer-bench show TOKENIZER TEXT
                       the tokens of a text, with their offsets in characters
           tokenizer-bench check TOKENIZER
                       reads frames, a length of four bytes and as many bytes of text; prints for each the CRC-32 of
                       its ids, of its offsets in characters, and of the text that the ids decode to

    TOKENIZER is a tokenizer.json, a .tiktoken with the name of its encoding, or a SentencePiece .model; with plain:
    before its path, the special tokens of a .tiktoken are not found in text.

    """

  static func main() async {
    do {
      let words = CommandLine.arguments
      switch words.dropFirst().first {
      case "time" where words.count > 3:
        func number(_ place: Int, or fallback: Int) -> Int {
          words.count > place ? Int(words[place]).map { max(1, $0) } ?? fallback : fallback
        }
        try await time(
          words[2], words[3], bytes: number(4, or: 2000), runs: number(5, or: 3), threads: number(6, or: 1))
      case "show" where words.count > 3:
        let tokenizer = try load(words[2], read(path(words[2])))
        let encoding = try tokenizer.encoding(words[3], unit: .characters)
        for (id, range) in zip(encoding.ids, encoding.offsets) {
          print(id, range.lowerBound, range.upperBound, tokenizer.token(id) ?? "", separator: "\t")
        }
      case "check" where words.count > 2: try check(words[2])
      default:
        print(usage, terminator: "")
        exit(64)
      }
    } catch {
      print("tokenizer-bench: \(error)")
      exit(1)
    }
  }

  static let plain = "plain:"
  static func path(_ word: String) -> String {
    word.hasPrefix(plain) ? String(word.dropFirst(plain.count)) : word
  }

  static func load(_ word: String, _ file: [UInt8]) throws -> Tokenizer {
    var encoding = TiktokenEncoding(named: word)
    if word.hasPrefix(plain) { encoding?.findsSpecialTokens = false }
    return try Tokenizer(file: path(word), file, tiktoken: encoding)
  }

  static func time(
    _ tokenizerPath: String, _ path: String, bytes: Int, runs: Int, threads: Int
  ) async throws {
    let file = read(Self.path(tokenizerPath))
    var start = ContinuousClock.now
    let tokenizer = try load(tokenizerPath, file)
    print("loading \(milliseconds(since: start)) ms, \(tokenizer.size) ids, \(tokenizer.notes)")
    let text = read(path)
    var best = Double.infinity
    var count = 0
    for _ in 0..<runs {
      start = ContinuousClock.now
      count = try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<threads {
          group.addTask {
            let (from, to) = (text.count * number / threads, text.count * (number + 1) / threads)
            return try encode(text, from, to, bytes, tokenizer.encoder())
          }
        }
        return try await group.reduce(0, +)
      }
      best = min(best, milliseconds(since: start))
    }
    print("\(Double(text.count) / best / 1e3) MB/s, \(count) tokens")
  }

  static func encode(_ text: [UInt8], _ first: Int, _ last: Int, _ bytes: Int, _ encoder: TextEncoder) throws
    -> Int
  {
    var ids: [UInt32] = []
    try text.withUnsafeBufferPointer { text in
      func whole(_ place: Int) -> Int {
        var place = place
        while place < text.count, text[place] & 0xC0 == 0x80 { place += 1 }
        return place
      }
      var from = whole(first)
      let end = whole(last)
      while from < end {
        let to = whole(min(from + bytes, end))
        try encoder.encode(utf8: UnsafeBufferPointer(rebasing: text[from..<to]), into: &ids)
        from = to
      }
    }
    return ids.count
  }

  static func milliseconds(since start: ContinuousClock.Instant) -> Double {
    (ContinuousClock.now - start) / .milliseconds(1)
  }

  static func check(_ path: String) throws {
    let tokenizer = try load(path, read(Self.path(path)))
    while let frame = frame() {
      let text = String(decoding: frame, as: UTF8.self)
      let encoding = try tokenizer.encoding(text, unit: .characters)
      let ids = try tokenizer.encode(text)
      if ids != encoding.ids { print("ids without offsets differ", terminator: " ") }
      let decoded = try tokenizer.decode(ids, skipsSpecialTokens: false)
      var offsets: [UInt32] = []
      for range in encoding.offsets { offsets += [UInt32(range.lowerBound), UInt32(range.upperBound)] }
      print(crc(words: ids), crc(words: offsets), crc(Array(decoded.utf8)))
    }
  }

  static func frame() -> [UInt8]? {
    fflush(nil)
    var length = [UInt8](repeating: 0, count: 4)
    guard fread(&length, 1, 4, standardInput) == 4 else { return nil }
    let count = length.reversed().reduce(0) { $0 << 8 | Int($1) }
    var bytes = [UInt8](repeating: 0, count: count)
    guard fread(&bytes, 1, count, standardInput) == count else { return nil }
    return bytes
  }

  nonisolated(unsafe) static let standardInput = fdopen(0, "rb")

  static func crc(words: [UInt32]) -> UInt32 {
    var bytes: [UInt8] = []
    for word in words {
      for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(shift))) }
    }
    return crc(bytes)
  }

  static func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ $0 >> 8 }
  }

  static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
  }

  static func read(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "rb") else {
      print("tokenizer-bench: \(path) cannot be read")
      exit(1)
    }
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    var bytes = [UInt8](repeating: 0, count: ftell(file))
    rewind(file)
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes[..<count])
  }
}
