/// The way from a row to a value inside it.
struct RowPath: Equatable {
  enum Step: Hashable {
    case name(String)
    case index(Int)
    /// A member of an object by its place, read as `{key, value}`.
    case entry(Int)
  }

  /// The column by its place; nil for the row itself.
  var column: Int?
  var name = ""
  /// From the column on.
  var steps: [Step] = []

  /// "completions.0.response"
  var text: String { steps.isEmpty ? name : name + "." + Self.text(steps) }

  static func text(_ steps: [Step]) -> String {
    steps.map { step in
      switch step {
      case .name(let name): name
      case .index(let index), .entry(let index): String(index)
      }
    }.joined(separator: ".")
  }

  func inside(_ step: Step) -> RowPath {
    var path = self
    path.steps.append(step)
    return path
  }

  func inside(_ steps: [Step]) -> RowPath {
    var path = self
    path.steps += steps
    return path
  }
}
