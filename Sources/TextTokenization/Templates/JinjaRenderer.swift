/// Runs a template over its variables.
final class JinjaRenderer {
  enum Flow { case on, stop, skip }

  let template: JinjaTemplate
  let limits: TemplateLimits
  let now: ChatDate?
  /// The variables that the template is given and the functions that every template has, by the numbers of their names.
  private var context: [JinjaValue?]
  /// The byte in the template of what runs, for messages.
  var at = 0
  private var steps = 0
  private var made = 0
  private var depth = 0
  private(set) var out: [UInt8] = []
  /// How many blocks around the current place collect their text instead of printing it.
  private var captures = 0
  private(set) var spans: [Range<Int>] = []
  /// Whether an assistant's text stands where its place in the output cannot be known, as in a macro.
  private(set) var hasUnplacedSpan = false
  private var namespaces: [JinjaNamespace] = []
  private var macros: [JinjaMacro] = []

  init(
    _ template: JinjaTemplate, variables: [(name: JinjaText, value: JinjaValue)], now: ChatDate?,
    limits: TemplateLimits
  ) {
    self.template = template
    self.limits = limits
    self.now = now
    context = Array(repeating: nil, count: template.names.count)
    for name in JinjaRenderer.globals {
      if let id = template.ids[JinjaText(name)] { context[id] = .function(JinjaFunction(.global(name))) }
    }
    for variable in variables {
      if let id = template.ids[variable.name] { context[id] = variable.value }
    }
  }

  func render() throws(TemplateError) {
    // Namespaces and macros can hold each other in circles, and chains of them would be freed by recursion.
    defer {
      for namespace in namespaces { namespace.removeAll() }
      for macro in macros { macro.scope = nil }
    }
    _ = try run(template.body, JinjaScope(nil))
  }

  // MARK: Limits and messages

  func fail(_ kind: TemplateError.Kind, _ what: String) -> TemplateError {
    template.source.error(kind, what, at: at)
  }

  func step() throws(TemplateError) {
    steps += 1
    if steps > limits.steps { throw fail(.limit, "the template takes more than \(limits.steps) steps") }
  }

  /// Counts what a value takes in memory.
  func charge(_ bytes: Int) throws(TemplateError) {
    guard bytes > 0 else { return }
    if made > limits.madeBytes - bytes {
      throw fail(.limit, "the template makes values of more than \(limits.madeBytes) bytes")
    }
    made += bytes
    steps += bytes >> 6
  }

  /// Counts what the elements of a list take, apart from what they hold.
  func charge(elements: Int) throws(TemplateError) {
    let (bytes, overflow) = elements.multipliedReportingOverflow(by: MemoryLayout<JinjaValue>.stride)
    try charge(overflow ? .max : bytes)
  }

  /// Sees to it that a text of so many bytes may be made, which is counted once it is.
  func check(bytes: Int) throws(TemplateError) {
    if bytes > limits.outputBytes { throw fail(.limit, "a text of more than \(limits.outputBytes) bytes") }
  }

  /// Counts going through `bytes` that are there already, `times` times.
  func work(_ bytes: Int, times: Int = 1) throws(TemplateError) {
    let (all, overflow) = bytes.multipliedReportingOverflow(by: times)
    steps += (overflow ? .max : all) >> 6
    try step()
  }

  /// One level deeper while `body` runs.
  func nested<T>(_ body: () throws(TemplateError) -> T) throws(TemplateError) -> T {
    depth += 1
    defer { depth -= 1 }
    if depth > limits.depth { throw fail(.limit, "nested deeper than \(limits.depth) levels") }
    return try body()
  }

  func list(_ items: [JinjaValue]) throws(TemplateError) -> JinjaList {
    try charge(JinjaRenderer.overhead)
    try charge(elements: items.count)
    let list = JinjaList(items)
    if list.depth > limits.depth { throw fail(.limit, "lists nested deeper than \(limits.depth) levels") }
    return list
  }

  func text(_ text: JinjaText) throws(TemplateError) -> JinjaValue {
    try check(bytes: text.bytes.count)
    try charge(text.bytes.count + JinjaRenderer.overhead)
    return .string(text)
  }

  /// What a text, list or other object takes beside its content, in bytes.
  static let overhead = 48

