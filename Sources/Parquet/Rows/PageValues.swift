/// The values of one page, in order, as rows have them. Nulls are not among them.
struct PageValues: ~Copyable {
  enum Form {
    case nothing, missing, fixed32, fixed64, fixedBytes, byteArrays, bits, runs
    case dictionary, delta, deltaLengths, deltaBytes
  }

  static let batch = 1024

  let kind: LeafKind
  let physical: ParquetPhysicalType
  /// Bytes of a value of fixed length.
  let width: Int
  /// Nil for dictionaries, whose values are made once.
  private let allowance: UnsafeMutablePointer<RowAllowance>?

  var form = Form.nothing
  var page: PageBuffer
  var base: UnsafePointer<UInt8>
  var position = 0
  var end = 0
  var dictionary: DictionaryValues?
  private(set) var entries = UnsafeMutableBufferPointer<ParquetValue>(start: nil, count: 0)
  var hybrid: HybridDecoder
  /// Integers, lengths, or lengths of prefixes.
  var delta: DeltaDecoder
  /// Lengths of what follows prefixes.
  var suffixes: DeltaDecoder
  private var previous: [UInt8] = []
  // Decoded ahead.
  private let indices: UnsafeMutablePointer<UInt32>
  private let numbers: UnsafeMutablePointer<Int64>
  private let suffixLengths: UnsafeMutablePointer<Int64>
  var ahead = 0
  var taken = 0

  init(_ leaf: Leaf, allowance: UnsafeMutablePointer<RowAllowance>?) {
    kind = leaf.kind
    physical = leaf.physical
    width = leaf.physical.width
    self.allowance = allowance
    page = PageBuffer(capacity: 0)
    base = page.pointer
    hybrid = HybridDecoder(base)
    delta = DeltaDecoder(base)
    suffixes = DeltaDecoder(base)
    indices = .allocate(capacity: PageValues.batch)
    numbers = .allocate(capacity: PageValues.batch)
    suffixLengths = .allocate(capacity: PageValues.batch)
  }

  deinit {
    indices.deallocate()
    numbers.deallocate()
    suffixLengths.deallocate()
  }

  /// - Parameter values: nil when a new chunk begins.
  mutating func setDictionary(_ values: DictionaryValues?) {
    dictionary = values
    entries = values?.entries ?? UnsafeMutableBufferPointer(start: nil, count: 0)
    form = .nothing
  }

  /// The next value.
  mutating func next() throws(Flaw) -> ParquetValue {
    switch form {
    case .dictionary:
      let index = Int(try nextIndex())
      guard index < entries.count else {
        throw Flaw(.badValues, "entry \(index) is not in the dictionary of \(entries.count)")
      }
      return entries[index]
    case .byteArrays:
      guard end - position >= 4 else { throw PageValues.tooFew }
      let count = Int(UnsafeRawPointer(base + position).loadUnaligned(as: UInt32.self))
      position += 4
      return try value(try take(count), count)
    case .fixed32:
      let bits = UnsafeRawPointer(base + (try take(4))).loadUnaligned(as: UInt32.self)
      return value(UInt64(bits))
    case .fixed64:
      return value(UnsafeRawPointer(base + (try take(8))).loadUnaligned(as: UInt64.self))
    case .fixedBytes: return try value(try take(width), width)
    case .bits:
      guard position < end * 8 else { throw PageValues.tooFew }
      defer { position += 1 }
      return .bool(base[position >> 3] >> UInt8(position & 7) & 1 == 1)
    case .runs: return .bool(try nextIndex() == 1)
    case .delta: return value(UInt64(bitPattern: try nextNumber()))
    case .deltaLengths:
      let count = try PageValues.length(try nextNumber())
      return try value(try take(count), count)
    case .deltaBytes: return try nextWithPrefix()
    case .nothing: return .null
    case .missing: throw PageValues.tooFew
    }
  }

  private static let tooFew = Flaw(.badValues, "the page has fewer values than its levels say")

  private static func length(_ number: Int64) throws(Flaw) -> Int {
    guard let length = Int32(exactly: number), length >= 0 else {
      throw Flaw(.badValues, "a value of \(number) bytes is not possible")
    }
    return Int(length)
  }

  /// Goes beyond the next `count` bytes, and returns where they begin.
  private mutating func take(_ count: Int) throws(Flaw) -> Int {
    guard count <= end - position else { throw PageValues.tooFew }
    defer { position += count }
    return position
  }

  private mutating func nextIndex() throws(Flaw) -> UInt32 {
    if taken == ahead {
      ahead = try hybrid.decode(into: indices, count: PageValues.batch)
      taken = 0
      if ahead == 0 { throw PageValues.tooFew }
    }
    defer { taken += 1 }
    return indices[taken]
  }

  private mutating func nextNumber() throws(Flaw) -> Int64 {
    if taken == ahead {
      ahead = try delta.decode(into: numbers, count: PageValues.batch)
      taken = 0
      if ahead == 0 { throw PageValues.tooFew }
      if form == .deltaBytes {
        guard try suffixes.decode(into: suffixLengths, count: ahead) == ahead else { throw PageValues.tooFew }
      }
    }
    defer { taken += 1 }
    return numbers[taken]
  }

