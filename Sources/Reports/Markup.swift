/// HTML or SVG that is safe to show: names of elements and attributes are literals of this program, and everything
/// else gets in only escaped.
public struct Markup: Sendable, Equatable {
  /// The HTML.
  public private(set) var text = ""

  public init() {}

  public init(_ parts: [Markup]) { for part in parts { text += part.text } }

  /// Words from anywhere.
  public static func words(_ words: String) -> Markup {
    var markup = Markup()
    escape(words, into: &markup.text)
    return markup
  }

  public static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>, _ children: [Markup]
  ) -> Markup {
    var markup = Markup()
    markup.open(name, attributes)
    markup.text += ">"
    for child in children { markup.text += child.text }
    markup.text += "</\(name)>"
    return markup
  }

  public static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>, _ words: String
  ) -> Markup {
    element(name, attributes, [.words(words)])
  }

  public static func element(_ name: StaticString, _ children: [Markup]) -> Markup {
    element(name, [:], children)
  }

  public static func element(_ name: StaticString, _ words: String) -> Markup {
    element(name, [:], [.words(words)])
  }

  /// An element that has no content, such as `img` or SVG's `line`.
  public static func empty(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:]
  ) -> Markup {
    var markup = Markup()
    markup.open(name, attributes)
    markup.text += "/>"
    return markup
  }

  /// The style sheet: the only text that is not escaped, and a literal.
  static func style(_ sheet: StaticString) -> Markup {
    var markup = Markup()
    markup.text = "<style>\(sheet)</style>"
    return markup
  }

  static let documentType: Markup = {
    var markup = Markup()
    markup.text = "<!doctype html>\n"
    return markup
  }()

  public static func + (a: Markup, b: Markup) -> Markup { Markup([a, b]) }

  private mutating func open(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>) {
    text += "<\(name)"
    for (key, value) in attributes {
      text += " \(key)=\""
      Self.escape(value, into: &text)
      text += "\""
    }
  }

  /// The five characters of HTML as references. Control characters that HTML does not allow become U+FFFD.
  private static func escape(_ words: String, into out: inout String) {
    out.reserveCapacity(out.utf8.count + words.utf8.count)
    for scalar in words.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      case "\t", "\n": out.unicodeScalars.append(scalar)
      case "\r": break
      case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}": out += "\u{FFFD}"
      default: out.unicodeScalars.append(scalar)
      }
    }
  }
}
