/// What is known of the values of a column of one row group.
struct ColumnStatistics {
  private(set) var nulls = 0

  private enum Order { case none, signed, unsigned, text }
  private let order: Order
  private var isKnown: Bool
  private var numbers: (smallest: Int64, largest: Int64)?
  private var texts: (smallest: [UInt8], largest: [UInt8])?
  private let width: Int
  /// With a longer text among them, texts are not compared: they are no names that someone looks for.
  private static let longestText = 64

  init(_ leaf: Leaf) {
    width = leaf.physical.width
    switch leaf.kind {
    case .int32, .int64, .date, .time32, .time64, .timestamp: order = .signed
    case .uint32, .uint64: order = .unsigned
    case .string: order = .text
    default: order = .none
    }
    isKnown = order != .none
  }

  mutating func addNull() { nulls += 1 }

  /// - Parameter value: as the encoding PLAIN has it.
  mutating func add(_ value: UnsafeRawBufferPointer) {
    guard isKnown else { return }
    switch order {
    case .none: return
    case .signed:
      add(width == 4 ? Int64(value.loadUnaligned(as: Int32.self)) : value.loadUnaligned(as: Int64.self))
    case .unsigned:
      // Upside down, so that signed comparisons hold.
      let number =
        width == 4 ? UInt64(value.loadUnaligned(as: UInt32.self)) : value.loadUnaligned(as: UInt64.self)
      add(Int64(bitPattern: number ^ 1 << 63))
    case .text:
      let text = UnsafeRawBufferPointer(rebasing: value[4...])
      guard text.count <= ColumnStatistics.longestText else {
        isKnown = false
        return
      }
      guard let old = texts else {
        texts = (Array(text), Array(text))
        return
      }
      if text.lexicographicallyPrecedes(old.smallest) { texts?.smallest = Array(text) }
      if old.largest.lexicographicallyPrecedes(text) { texts?.largest = Array(text) }
    }
  }

  private mutating func add(_ number: Int64) {
    numbers = (min(numbers?.smallest ?? number, number), max(numbers?.largest ?? number, number))
  }

  /// The smallest and largest value as they are written, without the length of texts; nil when there are no values, or
  /// none that are compared.
  var bounds: (smallest: [UInt8], largest: [UInt8])? {
    guard isKnown else { return nil }
    if order == .text { return texts }
    return numbers.map { (bytes($0.smallest), bytes($0.largest)) }
  }

  private func bytes(_ number: Int64) -> [UInt8] {
    let bits = order == .unsigned ? UInt64(bitPattern: number) ^ 1 << 63 : UInt64(bitPattern: number)
    return withUnsafeBytes(of: bits.littleEndian) { Array($0.prefix(width)) }
  }
}
