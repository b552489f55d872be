/// Where a row says that a medium is.
public enum MediumSource: Sendable, Equatable {
  /// A file, by its path as the row gives it.
  case path(String)
  /// In the row itself; the name is what the row calls it.
  case bytes([UInt8], name: String?)

  /// A path, a number that a template makes a path of, bytes, several of them, or what Hugging Face stores for a medium:
  /// `{"bytes": …, "path": …}`.
  static func sources(
    _ value: RowValue, _ field: String, _ template: PathTemplate? = nil
  ) throws(RowError) -> [MediumSource] {
    switch value {
    case .string(let path): return path.isEmpty ? [] : [.path(path)]
    case .integer(let number) where template != nil: return [.path(String(number))]
    case .bytes(let bytes): return [.bytes(bytes, name: nil)]
    case .array(let values):
      var sources: [MediumSource] = []
      for value in values where !value.isNull { sources += try self.sources(value, field, template) }
      return sources
    case .object(let object):
      let path = object["path"]?.stringValue
      if let inside = object["bytes"], !inside.isNull {
        guard case .bytes(let bytes) = inside else {
          throw RowError(
            field: field, what: "holds the medium's bytes as \(inside.kindName); put them into a file")
        }
        return [.bytes(bytes, name: path)]
      }
      if let path { return [.path(path)] }
      throw RowError(field: field, what: "is an object without a path")
    default: throw RowError(field: field, what: "is \(value.kindName), not a path")
    }
  }

  /// The same with its path made by a template.
  func through(_ template: PathTemplate?) throws(RowError) -> MediumSource {
    guard let template, case .path(let value) = self else { return self }
    guard let path = template.path(value) else {
      throw RowError(field: "", what: "is '\(value)', not a number that a path can be made of")
    }
    return .path(path)
  }

  /// How `--explain` names it.
  var words: String {
    switch self {
    case .path(let path): path
    case .bytes(let bytes, let name): (name.map { $0 + ", " } ?? "") + "\(bytes.count) bytes"
    }
  }
}
