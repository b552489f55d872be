/// The elements that a `for` goes through, and what `loop` tells of them.
final class JinjaLoopState {
  private var source: JinjaIterator
  private var known: Int?
  private(set) var index0 = -1
  private var after: [JinjaValue?] = []
  /// Elements taken from the source already, from `nextPending` on.
  private var pending: [JinjaValue] = []
  private var nextPending = 0
  private(set) var current: JinjaValue?
  private(set) var before: JinjaValue?
  var lastChanged: [JinjaValue]?
  let depth0: Int
  /// The loop to run again for `loop(...)`, with the variables around it.
  var recursion: (loop: JinjaLoop, scope: JinjaScope)?

  init(_ source: JinjaIterator, count: Int?, depth0: Int) {
    self.source = source
    known = count
    self.depth0 = depth0
  }

  private func pull() throws(TemplateError) -> JinjaValue? {
    guard nextPending < pending.count else { return try source.next() }
    nextPending += 1
    return pending[nextPending - 1]
  }

  func next() throws(TemplateError) -> JinjaValue? {
    let value: JinjaValue?
    if let ahead = after.first {
      value = ahead
      after = []
    } else {
      value = try pull()
    }
    guard let value else {
      after = [nil]
      return nil
    }
    index0 += 1
    before = current
    current = value
    return value
  }

  /// The next element, without going on to it.
  func peek() throws(TemplateError) -> JinjaValue? {
    if let ahead = after.first { return ahead }
    let value = try pull()
    after = [value]
    return value
  }

  /// Takes all of a source that cannot tell its length.
  func count() throws(TemplateError) -> Int {
    if let known { return known }
    var rest: [JinjaValue] = []
    while let value = try pull() { rest.append(value) }
    pending = rest
    nextPending = 0
    var count = rest.count + index0 + 1
    if case .some(.some) = after.first { count += 1 }
    known = count
    return count
  }

  /// Lets go of all elements. A template may keep the loop beyond its end, and loops that held each other would be freed
  /// by recursion.
  func end() {
    source = JinjaIterator([], depth: 0)
    after = [nil]
    pending = []
    nextPending = 0
    current = nil
    before = nil
    lastChanged = nil
    recursion = nil
  }
}
