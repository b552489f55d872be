import COnig
import Glibc
import Synchronization

/// A pattern that Oniguruma matches: the engine, the syntax and the order of matches of `tokenizers`.
///
/// A pattern comes from a file that anyone may have written, so its work is limited. As in Oniguruma by default, one
/// match may go back ten million times. Beyond that one text gets a processor time that no honest pattern needs, and the
/// search stops now and then to look at the clock: first after a few hundred steps, then after four times as many.
///
/// The general categories, `\w`, `\d` and `\p{Han}` are those of ``CharacterKinds``, whatever version of Unicode the library has.
final class OnigurumaSplitter: TextSplitter, @unchecked Sendable {
  // Never changed after init, and Oniguruma's searches do not write to it.
  private let regex: OnigRegex
  let pattern: String

  private let seconds: WorkClock.Limit

  /// Oniguruma takes up to three thousand times as much memory.
  private static let longestPattern = 1 << 14
  private static let backtracksInMatch: UInt = 10_000_000
  /// Places to come back to; each is some 40 bytes.
  private static let stackLimit: UInt32 = 4_000_000
  private static let firstSteps: UInt = 512
  /// Fifty times what the patterns of models take for each byte.
  private static let seconds = WorkClock.Limit(text: 2, byte: 2e-6)
  /// Oniguruma's compiler uses variables of the whole program.
  private static let compiler = Mutex(false)

  enum Syntax {
    /// That of `tokenizers`.
    case oniguruma
    /// `{1,3}+` is possessive, and `$` stands at the end of the text alone or before a line end there.
    case java
  }

  /// - Throws: ``SplitError/badPattern(_:why:)``.
  init(
    _ pattern: String, syntax: Syntax = .oniguruma, seconds: WorkClock.Limit = OnigurumaSplitter.seconds
  ) throws {
    guard pattern.utf8.count <= Self.longestPattern else {
      throw SplitError.badPattern(String(pattern.prefix(40)) + "…", why: "it is longer than 16 KiB")
    }
    let made = Self.compiler.withLock { started -> Result<OnigRegex, SplitError> in
      if !started {
        var encodings: OnigEncoding? = onig_utf8()
        guard onig_initialize(&encodings, 1) == ONIG_NORMAL else {
          return .failure(.badPattern(pattern, why: "Oniguruma does not start"))
        }
        OnigurumaProperties.define()
        started = true
      }
      var regex: OnigRegex?
      var info = OnigErrorInfo()
      let code = OnigurumaProperties.withProperties(pattern).withUnsafeBufferPointer { bytes -> Int32 in
        // Of no bytes there is no address, which Oniguruma takes for a mistake.
        var none: UInt8 = 0
        return withUnsafePointer(to: &none) { empty in
          let start = bytes.baseAddress ?? empty
          return onig_new(
            &regex, start, start + bytes.count, 0, onig_utf8(),
            syntax == .java ? onig_java_syntax() : onig_default_syntax(), &info)
        }
      }
      guard code == ONIG_NORMAL, let regex else {
        return .failure(.badPattern(pattern, why: Self.text(code, &info)))
      }
      return .success(regex)
    }
    self.pattern = pattern
    self.seconds = seconds
    regex = try made.get()
  }

  deinit { onig_free(regex) }

  private static func text(_ code: Int32, _ info: UnsafeMutablePointer<OnigErrorInfo>?) -> String {
    var message = [UInt8](repeating: 0, count: Int(ONIG_MAX_ERROR_MESSAGE_LEN) + 1)
    let length = onig_error_text(&message, code, info)
    return String(decoding: message.prefix(Int(max(0, length))), as: UTF8.self)
  }

  func split(
    _ text: UnsafeBufferPointer<UInt8>, from: Int, to: Int, _ piece: (Int, Int) throws -> Void
  ) throws {
    try splitMarked(text, from: from, to: to) { start, end, _ in
      if start < end { try piece(start, end) }
    }
  }

  func splitMarked(
    _ text: UnsafeBufferPointer<UInt8>, from: Int, to: Int, _ piece: (Int, Int, Bool) throws -> Void
  ) throws {
    guard let base = text.baseAddress, from >= 0, from < to, to <= text.count else { return }
    guard to - from < Int(Int32.max) else {
      throw SplitError.tooMuchWork(pattern: pattern, byte: 0, why: "a text of 2 GiB or more")
    }
    guard let region = onig_region_new() else { throw noMemory }
    defer { onig_region_free(region, 1) }
    guard let limits = onig_new_match_param() else { throw noMemory }
    defer { onig_free_match_param(limits) }
    onig_initialize_match_param(limits)
    onig_set_match_stack_limit_size_of_match_param(limits, Self.stackLimit)
    let count = to - from
    let start = base + from
    // Oniguruma takes the lengths of characters from their first bytes.
    guard UTF8Check.isValid(UnsafeBufferPointer(start: start, count: count)) else { throw SplitError.notUTF8 }
    var clock = WorkClock(seconds, bytes: count)

    var gap = 0
    var place = 0
    var lastEnd: Int?
    while place <= count {
      guard try search(start, count, place, region, limits, &clock) else { break }
      let (matchStart, matchEnd) = (Int(region.pointee.beg[0]), Int(region.pointee.end[0]))
      if matchStart == matchEnd, lastEnd == matchEnd {
        // An empty match right behind a match does not count: the search goes on behind the next character.
        place += place < count ? Self.length(of: start[place]) : 1
        continue
      }
      if clock.isOver { throw tooLong(place) }
      place = matchEnd
      lastEnd = matchEnd
      if gap != matchStart { try piece(from + gap, from + matchStart, false) }
      try piece(from + matchStart, from + matchEnd, true)
      gap = matchEnd
    }
    if gap < count { try piece(from + gap, to, false) }
  }

  /// Finds the next match, in steps of which each may go four times as far as the one before.
  private func search(
    _ start: UnsafePointer<UInt8>, _ count: Int, _ place: Int, _ region: UnsafeMutablePointer<OnigRegion>,
    _ limits: OpaquePointer, _ clock: inout WorkClock
  ) throws -> Bool {
    var steps = Self.firstSteps
    while true {
      let now = min(steps, Self.backtracksInMatch)
      onig_set_retry_limit_in_match_of_match_param(limits, now)
      onig_set_retry_limit_in_search_of_match_param(limits, steps)
      let end = start + count
      let code = onig_search_with_param(regex, start, end, start + place, end, region, 0, limits)
      if code >= 0 { return true }
      if code == ONIG_MISMATCH { return false }
      let tooFew = code == ONIGERR_RETRY_LIMIT_IN_SEARCH_OVER || code == ONIGERR_RETRY_LIMIT_IN_MATCH_OVER
      let final = code == ONIGERR_RETRY_LIMIT_IN_MATCH_OVER && now == Self.backtracksInMatch
      guard tooFew, !final else {
        throw SplitError.tooMuchWork(pattern: pattern, byte: place, why: Self.text(code, nil))
      }
      if clock.isOver { throw tooLong(place) }
      steps *= 4
    }
  }

  private var noMemory: SplitError { .tooMuchWork(pattern: pattern, byte: 0, why: "there is no memory") }

  private func tooLong(_ place: Int) -> SplitError {
    .tooMuchWork(pattern: pattern, byte: place, why: "it takes too long")
  }

  private static func length(of lead: UInt8) -> Int {
    lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
  }
}
