/// Reads tokens into statements; the expressions are in a file of their own.
struct JinjaParser {
  let source: JinjaSource
  private let tokens: [JinjaToken]
  private var index = 0
  let limits: TemplateLimits
  private(set) var names: [JinjaText] = []
  private(set) var ids: [JinjaText: Int] = [:]
  var hasGeneration = false
  private var depth = 0
  private var loops = 0
  /// Filters and tests that do not exist, outside conditions.
  var unknown: [(what: String, name: String, at: Int)] = []
  /// Inside a condition, filters and tests that do not exist are refused only when they are reached.
  var isConditional = false
  /// The names read in each macro around the current place.
  private var used: [Set<Int>] = []

  init(_ source: JinjaSource, _ tokens: [JinjaToken], _ limits: TemplateLimits) {
    self.source = source
    self.tokens = tokens
    self.limits = limits
  }

  mutating func template() throws(TemplateError) -> [JinjaStatement] {
    let body = try statements(until: [])
    if let first = unknown.first { throw fail("no \(first.what) is named '\(first.name)'", at: first.at) }
    return body
  }

  // MARK: Tokens

  var current: JinjaToken { tokens[index] }
  var next: JinjaToken { tokens[min(index + 1, tokens.count - 1)] }

  mutating func advance() { index = min(index + 1, tokens.count - 1) }

  func isName(_ name: String) -> Bool { current.kind == .name(name) }
  func isSymbol(_ symbol: String) -> Bool { current.kind == .symbol(symbol) }

  mutating func takesName(_ name: String) -> Bool {
    guard isName(name) else { return false }
    advance()
    return true
  }

  mutating func takesSymbol(_ symbol: String) -> Bool {
    guard isSymbol(symbol) else { return false }
    advance()
    return true
  }

  mutating func expect(_ kind: JinjaToken.Kind, _ what: String) throws(TemplateError) {
    guard current.kind == kind else { throw fail("expected \(what), found \(current.description)") }
    advance()
  }

  mutating func expectSymbol(_ symbol: String) throws(TemplateError) {
    try expect(.symbol(symbol), "'\(symbol)'")
  }

  mutating func anyName() throws(TemplateError) -> String {
    guard case .name(let name) = current.kind else {
      throw fail("expected a name, found \(current.description)")
    }
    advance()
    return name
  }

  func fail(_ what: String, at: Int? = nil) -> TemplateError {
    source.error(.syntax, what, at: at ?? current.at)
  }
  func unexpected() -> TemplateError { fail("unexpected \(current.description)") }

  mutating func id(_ name: String) -> Int {
    let text = JinjaText(name)
    if let id = ids[text] { return id }
    ids[text] = names.count
    names.append(text)
    return names.count - 1
  }

  mutating func use(_ id: Int) { if !used.isEmpty { used[used.count - 1].insert(id) } }

  /// One level deeper while `body` reads.
  mutating func nested<T>(
    _ body: (inout JinjaParser) throws(TemplateError) -> T
  ) throws(TemplateError) -> T {
    depth += 1
    defer { depth -= 1 }
    // Reading takes more of the stack than running.
    guard depth <= limits.depth / 2 else {
      throw source.error(.limit, "nested deeper than \(limits.depth / 2) levels", at: current.at)
    }
    return try body(&self)
  }

  private mutating func conditional<T>(
    _ isConditional: Bool, _ body: (inout JinjaParser) throws(TemplateError) -> T
  ) throws(TemplateError) -> T {
    let before = self.isConditional
    self.isConditional = isConditional
    defer { self.isConditional = before }
    return try body(&self)
  }

  // MARK: Statements

  /// Statements up to the tag that one of `ends` opens; the current token is then that name.
  private mutating func statements(until ends: [String]) throws(TemplateError) -> [JinjaStatement] {
    try nested { (parser) throws(TemplateError) in try parser.sequence(ends) }
  }

  private mutating func sequence(_ ends: [String]) throws(TemplateError) -> [JinjaStatement] {
    var result: [JinjaStatement] = []
    while true {
      let token = current
      switch token.kind {
      case .data(let text):
        advance()
        result.append(JinjaStatement(kind: .text(text), at: token.at))
      case .variableBegin:
        advance()
        let expression = try tuple()
        try expect(.variableEnd, "'}}'")
        result.append(JinjaStatement(kind: .print(expression), at: token.at))
      case .blockBegin:
        advance()
        if case .name(let name) = current.kind, ends.contains(name) { return result }
        try statement(at: token.at, ends, &result)
        try expect(.blockEnd, "'%}'")
      case .end:
        if ends.isEmpty { return result }
        throw fail("the template ends before '\(ends[ends.count - 1])'")
      default: throw unexpected()
      }
    }
  }