  /// The key that a dictionary has for the value.
  func key(_ value: JinjaValue) throws(TemplateError) -> JinjaKey {
    if case .string(let text) = value { try work(text.bytes.count) }
    if let key = JinjaKey(value) { return key }
    switch value {
    case .list, .dictionary, .view: throw fail(.type, "'\(value.kindName)' cannot be a key")
    default: throw fail(.unsupported, "'\(value.kindName)' as a key is not supported")
    }
  }

  func makeNamespace() throws(TemplateError) -> JinjaNamespace {
    try charge(4 * JinjaRenderer.overhead)
    let namespace = JinjaNamespace()
    namespaces.append(namespace)
    return namespace
  }

  func makeMacro(_ syntax: JinjaMacroSyntax, _ scope: JinjaScope) throws(TemplateError) -> JinjaMacro {
    // With the variables around it.
    try charge(8 * JinjaRenderer.overhead)
    let macro = JinjaMacro(syntax, scope)
    macros.append(macro)
    return macro
  }

  // MARK: Output

  func print(_ text: JinjaText) throws(TemplateError) {
    try check(bytes: out.count + text.bytes.count)
    if captures > 0 { try charge(text.bytes.count) } else { steps += text.bytes.count >> 6 }
    out.append(contentsOf: text.bytes)
  }

  /// What `body` prints, kept from the output. After an error the renderer is of no use any more.
  func captured(_ body: () throws(TemplateError) -> Void) throws(TemplateError) -> JinjaText {
    var kept: [UInt8] = []
    swap(&kept, &out)
    captures += 1
    try body()
    captures -= 1
    swap(&kept, &out)
    try charge(JinjaRenderer.overhead)
    return JinjaText(kept)
  }

  /// The text that an assistant wrote, between `{% generation %}` and `{% endgeneration %}`.
  private func generation(_ body: [JinjaStatement], _ scope: JinjaScope) throws(TemplateError) {
    let start = out.count
    _ = try run(body, JinjaScope(scope))
    if captures == 0 { spans.append(start..<out.count) } else { hasUnplacedSpan = true }
  }

  // MARK: Statements

  func run(_ statements: [JinjaStatement], _ scope: JinjaScope) throws(TemplateError) -> Flow {
    for statement in statements {
      let flow = try run(statement, scope)
      if flow != .on { return flow }
    }
    return .on
  }

  private func run(_ statement: JinjaStatement, _ scope: JinjaScope) throws(TemplateError) -> Flow {
    at = statement.at
    try step()
    switch statement.kind {
    case .text(let text): try print(text)
    case .print(let expression): try print(printed(try evaluate(expression, scope)))
    case .set(let target, let expression):
      try check(target, scope)
      try assign(try evaluate(expression, scope), to: target, scope)
    case .stop: return .stop
    case .skip: return .skip
    default: return try nested { () throws(TemplateError) in try runBlock(statement, scope) }
    }
    return .on
  }

  private func runBlock(_ statement: JinjaStatement, _ scope: JinjaScope) throws(TemplateError) -> Flow {
    switch statement.kind {
    case .branch(let branches, let otherwise):
      for branch in branches where try isTrue(try evaluate(branch.test, scope)) {
        return try run(branch.body, scope)
      }
      return try run(otherwise, scope)
    case .loop(let loop):
      let value = try evaluate(loop.iterated, scope)
      if loop.isRecursive {
        try print(try rendered(loop, over: value, depth0: 0, scope))
      } else {
        try runLoop(loop, over: value, depth0: 0, scope)
      }
    case .setBlock(let target, let filter, let body):
      let inner = JinjaScope(scope)
      var value = JinjaValue.string(
        try captured { () throws(TemplateError) in _ = try run(body, inner) })
      if let filter { value = try filtered(filter, text: value, inner) }
      try assign(value, to: target, scope)
    case .with(let values, let body):
      let inner = JinjaScope(scope)
      for (target, expression) in values { try assign(try evaluate(expression, scope), to: target, inner) }
      _ = try run(body, inner)
    case .macro(let syntax):
      if let id = syntax.name {
        scope.set(id, .function(JinjaFunction(.macro(try makeMacro(syntax, scope)))))
      }
    case .callBlock(let syntax, let callee, let call):
      let caller = JinjaValue.function(JinjaFunction(.macro(try makeMacro(syntax, scope))))
      let function = try evaluate(callee, scope)
      var arguments = try self.arguments(call, scope)
      arguments.keywords.append(("caller", caller))
      at = statement.at
      try print(printed(try self.call(function, arguments)))
    case .filterBlock(let filter, let body):
      let inner = JinjaScope(scope)
      let text = JinjaValue.string(try captured { () throws(TemplateError) in _ = try run(body, inner) })
      try print(printed(try filtered(filter, text: text, inner)))
    case .generation(let body): try generation(body, scope)
    case .part(let body): _ = try run(body, JinjaScope(scope))
    case .otherTemplate(let name):
      throw fail(.unsupported, "'\(name)' needs another template; a chat template has none")
    case .text, .print, .set, .stop, .skip: break
    }
    return .on
  }

