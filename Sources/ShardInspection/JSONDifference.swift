import JSON

/// Where two JSON values differ.
enum JSONDifference {
  /// Paths such as `judgements[2].winner`; an array that grew or shrank counts as a whole beyond what both have.
  static func paths(_ a: JSONValue, _ b: JSONValue, at path: String = "") -> [String] {
    if a == b { return [] }
    switch (a, b) {
    case (.object(let x), .object(let y)):
      let keys = x.keys + y.keys.filter { x[$0] == nil }
      return keys.flatMap { key -> [String] in
        let name = path.isEmpty ? key : "\(path).\(key)"
        guard let old = x[key], let new = y[key] else { return [name] }
        return paths(old, new, at: name)
      }
    case (.array(let x), .array(let y)):
      let common = zip(x, y).enumerated().flatMap { paths($1.0, $1.1, at: "\(path)[\($0)]") }
      return x.count == y.count ? common : common + ["\(path)[\(min(x.count, y.count))…]"]
    default: return [path]
    }
  }
}
