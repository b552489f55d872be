/// Which text tokens may follow which, so that the text is valid UTF-8 although tokens may hold parts of characters.
struct TextContinuation: Sendable {
  private let size: Int
  /// The state after each token from each state; `refused` where it cannot stand.
  private let after: [UInt8]
  private static let refused: UInt8 = 255
  /// Ids that may come in each state.
  let allowed: [[Range<Int>]]
  /// Of these, the ones of one byte: with them a character is finished in as few tokens as it has bytes left.
  let oneByte: [[Range<Int>]]
  /// Whether a token has a byte that is no white space.
  let says: [Bool]
  /// Ids of whole characters that are not all white space.
  let saying: [Range<Int>]

  /// - Parameter bytes: of each token.
  init(_ bytes: [[UInt8]]) {
    size = bytes.count
    var after: [UInt8] = []
    after.reserveCapacity(size * UTF8Automaton.states)
    var allowed: [[Range<Int>]] = []
    var oneByte: [[Range<Int>]] = []
    for state in 0..<UInt8(UTF8Automaton.states) {
      var (all, short): ([Range<Int>], [Range<Int>]) = ([], [])
      for (id, token) in bytes.enumerated() {
        let end = token.reduce(Optional(state)) { state, byte in
          state.flatMap { UTF8Automaton.next($0, byte) }
        }
        guard let end, !token.isEmpty else {
          after.append(Self.refused)
          continue
        }
        after.append(end)
        Self.add(id, to: &all)
        if token.count == 1 { Self.add(id, to: &short) }
      }
      allowed.append(all)
      oneByte.append(short)
    }
    self.after = after
    self.allowed = allowed
    self.oneByte = oneByte
    says = bytes.map { $0.contains { $0 != 0x20 && !(9...13).contains($0) } }
    var saying: [Range<Int>] = []
    for id in bytes.indices where says[id] && after[id] == UTF8Automaton.whole { Self.add(id, to: &saying) }
    self.saying = saying
  }

  private static func add(_ id: Int, to ranges: inout [Range<Int>]) {
    if let last = ranges.last, last.upperBound == id {
      ranges[ranges.count - 1] = last.lowerBound..<id + 1
    } else {
      ranges.append(id..<id + 1)
    }
  }

  /// - Precondition: `allowed[state]` holds the token.
  func state(after token: Int, from state: UInt8) -> UInt8 { after[Int(state) * size + token] }
}
