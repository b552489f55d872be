/// Which fields are read: all, or some of them and perhaps only parts of those.
indirect enum ColumnSelection {
  case all
  case some([String: ColumnSelection])

  /// - Parameter paths: names at the top, or paths with dots into structures. The names of the groups that only make up
  ///   a list are left out: `messages.role` for a list of structures.
  init(_ paths: [String], of schema: ParquetSchema) throws(Flaw) {
    var top: [String: ColumnSelection] = [:]
    for path in paths {
      // A name may itself have dots.
      if schema[path] != nil {
        top[path] = .all
        continue
      }
      let names = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      guard let first = names.first, let field = schema[first], field.has(names.dropFirst()) else {
        let known = schema.fields.prefix(20).map(\.name).joined(separator: ", ")
        throw Flaw(.noSuchColumn, "there is no column '\(path)'; there are: \(known)")
      }
      top[first] = (top[first] ?? .some([:])).adding(names.dropFirst())
    }
    self = .some(top)
  }

  private func adding(_ names: ArraySlice<String>) -> ColumnSelection {
    guard case .some(var fields) = self, let first = names.first else { return .all }
    fields[first] = (fields[first] ?? .some([:])).adding(names.dropFirst())
    return .some(fields)
  }

  /// The part under a field of that name; nil when it is not read.
  subscript(name: String) -> ColumnSelection? {
    switch self {
    case .all: .all
    case .some(let fields): fields[name]
    }
  }
}

extension ParquetField {
  /// Whether a path leads to something in it.
  fileprivate func has(_ names: ArraySlice<String>) -> Bool {
    guard let first = names.first else { return true }
    return visible.children.contains { $0.name == first && $0.has(names.dropFirst()) }
  }

  /// Itself, or what it is a list of.
  private var visible: ParquetField {
    guard case .list(let element) = shape else { return self }
    return element.visible
  }
}
