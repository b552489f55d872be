extension SplitPatterns {
  /// The patterns that are written out by hand.
  package static var writtenOut: [String] { scanned.map(\.pattern) }

  package static func isWrittenOut(_ pattern: String) -> Bool { writtenOut.contains(pattern) }

  /// Oniguruma for any pattern, also one that is written out.
  package static func oniguruma(_ pattern: String, seconds: Double? = nil) throws -> any TextSplitter {
    guard let seconds else { return try OnigurumaSplitter(pattern) }
    return try OnigurumaSplitter(pattern, seconds: .init(text: seconds, byte: 0))
  }

  package static func oniguruma(tiktoken pattern: String) throws -> any TextSplitter {
    try OnigurumaSplitter(pattern, syntax: .java)
  }

  /// How many bytes the scanner for a pattern looks at in runs, and how many pieces it makes.
  package static func work(of pattern: String, on text: [UInt8]) -> (looks: Int, pieces: Int)? {
    guard let splitter = scanned.first(where: { $0.pattern == pattern })?.splitter else { return nil }
    var looks = 0
    var pieces = 0
    text.withUnsafeBufferPointer { bytes in
      withUnsafeMutablePointer(to: &looks) { looks in
        splitter.scan(bytes, 0, bytes.count, counting: looks) { _, _, _ in pieces += 1 }
      }
    }
    return (looks, pieces)
  }

  /// The same for DeepSeek's three patterns, and for single digits before GPT-2's.
  package static func workOfSequences(on text: [UInt8]) -> [(looks: Int, pieces: Int)] {
    [work(of: deepSeekSplitter, text), work(of: singleDigitsGPT2, text)]
  }

  private static func work<Main: ScannedSplitter>(
    of splitter: NumbersFirstSplitter<Main>, _ text: [UInt8]
  ) -> (looks: Int, pieces: Int) {
    var looks = 0
    var pieces = 0
    text.withUnsafeBufferPointer { bytes in
      withUnsafeMutablePointer(to: &looks) { looks in
        splitter.scan(bytes, 0, bytes.count, counting: looks) { _, _ in pieces += 1 }
      }
    }
    return (looks, pieces)
  }
}
