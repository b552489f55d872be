extension JinjaText {
  var uppercased: JinjaText { mapped { $0.properties.uppercaseMapping } }

  var lowercased: JinjaText {
    if isASCII { return JinjaText(bytes.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }) }
    let scalars = scalars
    var result = JinjaText()
    for (i, scalar) in scalars.enumerated() { result.append(JinjaText(JinjaText.lower(scalars, i, scalar))) }
    return result
  }

  /// The first code point in title case, all others in lower case.
  var capitalised: JinjaText {
    let scalars = scalars
    var result = JinjaText()
    for (i, scalar) in scalars.enumerated() {
      result.append(
        JinjaText(i == 0 ? scalar.properties.titlecaseMapping : JinjaText.lower(scalars, i, scalar)))
    }
    return result
  }

  /// Python's `str.title`: a letter that follows no letter in title case, the others in lower case.
  var titlecased: JinjaText {
    let scalars = scalars
    var result = JinjaText()
    var afterCased = false
    for (i, scalar) in scalars.enumerated() {
      result.append(
        JinjaText(afterCased ? JinjaText.lower(scalars, i, scalar) : scalar.properties.titlecaseMapping))
      afterCased = scalar.properties.isCased
    }
    return result
  }

  var swappedCase: JinjaText {
    let scalars = scalars
    var result = JinjaText()
    for (i, scalar) in scalars.enumerated() {
      if scalar.properties.isUppercase {
        result.append(JinjaText(JinjaText.lower(scalars, i, scalar)))
      } else if scalar.properties.isLowercase {
        result.append(JinjaText(scalar.properties.uppercaseMapping))
      } else {
        result.append(scalar)
      }
    }
    return result
  }

  /// The `title` filter: cuts at white space, hyphens and opening brackets only.
  var titleFiltered: JinjaText {
    var result = JinjaText()
    var word: [Unicode.Scalar] = []
    func flush() {
      guard let first = word.first else { return }
      result.append(JinjaText(first.properties.uppercaseMapping))
      result.append(JinjaText(word.dropFirst()).lowercased)
      word = []
    }
    for scalar in scalars {
      switch scalar {
      case "-", "(", "{", "[", "<":
        flush()
        result.append(scalar)
      case _ where scalar.isPythonSpace:
        flush()
        result.append(scalar)
      default: word.append(scalar)
      }
    }
    flush()
    return result
  }

  private func mapped(_ mapping: (Unicode.Scalar) -> String) -> JinjaText {
    var result = JinjaText()
    for scalar in string.unicodeScalars { result.append(JinjaText(mapping(scalar))) }
    return result
  }

  /// A capital sigma at a word's end becomes the final form.
  private static func lower(_ scalars: [Unicode.Scalar], _ i: Int, _ scalar: Unicode.Scalar) -> String {
    guard scalar == "\u{3A3}" else { return scalar.properties.lowercaseMapping }
    let before = scalars[..<i].last { !$0.properties.isCaseIgnorable }
    let after = scalars[(i + 1)...].first { !$0.properties.isCaseIgnorable }
    let isFinal = before?.properties.isCased == true && after?.properties.isCased != true
    return isFinal ? "\u{3C2}" : "\u{3C3}"
  }

  /// Whether every code point fulfils `condition`; false for an empty text, as Python has it.
  func all(_ condition: (Unicode.Scalar) -> Bool) -> Bool {
    !isEmpty && string.unicodeScalars.allSatisfy(condition)
  }

  /// Whether it is a name in Python.
  var isIdentifier: Bool {
    guard let first = string.unicodeScalars.first else { return false }
    return (first == "_" || first.properties.isXIDStart) && all { $0.properties.isXIDContinue }
  }

  /// Whether there are cased code points and none of them is upper or title case.
  var isLower: Bool { hasCased { $0.isLowercase } }
  var isUpper: Bool { hasCased { $0.isUppercase } }

  private func hasCased(_ condition: (Unicode.Scalar.Properties) -> Bool) -> Bool {
    var found = false
    for scalar in string.unicodeScalars where scalar.properties.isCased {
      if !condition(scalar.properties) { return false }
      found = true
    }
    return found
  }
}

extension Unicode.Scalar {
  var isPythonAlpha: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }
  var isPythonDecimal: Bool { properties.numericType == .decimal }
  var isPythonDigit: Bool { properties.numericType == .decimal || properties.numericType == .digit }
  var isPythonNumeric: Bool { properties.numericType != nil }

  /// What Python's `repr` shows as it is.
  var isPythonPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    case .spaceSeparator: self == " "
    default: true
    }
  }
}
