import Glibc

/// A number as Python calculates with it; booleans count as 0 and 1.
enum JinjaNumber {
  case integer(Int)
  case float(Double)

  init?(_ value: JinjaValue) {
    switch value {
    case .bool(let value): self = .integer(value ? 1 : 0)
    case .integer(let value): self = .integer(value)
    case .float(let value): self = .float(value)
    case .bigInteger(let digits):
      guard let value = Double(digits.string) else { return nil }
      self = .float(value)
    default: return nil
    }
  }

  var double: Double {
    switch self {
    case .integer(let value): Double(value)
    case .float(let value): value
    }
  }

  var value: JinjaValue {
    switch self {
    case .integer(let value): .integer(value)
    case .float(let value): .float(value)
    }
  }

  func isEqual(_ other: JinjaNumber) -> Bool {
    switch (self, other) {
    case (.integer(let a), .integer(let b)): a == b
    case (.float(let a), .float(let b)): a == b
    case (.integer(let a), .float(let b)): Int(exactly: b) == a
    case (.float(let a), .integer(let b)): Int(exactly: a) == b
    }
  }

  func isLess(_ other: JinjaNumber) -> Bool {
    if case .integer(let a) = self, case .integer(let b) = other { return a < b }
    return double < other.double
  }

  /// nil where Python raises: a division by zero, or an integer that 64 bits do not hold.
  func combined(_ operation: JinjaOperator, _ other: JinjaNumber) -> JinjaNumber? {
    if operation == .divide {
      return other.double == 0 ? nil : .float(double / other.double)
    }
    if case .integer(let a) = self, case .integer(let b) = other {
      return JinjaNumber.integers(a, operation, b)
    }
    let a = double
    let b = other.double
    switch operation {
    case .add: return .float(a + b)
    case .subtract: return .float(a - b)
    case .multiply: return .float(a * b)
    case .floorDivide: return b == 0 ? nil : .float(JinjaNumber.floorDivision(a, b))
    case .modulo: return b == 0 ? nil : .float(JinjaNumber.floorRemainder(a, b))
    case .power:
      if a == 0, b < 0 { return nil }
      let result = pow(a, b)
      return result.isNaN && !a.isNaN && !b.isNaN ? nil : .float(result)
    case .divide: return .float(a / b)
    }
  }

  private static func integers(_ a: Int, _ operation: JinjaOperator, _ b: Int) -> JinjaNumber? {
    let result: (partialValue: Int, overflow: Bool)
    switch operation {
    case .add: result = a.addingReportingOverflow(b)
    case .subtract: result = a.subtractingReportingOverflow(b)
    case .multiply: result = a.multipliedReportingOverflow(by: b)
    case .floorDivide, .modulo:
      if b == 0 || b == -1 && a == .min { return nil }
      let remainder = a % b
      let isOff = remainder != 0 && (remainder < 0) != (b < 0)
      return .integer(
        operation == .modulo ? (isOff ? remainder + b : remainder) : (isOff ? a / b - 1 : a / b))
    case .power:
      if b < 0 { return a == 0 ? nil : .float(pow(Double(a), Double(b))) }
      var base = a
      var exponent = b
      var value = 1
      while exponent > 0 {
        if exponent & 1 == 1 {
          let (next, overflow) = value.multipliedReportingOverflow(by: base)
          if overflow { return nil }
          value = next
        }
        exponent >>= 1
        if exponent > 0 {
          let (square, overflow) = base.multipliedReportingOverflow(by: base)
          if overflow { return nil }
          base = square
        }
      }
      return .integer(value)
    case .divide: return nil
    }
    return result.overflow ? nil : .integer(result.partialValue)
  }

  static func floorRemainder(_ a: Double, _ b: Double) -> Double {
    let remainder = a.truncatingRemainder(dividingBy: b)
    if remainder != 0, (remainder < 0) != (b < 0) { return remainder + b }
    return remainder == 0 ? (b < 0 ? -0.0 : 0.0) : remainder
  }

  static func floorDivision(_ a: Double, _ b: Double) -> Double {
    let quotient = (a - floorRemainder(a, b)) / b
    let floor = quotient.rounded(.down)
    return quotient - floor > 0.5 ? floor + 1 : floor
  }
}
