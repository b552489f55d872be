/// How a value is laid out: the part of a format after the percent sign or the colon.
struct JinjaFormatSpec {
  var fill: Unicode.Scalar = " "
  /// One of `<`, `>`, `^` and `=`; nil leaves it to the kind of value.
  var alignment: Unicode.Scalar?
  var sign: Unicode.Scalar = "-"
  var alternate = false
  var grouping: Unicode.Scalar?
  var width = 0
  var precision: Int?
  var type: Unicode.Scalar?

  /// `text` at least `width` long.
  func padded(_ text: JinjaText, standard: Unicode.Scalar) -> JinjaText {
    let missing = max(0, width - text.count)
    if missing == 0 { return text }
    var result = JinjaText()
    func pad(_ count: Int) { for _ in 0..<count { result.append(fill) } }
    switch alignment ?? standard {
    case "<":
      result = text
      pad(missing)
    case "^":
      pad(missing / 2)
      result.append(text)
      pad(missing - missing / 2)
    case "=":
      let signs = text.bytes.prefix { $0 == 0x2B || $0 == 0x2D || $0 == 0x20 }.prefix(1)
      result = JinjaText(signs)
      pad(missing)
      result.bytes.append(contentsOf: text.bytes.dropFirst(signs.count))
    default:
      pad(missing)
      result.append(text)
    }
    return result
  }

  /// The digits of a number with its sign, grouped and padded.
  func number(_ digits: JinjaText, isNegative: Bool, prefix: JinjaText = "") -> JinjaText {
    var whole = digits
    if let grouping {
      let point = digits.bytes.firstIndex { $0 == 0x2E || $0 == 0x65 || $0 == 0x25 } ?? digits.bytes.count
      var grouped = JinjaText()
      for (i, byte) in digits.bytes[..<point].enumerated() {
        if i > 0, (point - i) % 3 == 0 { grouped.append(grouping) }
        grouped.bytes.append(byte)
      }
      grouped.bytes.append(contentsOf: digits.bytes[point...])
      whole = grouped
    }
    var text = JinjaText()
    if isNegative { text.append("-") } else if sign != "-" { text.append(sign) }
    text.append(prefix)
    text.append(whole)
    return padded(text, standard: ">")
  }
}

extension JinjaRenderer {
  /// A width or precision; nil for no digits.
  func number(_ digits: ArraySlice<Unicode.Scalar>) throws(TemplateError) -> Int? {
    if digits.isEmpty { return nil }
    guard let number = Int(JinjaText(digits.prefix(20)).string) else { throw tooWide() }
    return try limited(number)
  }

  func limited(_ number: Int) throws(TemplateError) -> Int {
    if number.magnitude > 1 << 20 { throw tooWide() }
    return number
  }

  func tooWide() -> TemplateError { fail(.limit, "a width or precision beyond \(1 << 20)") }
}
