/// How a medium's path is made from what a row says: text with one place for it.
///
/// `{}` stands for the value without the beginnings that are stripped, `{//2:06}` for its half, rounded down, in six
/// digits.
public struct PathTemplate: Sendable, Equatable {
  /// Beginnings that are taken away; the first that fits.
  public var strip: [String] = []
  public var form = Form.one("{}")

  public enum Form: Sendable, Equatable {
    case one(String)
    /// Which one, the row's number says.
    case byParity(even: String, odd: String)
  }

  /// - Returns: nil when the template needs a whole number that is not negative and this is none.
  func path(_ value: String) -> String? {
    var rest = value[...]
    if let beginning = strip.first(where: value.hasPrefix) { rest = rest.dropFirst(beginning.count) }
    let template: String
    switch form {
    case .one(let text): template = text
    case .byParity(let even, let odd):
      guard let number = UInt64(rest) else { return nil }
      template = number % 2 == 0 ? even : odd
    }
    guard let open = template.firstIndex(of: "{"), let close = template.firstIndex(of: "}"), open < close
    else { return nil }
    guard let inner = PathTemplate.formatted(rest, template[template.index(after: open)..<close]) else {
      return nil
    }
    return template[..<open] + inner + template[template.index(after: close)...]
  }

  /// What stands between the braces: nothing, or `//DIVISOR`, or `:0DIGITS`, or both.
  private static func formatted(_ value: Substring, _ format: Substring) -> String? {
    if format.isEmpty { return String(value) }
    guard let (divisor, digits) = numbers(format), let number = UInt64(value) else { return nil }
    let text = String(number / divisor)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }

  private static func numbers(_ format: Substring) -> (divisor: UInt64, digits: Int)? {
    let pieces = format.split(separator: ":", omittingEmptySubsequences: false)
    guard pieces.count <= 2, let head = pieces.first else { return nil }
    var divisor: UInt64 = 1
    if !head.isEmpty {
      guard head.hasPrefix("//"), let given = UInt64(head.dropFirst(2)), given > 0 else { return nil }
      divisor = given
    }
    var digits = 0
    if pieces.count == 2 {
      guard pieces[1].hasPrefix("0"), let given = Int(pieces[1]), given <= 32 else { return nil }
      digits = given
    }
    return (divisor, digits)
  }

  /// Why a template cannot be used; nil when it can.
  static func fault(_ template: String) -> String? {
    guard template.filter({ $0 == "{" }).count == 1, template.filter({ $0 == "}" }).count == 1,
      let open = template.firstIndex(of: "{"), let close = template.firstIndex(of: "}"), open < close
    else { return "must have one {}" }
    let format = template[template.index(after: open)..<close]
    if format.isEmpty || numbers(format) != nil { return nil }
    return "must have {}, {//2}, {:06} or {//2:06} in place of {\(format)}"
  }
}