  /// A value that begins as the one before it did.
  private mutating func nextWithPrefix() throws(Flaw) -> ParquetValue {
    let prefix = try PageValues.length(try nextNumber())
    let suffix = try PageValues.length(suffixLengths[taken - 1])
    let start = try take(suffix)
    guard prefix <= previous.count else {
      throw Flaw(.badValues, "a value begins with \(prefix) bytes of one that has \(previous.count)")
    }
    previous.removeLast(previous.count - prefix)
    previous.append(contentsOf: UnsafeBufferPointer(start: base + start, count: suffix))
    if case .fixedLengthByteArray(let width) = physical, previous.count != width {
      throw Flaw(.badValues, "a value has \(previous.count) bytes instead of \(width)")
    }
    // It lies in no page.
    let (kind, whole) = (kind, previous)
    try charge(whole.count)
    return whole.withUnsafeBufferPointer { kind.value($0, ParquetBytes(whole)) }
  }

  /// Forgets what came before: a new page begins.
  mutating func forgetPrevious() { previous.removeAll(keepingCapacity: true) }

  private func charge(_ bytes: Int) throws(Flaw) {
    guard let allowance else { return }
    allowance.pointee.bytes -= bytes
    if allowance.pointee.bytes < 0 {
      throw Flaw(.limitExceeded, "a row has more bytes than the limit allows")
    }
  }

  /// From a number of up to eight bytes; four are in the lower half.
  private func value(_ bits: UInt64) -> ParquetValue {
    let narrow = Int32(truncatingIfNeeded: bits)
    let wide = Int64(bitPattern: bits)
    return switch kind {
    case .int32: .int(Int64(narrow))
    case .int64: .int(wide)
    case .uint32: .uint(UInt64(UInt32(bitPattern: narrow)))
    case .uint64: .uint(bits)
    case .float: .float(Float(bitPattern: UInt32(bitPattern: narrow)))
    case .double: .double(Double(bitPattern: bits))
    case .date: .date(ParquetDate(days: narrow))
    case .time32(let isUTC): .time(ParquetTime(count: Int64(narrow), unit: .milliseconds, isUTC: isUTC))
    case .time64(let unit, let isUTC): .time(ParquetTime(count: wide, unit: unit, isUTC: isUTC))
    case .timestamp(let unit, let isUTC): .timestamp(ParquetTimestamp(count: wide, unit: unit, isUTC: isUTC))
    case .decimal32(let scale): .decimal(ParquetDecimal(unscaled: Int64(narrow), scale: Int(scale)))
    case .decimal64(let scale): .decimal(ParquetDecimal(unscaled: wide, scale: Int(scale)))
    // These are never numbers.
    case .bool, .string, .bytes, .float16, .int96, .decimalBytes, .null: .null
    }
  }

  /// From bytes of the page.
  private func value(_ start: Int, _ count: Int) throws(Flaw) -> ParquetValue {
    try charge(count)
    return kind.value(
      UnsafeBufferPointer(start: base + start, count: count), ParquetBytes(page, offset: start, count: count))
  }
}

extension LeafKind {
  /// - Parameter bytes: the same bytes, for a value that keeps them.
  @inline(__always)
  func value(
    _ text: UnsafeBufferPointer<UInt8>, _ bytes: @autoclosure () -> ParquetBytes
  ) -> ParquetValue {
    switch self {
    case .string:
      guard let string = String(utf8: text) else { return .bytes(bytes()) }
      return .string(string)
    case .decimalBytes(let scale): return .decimal(ParquetDecimal(bigEndian: text, scale: Int(scale)))
    case .float16:
      let bits = UInt16(text[0]) | UInt16(text[1]) << 8
      return .float(Float(Float16(bitPattern: bits)))
    case .int96: return .timestamp(ParquetTimestamp(int96: UnsafeRawBufferPointer(text)))
    default: return .bytes(bytes())
    }
  }
}

extension ParquetPhysicalType {
  /// Bytes of a value of fixed length; at least as many are behind the length of another.
  var width: Int {
    switch self {
    case .fixedLengthByteArray(let bytes): bytes
    case .int96: 12
    case .int64, .double: 8
    case .int32, .float, .byteArray: 4
    case .boolean: 1
    }
  }
}

extension ParquetTimestamp {
  /// From nanoseconds of a day and a Julian day number. What does not fit in nanoseconds is given in microseconds, which
  /// wrap around as they do in Spark, whose writer counts on it.
  init(int96 bytes: UnsafeRawBufferPointer) {
    let nanoseconds = bytes.loadUnaligned(fromByteOffset: 0, as: Int64.self)
    // 1970-01-01 is day 2440588.
    let days = Int64(bytes.loadUnaligned(fromByteOffset: 8, as: Int32.self)) - 2_440_588
    let (whole, tooMany) = days.multipliedReportingOverflow(by: 86_400_000_000_000)
    let (sum, tooMuch) = whole.addingReportingOverflow(nanoseconds)
    if !tooMany, !tooMuch {
      self.init(count: sum, unit: .nanoseconds, isUTC: false)
    } else {
      self.init(
        count: days &* 86_400_000_000 &+ nanoseconds / 1000, unit: .microseconds, isUTC: false)
    }
  }
}
