/// Follows UTF-8 byte by byte (Unicode's table 3-7, RFC 3629): overlong forms, surrogates and what lies behind U+10FFFF
/// are refused. So is NUL, which no record's text may hold.
public enum UTF8Automaton {
  /// Between characters: where text may end.
  public static let whole: UInt8 = 0
  public static let states = 8

  /// The state after a byte; nil when the byte cannot stand there.
  ///
  /// 1, 2, 3: that many continuation bytes are to come; 4 to 7: after E0, ED, F0, F4, whose next byte is restricted.
  public static func next(_ state: UInt8, _ byte: UInt8) -> UInt8? {
    switch (state, byte) {
    case (0, 0x01...0x7F): 0
    case (0, 0xC2...0xDF): 1
    case (0, 0xE0): 4
    case (0, 0xED): 5
    case (0, 0xE1...0xEF): 2
    case (0, 0xF0): 6
    case (0, 0xF4): 7
    case (0, 0xF1...0xF3): 3
    case (1...3, 0x80...0xBF): state - 1
    case (4, 0xA0...0xBF), (5, 0x80...0x9F): 1
    case (6, 0x90...0xBF), (7, 0x80...0x8F): 2
    default: nil
    }
  }
}