  /// The statements of a block whose tag ends here, up to and with the tag of `end`.
  private mutating func body(_ end: String) throws(TemplateError) -> [JinjaStatement] {
    let body = try block([end])
    advance()
    return body
  }

  private mutating func block(_ ends: [String]) throws(TemplateError) -> [JinjaStatement] {
    _ = takesSymbol(":")
    try expect(.blockEnd, "'%}'")
    return try statements(until: ends)
  }

  private mutating func scoped(_ end: String) throws(TemplateError) -> [JinjaStatement] {
    try conditional(false) { (parser) throws(TemplateError) in try parser.body(end) }
  }

  private mutating func statement(
    at: Int, _ ends: [String], _ result: inout [JinjaStatement]
  ) throws(TemplateError) {
    let start = current.at
    let name = try anyName()
    let kind: JinjaStatement.Kind
    switch name {
    case "for": kind = try loop()
    case "if": kind = try branch()
    case "set": kind = try set()
    case "with": kind = try with()
    case "macro": kind = .macro(try macro())
    case "call": kind = try callBlock()
    case "filter":
      let filter = try filters(nil, startsInline: true)
      kind = .filterBlock(filter, try scoped("endfilter"))
    case "generation":
      hasGeneration = true
      kind = .generation(
        try outsideLoops { (parser) throws(TemplateError) in try parser.scoped("endgeneration") })
    case "block":
      let name = try anyName()
      _ = takesName("scoped")
      _ = takesName("required")
      let body = try outsideLoops { (parser) throws(TemplateError) in try parser.scoped("endblock") }
      _ = takesName(name)
      kind = .part(body)
    case "print":
      var isFirst = true
      while current.kind != .blockEnd {
        if !isFirst { try expectSymbol(",") }
        isFirst = false
        result.append(JinjaStatement(kind: .print(try expression()), at: at))
      }
      return
    case "autoescape":
      throw source.error(
        .unsupported, "'autoescape' is not supported: chat templates escape nothing", at: start)
    case "extends", "include", "import", "from":
      while current.kind != .blockEnd, current.kind != .end { advance() }
      kind = .otherTemplate(name)
    case "break", "continue":
      if loops == 0 { throw fail("'\(name)' outside a loop", at: start) }
      kind = name == "break" ? .stop : .skip
    default:
      let expected = ends.isEmpty ? "" : "; looking for \(ends.map { "'\($0)'" }.joined(separator: " or "))"
      throw fail("unknown tag '\(name)'\(expected)", at: start)
    }
    result.append(JinjaStatement(kind: kind, at: at))
  }

  private mutating func outsideLoops<T>(
    _ body: (inout JinjaParser) throws(TemplateError) -> T
  ) throws(TemplateError) -> T {
    let before = loops
    loops = 0
    defer { loops = before }
    return try body(&self)
  }

  private mutating func loop() throws(TemplateError) -> JinjaStatement.Kind {
    let target = try self.target(namespaces: false, end: "in")
    if case .name(let id) = target, names[id] == "loop" { throw fail("a loop cannot assign to 'loop'") }
    guard takesName("in") else { throw fail("expected 'in', found \(current.description)") }
    let iterated = try tuple(conditions: false, end: "recursive")
    let test = takesName("if") ? try expression() : nil
    let isRecursive = takesName("recursive")
    loops += 1
    let body = try conditional(false) { (parser) throws(TemplateError) in
      try parser.block(["endfor", "else"])
    }
    loops -= 1
    var otherwise: [JinjaStatement] = []
    let hasElse = isName("else")
    advance()
    if hasElse { otherwise = try scoped("endfor") }
    return .loop(
      JinjaLoop(
        target: target, iterated: iterated, test: test, isRecursive: isRecursive, body: body,
        otherwise: otherwise))
  }

  private mutating func branch() throws(TemplateError) -> JinjaStatement.Kind {
    try conditional(true) { (parser) throws(TemplateError) in
      var branches: [(test: JinjaExpression, body: [JinjaStatement])] = []
      while true {
        let test = try parser.tuple(conditions: false)
        branches.append((test, try parser.block(["elif", "else", "endif"])))
        if parser.takesName("elif") { continue }
        let hasElse = parser.isName("else")
        parser.advance()
        return .branch(branches, otherwise: hasElse ? try parser.body("endif") : [])
      }
    }
  }

