/// Values that are compared with the words of an adapter.
enum Words {
  /// A string as it is, a whole number without fraction, true or false; nil for anything else.
  static func word(_ value: RowValue) -> String? {
    switch value {
    case .string(let text): text
    case .integer(let number): String(number)
    case .double(let number): value.intValue.map { String($0) } ?? number.description
    case .bool(let flag): flag ? "true" : "false"
    default: nil
    }
  }
}
