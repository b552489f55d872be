/// An expression of a template.
final class JinjaExpression {
  indirect enum Kind {
    /// A scalar.
    case constant(JinjaValue)
    /// A variable, by its number among the template's names.
    case name(Int)
    case list([JinjaExpression])
    case tuple([JinjaExpression])
    case dictionary([(key: JinjaExpression, value: JinjaExpression)])
    case attribute(JinjaExpression, JinjaName)
    case item(JinjaExpression, JinjaExpression)
    case slice(JinjaExpression, [JinjaExpression?])
    case call(JinjaExpression, JinjaCall)
    /// Without an operand it works on the text of the block around it.
    case filter(JinjaExpression?, String, JinjaCall)
    case test(JinjaExpression, String, JinjaCall)
    case not(JinjaExpression)
    case negative(JinjaExpression)
    case positive(JinjaExpression)
    case and(JinjaExpression, JinjaExpression)
    case or(JinjaExpression, JinjaExpression)
    case arithmetic(JinjaOperator, JinjaExpression, JinjaExpression)
    case concatenation([JinjaExpression])
    case comparison(JinjaExpression, [(JinjaComparison, JinjaExpression)])
    case condition(test: JinjaExpression, JinjaExpression, otherwise: JinjaExpression?)
  }

  let kind: Kind
  /// Its byte in the template.
  let at: Int
  /// How many expressions lie within each other in it: it is evaluated, and freed, by recursion.
  let height: Int

  init(_ kind: Kind, at: Int) {
    self.kind = kind
    self.at = at
    height = JinjaExpression.height(under: kind) + 1
  }

  private static func height(under kind: Kind) -> Int {
    func most(_ parts: some Sequence<JinjaExpression?>) -> Int {
      parts.reduce(0) { max($0, $1?.height ?? 0) }
    }
    return switch kind {
    case .constant, .name: 0
    case .list(let parts), .tuple(let parts), .concatenation(let parts): most(parts)
    case .dictionary(let members): max(most(members.map(\.key)), most(members.map(\.value)))
    case .attribute(let part, _), .not(let part), .negative(let part), .positive(let part): part.height
    case .item(let a, let b), .and(let a, let b), .or(let a, let b), .arithmetic(_, let a, let b):
      max(a.height, b.height)
    case .slice(let part, let bounds): max(part.height, most(bounds))
    case .call(let part, let call): max(part.height, call.height)
    case .filter(let part, _, let call): max(part?.height ?? 0, call.height)
    case .test(let part, _, let call): max(part.height, call.height)
    case .comparison(let first, let others): max(first.height, most(others.map(\.1)))
    case .condition(let test, let value, let otherwise): most([test, value, otherwise])
    }
  }
}

/// The name of an attribute, both as a key of dictionaries and as a method.
struct JinjaName {
  let text: JinjaText
  let string: String

  init(_ string: String) {
    self.string = string
    text = JinjaText(string)
  }
}

struct JinjaCall {
  var positional: [JinjaExpression] = []
  var keywords: [(name: JinjaText, value: JinjaExpression)] = []
  var spread: JinjaExpression?
  var spreadKeywords: JinjaExpression?

  /// Named arguments are looked for one by one.
  static let mostKeywords = 255

  var height: Int {
    let others = [spread, spreadKeywords].compactMap { $0 }
    return (positional + keywords.map(\.value) + others).reduce(0) { max($0, $1.height) }
  }
}

enum JinjaOperator: String {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case floorDivide = "//"
  case modulo = "%"
  case power = "**"
}

enum JinjaComparison: String {
  case equal = "=="
  case unequal = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case `in`
  case notIn = "not in"
}

/// What an assignment stores into.
indirect enum JinjaTarget {
  case name(Int)
  case namespace(Int, JinjaText, at: Int)
  case tuple([JinjaTarget], at: Int)
}

struct JinjaStatement {
  indirect enum Kind {
    case text(JinjaText)
    case print(JinjaExpression)
    case loop(JinjaLoop)
    case branch([(test: JinjaExpression, body: [JinjaStatement])], otherwise: [JinjaStatement])
    case set(JinjaTarget, JinjaExpression)
    case setBlock(JinjaTarget, filter: JinjaExpression?, [JinjaStatement])
    case with([(JinjaTarget, JinjaExpression)], [JinjaStatement])
    case macro(JinjaMacroSyntax)
    case callBlock(JinjaMacroSyntax, JinjaExpression, JinjaCall)
    case filterBlock(JinjaExpression, [JinjaStatement])
    case generation([JinjaStatement])
    /// A part with a name, for templates that extend this one.
    case part([JinjaStatement])
    /// `include` and its kin, which need other templates.
    case otherTemplate(String)
    case stop
    case skip
  }
  let kind: Kind
  let at: Int
}

final class JinjaLoop {
  let target: JinjaTarget
  let iterated: JinjaExpression
  let test: JinjaExpression?
  let isRecursive: Bool
  let body: [JinjaStatement]
  let otherwise: [JinjaStatement]

  init(
    target: JinjaTarget, iterated: JinjaExpression, test: JinjaExpression?, isRecursive: Bool,
    body: [JinjaStatement], otherwise: [JinjaStatement]
  ) {
    self.target = target
    self.iterated = iterated
    self.test = test
    self.isRecursive = isRecursive
    self.body = body
    self.otherwise = otherwise
  }
}

/// A macro, or the block of a `call`, which is one without a name.
final class JinjaMacroSyntax {
  let name: Int?
  let nameText: String
  let parameters: [(id: Int, name: JinjaText, standard: JinjaExpression?)]
  let body: [JinjaStatement]
  /// The names of these that the body uses without having them as parameters.
  let takesCaller: Bool
  let takesKeywords: Bool
  let takesFurther: Bool

  init(
    name: Int?, nameText: String, parameters: [(id: Int, name: JinjaText, standard: JinjaExpression?)],
    body: [JinjaStatement], takesCaller: Bool, takesKeywords: Bool, takesFurther: Bool
  ) {
    self.name = name
    self.nameText = nameText
    self.parameters = parameters
    self.body = body
    self.takesCaller = takesCaller
    self.takesKeywords = takesKeywords
    self.takesFurther = takesFurther
  }
}

/// A template that has been read. Nothing in it changes afterwards, and its constants are scalars: it may be used by
/// several threads at once.
final class JinjaTemplate: @unchecked Sendable {
  let source: JinjaSource
  let body: [JinjaStatement]
  /// The names of variables; their indices are what expressions hold.
  let names: [JinjaText]
  let ids: [JinjaText: Int]
  let hasGeneration: Bool

  init(_ text: String, limits: TemplateLimits) throws(TemplateError) {
    guard text.utf8.count <= limits.templateBytes else {
      throw TemplateError(
        .limit, "the template has \(text.utf8.count) bytes, more than the limit of \(limits.templateBytes)")
    }
    source = JinjaSource(text)
    var parser = JinjaParser(source, try JinjaLexer.tokens(of: source), limits)
    body = try parser.template()
    names = parser.names
    ids = parser.ids
    hasGeneration = parser.hasGeneration
  }
}
