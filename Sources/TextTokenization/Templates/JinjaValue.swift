import JSON

/// A value of a template, of one of the kinds that Python would give it.
enum JinjaValue {
  case undefined(JinjaUndefined)
  case none
  case bool(Bool)
  case integer(Int)
  /// An integer beyond 64 bits, as its digits: it can be passed on and printed.
  case bigInteger(JinjaText)
  case float(Double)
  case string(JinjaText)
  case list(JinjaList)
  case tuple(JinjaList)
  case dictionary(JinjaDictionary)
  /// What `keys()`, `values()` and `items()` give.
  case view(JinjaView)
  case range(JinjaRange)
  /// What can be gone through once, such as what `map` and `select` give.
  case iterator(JinjaIterator)
  case namespace(JinjaNamespace)
  case loop(JinjaLoopState)
  case cycler(JinjaCycler)
  case joiner(JinjaJoiner)
  case function(JinjaFunction)

  /// Python's name of the kind.
  var kindName: String {
    switch self {
    case .undefined: "Undefined"
    case .none: "NoneType"
    case .bool: "bool"
    case .integer, .bigInteger: "int"
    case .float: "float"
    case .string: "str"
    case .list: "list"
    case .tuple: "tuple"
    case .dictionary: "dict"
    case .view(let view): "dict_" + view.part.rawValue
    case .range: "range"
    case .iterator: "generator"
    case .namespace: "Namespace"
    case .loop: "LoopContext"
    case .cycler: "Cycler"
    case .joiner: "Joiner"
    case .function: "function"
    }
  }

  /// How many containers lie within each other in it.
  var depth: Int {
    switch self {
    case .list(let list), .tuple(let list): list.depth
    case .dictionary(let dictionary): dictionary.depth
    case .view(let view): view.dictionary.depth + 1
    case .iterator(let iterator): iterator.depth
    case .cycler(let cycler): cycler.items.depth + 1
    case .joiner(let joiner): joiner.depth
    case .function(let function): function.depth
    // A loop lets go of its elements when it ends, and namespaces and macros are emptied when the rendering does.
    case .loop, .namespace: 0
    case .undefined, .none, .bool, .integer, .bigInteger, .float, .string, .range: 0
    }
  }

  static func text(_ string: String) -> JinjaValue { .string(JinjaText(string)) }

  /// The value that a JSON document stands for.
  init(_ json: JSONValue) {
    switch json {
    case .null: self = .none
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .integer(Int(value))
    case .bigInteger(let digits): self = .bigInteger(JinjaText(digits))
    case .double(let value): self = .float(value)
    case .string(let value): self = .string(JinjaText(value))
    case .array(let elements): self = .list(JinjaList(elements.map { JinjaValue($0) }))
    case .object(let object):
      var dictionary = JinjaDictionary.Builder()
      for member in object.members {
        dictionary.set(JinjaText(member.key), JinjaValue(member.value))
      }
      self = .dictionary(dictionary.dictionary)
    }
  }
}

/// Why a value is not there.
final class JinjaUndefined {
  let what: String
  /// Kept back by the sandbox rather than missing.
  let isForbidden: Bool

  init(_ what: String, isForbidden: Bool = false) {
    self.what = what
    self.isForbidden = isForbidden
  }
}

final class JinjaCycler {
  let items: JinjaList
  var position = 0
  init(_ items: JinjaList) { self.items = items }
}

final class JinjaJoiner {
  let separator: JinjaValue
  let depth: Int
  var isUsed = false

  init(_ separator: JinjaValue) {
    self.separator = separator
    depth = separator.depth + 1
  }
}

/// What can be called.
final class JinjaFunction {
  enum Kind {
    case global(String)
    /// A method of a value.
    case method(JinjaValue, String)
    case macro(JinjaMacro)
  }
  let kind: Kind
  let depth: Int

  init(_ kind: Kind) {
    self.kind = kind
    if case .method(let receiver, _) = kind { depth = receiver.depth + 1 } else { depth = 0 }
  }
}
