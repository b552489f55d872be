/// Cuts text into the pieces inside which byte pairs are merged, as GPT-2's pattern does:
///
///     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
public enum Pretokenizer {
  /// Calls `piece` with the byte range of every piece, in order.
  public static func forEachPiece(_ text: UnsafeBufferPointer<UInt8>, _ piece: (Range<Int>) -> Void) {
    GPT2Splitter().scan(text, 0, text.count, counting: nil) { start, end, _ in piece(start..<end) }
  }
}