  private mutating func set() throws(TemplateError) -> JinjaStatement.Kind {
    let target = try self.target(namespaces: true)
    if takesSymbol("=") { return .set(target, try tuple()) }
    let filter = isSymbol("|") ? try filters(nil) : nil
    return .setBlock(target, filter: filter, try scoped("endset"))
  }

  private mutating func with() throws(TemplateError) -> JinjaStatement.Kind {
    var values: [(JinjaTarget, JinjaExpression)] = []
    while current.kind != .blockEnd {
      if !values.isEmpty { try expectSymbol(",") }
      let target = try self.target(namespaces: false)
      try expectSymbol("=")
      values.append((target, try expression()))
    }
    return .with(values, try scoped("endwith"))
  }

  private mutating func macro() throws(TemplateError) -> JinjaMacroSyntax {
    let name = try anyName()
    return try macro(name: name, try signature(), end: "endmacro")
  }

  private mutating func callBlock() throws(TemplateError) -> JinjaStatement.Kind {
    let parameters = isSymbol("(") ? try signature() : []
    let at = current.at
    let called = try expression()
    guard case .call(let callee, let call) = called.kind else { throw fail("expected a call", at: at) }
    return .callBlock(try macro(name: nil, parameters, end: "endcall"), callee, call)
  }

  private mutating func signature() throws(TemplateError) -> [(
    id: Int, name: JinjaText, standard: JinjaExpression?
  )] {
    var parameters: [(id: Int, name: JinjaText, standard: JinjaExpression?)] = []
    try expectSymbol("(")
    while !isSymbol(")") {
      if !parameters.isEmpty { try expectSymbol(",") }
      if parameters.count >= JinjaCall.mostKeywords {
        throw source.error(.limit, "more than \(JinjaCall.mostKeywords) parameters", at: current.at)
      }
      let name = try anyName()
      let standard = takesSymbol("=") ? try expression() : nil
      if standard == nil, parameters.last?.standard != nil {
        throw fail("a parameter without a standard value follows one that has one")
      }
      parameters.append((id(name), JinjaText(name), standard))
    }
    try expectSymbol(")")
    return parameters
  }

  private mutating func macro(
    name: String?, _ parameters: [(id: Int, name: JinjaText, standard: JinjaExpression?)], end: String
  ) throws(TemplateError) -> JinjaMacroSyntax {
    used.append([])
    let body = try outsideLoops { (parser) throws(TemplateError) in try parser.scoped(end) }
    let read = used.removeLast()
    if !used.isEmpty { used[used.count - 1].formUnion(read) }
    func takes(_ special: String) -> Bool {
      guard let id = ids[JinjaText(special)], read.contains(id) else { return false }
      return !parameters.contains { $0.id == id }
    }
    if let id = ids["caller"], read.contains(id),
      parameters.contains(where: { $0.id == id && $0.standard == nil })
    {
      throw fail("the parameter 'caller' needs a standard value")
    }
    return JinjaMacroSyntax(
      name: name.map { id($0) }, nameText: name ?? "caller", parameters: parameters, body: body,
      takesCaller: takes("caller"), takesKeywords: takes("kwargs"), takesFurther: takes("varargs"))
  }

  private mutating func target(namespaces: Bool, end: String? = nil) throws(TemplateError) -> JinjaTarget {
    var parts: [JinjaTarget] = []
    var isTuple = false
    let at = current.at
    while true {
      if let end, isName(end) { break }
      if !isSymbol("("), case .name = current.kind {
        parts.append(try simpleTarget(namespaces))
      } else if takesSymbol("(") {
        parts.append(
          try nested { (parser) throws(TemplateError) in try parser.target(namespaces: namespaces) })
        try expectSymbol(")")
      } else {
        break
      }
      guard takesSymbol(",") else { break }
      isTuple = true
    }
    guard let first = parts.first else {
      throw fail("expected a name to assign to, found \(current.description)")
    }
    return isTuple ? .tuple(parts, at: at) : first
  }

  private mutating func simpleTarget(_ namespaces: Bool) throws(TemplateError) -> JinjaTarget {
    let at = current.at
    let name = try anyName()
    if ["true", "false", "none", "True", "False", "None"].contains(name) {
      throw fail("cannot assign to '\(name)'", at: at)
    }
    let id = id(name)
    if namespaces, takesSymbol(".") {
      use(id)
      return .namespace(id, JinjaText(try anyName()), at: at)
    }
    return .name(id)
  }
}