  // MARK: Loops

  /// The text of a recursive loop.
  func rendered(
    _ loop: JinjaLoop, over value: JinjaValue, depth0: Int, _ scope: JinjaScope
  ) throws(TemplateError) -> JinjaText {
    try captured { () throws(TemplateError) in try runLoop(loop, over: value, depth0: depth0, scope) }
  }

  private func runLoop(
    _ loop: JinjaLoop, over value: JinjaValue, depth0: Int, _ scope: JinjaScope
  ) throws(TemplateError) {
    var source = try iterator(over: value)
    var count = try knownLength(of: value)
    if let test = loop.test {
      let all = source
      source = JinjaIterator(depth: 0) { [unowned self] () throws(TemplateError) in
        while let value = try all.next() {
          let inner = JinjaScope(scope)
          try assign(value, to: loop.target, inner)
          if try isTrue(try evaluate(test, inner)) { return value }
        }
        return nil
      }
      count = nil
    }
    let state = JinjaLoopState(source, count: count, depth0: depth0)
    if loop.isRecursive { state.recursion = (loop, scope) }
    defer { state.end() }
    let loopID = template.ids["loop"]
    // An `else` runs as well when every round was left by `break` or `continue`.
    var finished = false
    while let value = try state.next() {
      try step()
      let inner = JinjaScope(scope)
      if let loopID { inner.set(loopID, .loop(state)) }
      try assign(value, to: loop.target, inner)
      let flow = try run(loop.body, inner)
      if flow == .stop { break }
      if flow == .on { finished = true }
    }
    if !finished { _ = try run(loop.otherwise, JinjaScope(scope)) }
  }

  // MARK: Variables

  func variable(_ id: Int, _ scope: JinjaScope) -> JinjaValue? { scope.value(id) ?? context[id] }

  /// Namespaces that are assigned into must be ones, which is seen to before the value is calculated.
  private func check(_ target: JinjaTarget, _ scope: JinjaScope) throws(TemplateError) {
    switch target {
    case .name: break
    case .namespace(let id, _, let at):
      if case .namespace = variable(id, scope) { return }
      self.at = at
      throw fail(
        .type, "cannot assign an attribute of '\(template.names[id].excerpt)', which is no namespace")
    case .tuple(let targets, _):
      for target in targets { try check(target, scope) }
    }
  }

  func assign(_ value: JinjaValue, to target: JinjaTarget, _ scope: JinjaScope) throws(TemplateError) {
    switch target {
    case .name(let id): scope.set(id, value)
    case .namespace(let id, let name, let at):
      self.at = at
      guard case .namespace(let namespace) = variable(id, scope) else {
        throw fail(
          .type, "cannot assign an attribute of '\(template.names[id].excerpt)', which is no namespace")
      }
      try set(name, value, in: namespace)
    case .tuple(let targets, let at):
      self.at = at
      let values = try items(of: value)
      try work(targets.count, times: 64)
      guard values.count == targets.count else {
        throw fail(.value, "\(values.count) values for \(targets.count) names")
      }
      for (target, value) in zip(targets, values) { try assign(value, to: target, scope) }
    }
  }

  func set(_ name: JinjaText, _ value: JinjaValue, in namespace: JinjaNamespace) throws(TemplateError) {
    if name.bytes.first == 0x5F {
      throw fail(.forbidden, "a namespace cannot have the attribute '\(name.excerpt)': it starts with '_'")
    }
    if value.depth >= limits.depth { throw fail(.limit, "values nested deeper than \(limits.depth) levels") }
    try charge(2 * MemoryLayout<JinjaValue>.stride)
    namespace.set(name, value)
  }
}
