import Yams

/// A YAML node that knows its file, for messages with a line.
struct AdapterNode {
  let node: Node
  let file: String
  /// The key that it stands under.
  let key: String?

  init(_ node: Node, file: String, key: String? = nil) {
    self.node = node
    self.file = file
    self.key = key
  }

  /// A message that begins with "must" is about the key.
  func error(_ what: String) -> AdapterError {
    let about = what.hasPrefix("must") ? key.map { "'\($0)' " } ?? "" : ""
    return AdapterError(file: file, line: node.mark?.line, what: about + what)
  }

  func text() throws(AdapterError) -> String {
    guard case .scalar(let scalar) = node else { throw error("must be a word") }
    return scalar.string
  }

  func integer() throws(AdapterError) -> Int {
    guard let value = Int(try text()) else { throw error("must be an integer") }
    return value
  }

  func boolean() throws(AdapterError) -> Bool {
    switch try text() {
    case "true": return true
    case "false": return false
    default: throw error("must be true or false")
    }
  }

  func list() throws(AdapterError) -> [AdapterNode] {
    guard case .sequence(let sequence) = node else { throw error("must be a list") }
    return sequence.map { AdapterNode($0, file: file, key: key) }
  }

  /// One word, or a list of words.
  func texts() throws(AdapterError) -> [String] {
    guard case .sequence = node else { return [try text()] }
    var texts: [String] = []
    for item in try list() { texts.append(try item.text()) }
    return texts
  }

  /// A field, or the names that it may go by.
  func fields() throws(AdapterError) -> Fields { try texts().map { Field($0) } }

  func number() throws(AdapterError) -> Double {
    guard let value = Double(try text()), value.isFinite else { throw error("must be a number") }
    return value
  }

  /// `[LOW, HIGH]`
  func range() throws(AdapterError) -> ClosedRange<Double> {
    let bounds = try list()
    guard bounds.count == 2, case let low = try bounds[0].number(), case let high = try bounds[1].number(),
      low < high
    else { throw error("must be two numbers, the smaller one first") }
    return low...high
  }

  var isList: Bool {
    if case .sequence = node { return true }
    return false
  }

  var isMap: Bool {
    if case .mapping = node { return true }
    return false
  }

  /// The entries of a map in the order of the file.
  func pairs() throws(AdapterError) -> [(String, AdapterNode)] {
    guard case .mapping(let mapping) = node else { throw error("must be a map") }
    var pairs: [(String, AdapterNode)] = []
    for (key, value) in mapping {
      let name = try AdapterNode(key, file: file).text()
      if pairs.contains(where: { $0.0 == name }) { throw error("'\(name)' occurs twice") }
      pairs.append((name, AdapterNode(value, file: file, key: name)))
    }
    return pairs
  }

  func map() throws(AdapterError) -> Map { Map(entries: try pairs(), owner: self) }

  /// The entries that have not been taken yet.
  struct Map {
    var entries: [(String, AdapterNode)]
    let owner: AdapterNode

    mutating func take(_ key: String) throws(AdapterError) -> AdapterNode? {
      guard let index = entries.firstIndex(where: { $0.0 == key }) else { return nil }
      return entries.remove(at: index).1
    }

    mutating func require(_ key: String) throws(AdapterError) -> AdapterNode {
      guard let node = try take(key) else { throw owner.error("'\(key)' is missing") }
      return node
    }

    func finish() throws(AdapterError) {
      if let (key, node) = entries.first { throw node.error("unknown key '\(key)'") }
    }
  }
}
