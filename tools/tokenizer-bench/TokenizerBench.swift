import Glibc
import TextTokenization

/// Times encoding alone, and answers tools/golden/compare_tokenizers.py and compare_formats.py.
@main
struct TokenizerBench {
  static let usage = """
    usage: tokenizer-bench encode TOKENIZER FILE [-j THREADS] [-n MEGABYTES] [-w]
                       encodes documents of about 2 kB of a file (at most MEGABYTES of it) on THREADS (1), each with
                       an encoder that is new or (-w) has seen them; prints, between tabs: documents, their bytes,
                       tokens, seconds, bytes of memory before, peak bytes, seconds of processor time
           tokenizer-bench load TOKENIZER
                       the same for reading the file: tokens of the vocabulary, bytes of the file
           tokenizer-bench show TOKENIZER TEXT
                       the tokens of a text, with their offsets in characters
           tokenizer-bench check TOKENIZER
                       reads frames, a length of four bytes and as many bytes of text; prints for each the CRC-32 of
                       its ids, of its offsets in characters, and of the text that the ids decode to

    TOKENIZER is a tokenizer.json, a .tiktoken with the name of its encoding, or a SentencePiece .model; with plain:
    before its path, the special tokens of a .tiktoken are not found in text.

    """

  static func main() {
    do {
      let words = CommandLine.arguments
      switch words.dropFirst().first {
      case "encode" where words.count > 3:
        guard let options = Timing.Options(words.dropFirst(4)) else { refuse() }
        try Timing.encode(words[2], words[3], options)
      case "load" where words.count == 3: try Timing.load(words[2])
      case "show" where words.count > 3:
        let tokenizer = try load(words[2], read(path(words[2])))
        let encoding = try tokenizer.encoding(words[3], unit: .characters)
        for (id, range) in zip(encoding.ids, encoding.offsets) {
          print(id, range.lowerBound, range.upperBound, tokenizer.token(id) ?? "", separator: "\t")
        }
      case "check" where words.count > 2: try check(words[2])
      default: refuse()
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

  static func refuse() -> Never {
    print(usage, terminator: "")
    exit(64)
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
