import Glibc
import Testing
import TextTokenization

/// Text that no pattern cuts, that is cut at every character, or that is full of what tokens begin with takes no more than
/// linear time (times the logarithm of its length), whatever the model. What is compared is the processor's time of this
/// thread; how often the splitters look at a byte is counted in `SplitWorkTests`.
@Suite struct LinearWorkTests {
  static let families = [
    // Byte-level pairs by each way of splitting.
    "gpt2", "llama3", "qwen2", "o200k", "deepseek", "smollm", "falcon", "behaviours",
    // Pairs in SentencePiece's way with byte fallback, and with a suffix.
    "llama2", "mistral", "gemma", "clip",
    // Unigram, also with byte fallback; WordPiece; many added tokens.
    "t5", "unigram_bytes", "bert", "flags",
  ]
  static let units = [
    "a", "A", " ", "ab", "7", "🙂", "👩\u{200D}", "\u{301}", "a\u{301}", "漢", "<", "!", "\n", "  a", "▁",
    "\u{378}",
  ]

  @Test(arguments: families) func timeIsLinear(_ family: String) throws {
    let tokenizer = try TokenizerGolden.tokenizer(family)
    for unit in Self.units {
      let short = String(repeating: unit, count: (1 << 13) / unit.utf8.count)
      let long = String(repeating: short, count: 8)
      // Tables are made at first use.
      _ = try tokenizer.encode(String(short.unicodeScalars.prefix(100)))
      var isLinear = false
      for _ in 0..<3 where !isLinear {
        let (less, more) = (
          try seconds { try tokenizer.encode(short) }, try seconds { try tokenizer.encode(long) }
        )
        // Eight times the text; were it quadratic, sixty-four times the time.
        isLinear = more < less * 24 + 0.005
      }
      #expect(isLinear, "\(unit.debugDescription)")
    }
  }

  private func seconds(_ work: () throws -> [UInt32]) rethrows -> Double {
    func now() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    let began = now()
    _ = try work()
    return now() - began
  }
}
