import ShardFormat

/// The fields of one map while they are being read: each is taken once, and what is left over at the end is unknown.
struct RecordMap {
  private var fields: [String: CBOR]
  private let path: String

  init(_ value: CBOR, path: String) throws(RecordError) {
    guard let fields = value.fields else { throw RecordError(path: path, what: "must be a map") }
    self.fields = fields
    self.path = path
  }

  private func place(_ key: RecordKey) -> String { path.isEmpty ? key.rawValue : path + "." + key.rawValue }

  func missing(_ key: RecordKey) -> RecordError { RecordError(path: place(key), what: "is missing") }

  func has(_ key: RecordKey) -> Bool { fields[key.short] != nil }

  mutating func take(_ key: RecordKey) -> CBOR? { fields.removeValue(forKey: key.short) }

  mutating func text(_ key: RecordKey) throws(RecordError) -> String {
    guard let text = try optionalText(key) else { throw missing(key) }
    return text
  }

  mutating func optionalText(_ key: RecordKey) throws(RecordError) -> String? {
    guard let value = take(key) else { return nil }
    guard let text = value.textValue else { throw RecordError(path: place(key), what: "must be text") }
    return text
  }

  mutating func optionalNumber(_ key: RecordKey) throws(RecordError) -> Double? {
    guard let value = take(key) else { return nil }
    guard let number = value.doubleValue else {
      throw RecordError(path: place(key), what: "must be a number")
    }
    return number
  }

  mutating func index(_ key: RecordKey) throws(RecordError) -> Int {
    guard let value = take(key) else { throw missing(key) }
    guard let index = value.intValue, index >= 0 else {
      throw RecordError(path: place(key), what: "must be an integer from 0")
    }
    return index
  }

  mutating func list<T>(
    _ key: RecordKey, _ element: (CBOR, String) throws(RecordError) -> T
  ) throws(RecordError) -> [T] {
    guard has(key) else { throw missing(key) }
    return try elements(key, isOptional: false, element)
  }

  mutating func optionalList<T>(
    _ key: RecordKey, _ element: (CBOR, String) throws(RecordError) -> T
  ) throws(RecordError) -> [T] {
    try elements(key, isOptional: true, element)
  }

  private mutating func elements<T>(
    _ key: RecordKey, isOptional: Bool, _ element: (CBOR, String) throws(RecordError) -> T
  ) throws(RecordError) -> [T] {
    guard let value = take(key) else { return [] }
    guard let values = value.arrayValue else { throw RecordError(path: place(key), what: "must be a list") }
    // One record has one form: what is empty is left out.
    if values.isEmpty, isOptional { throw RecordError(path: place(key), what: "must not be empty") }
    var list: [T] = []
    list.reserveCapacity(values.count)
    for (i, value) in values.enumerated() { list.append(try element(value, "\(place(key))[\(i)]")) }
    return list
  }

  mutating func parts() throws(RecordError) -> [Part] {
    try list(.parts) { (value, path) throws(RecordError) in try Part(cbor: value, path: path) }
  }

  mutating func names(_ key: RecordKey) throws(RecordError) -> [String: String] {
    guard let value = take(key) else { return [:] }
    guard let all = value.fields else { throw RecordError(path: place(key), what: "must be a map") }
    if all.isEmpty { throw RecordError(path: place(key), what: "must not be empty") }
    var names: [String: String] = [:]
    for (name, value) in all {
      guard let text = value.textValue else {
        throw RecordError(path: place(key), what: "the value of '\(name)' must be text")
      }
      names[name] = text
    }
    return names
  }

  static func indexes(_ value: CBOR, path: String) throws(RecordError) -> [Int] {
    guard let values = value.arrayValue else { throw RecordError(path: path, what: "must be a list") }
    var indexes: [Int] = []
    for (i, value) in values.enumerated() {
      guard let index = value.intValue, index >= 0 else {
        throw RecordError(path: "\(path)[\(i)]", what: "must be an integer from 0")
      }
      indexes.append(index)
    }
    return indexes
  }

  /// Refuses what has not been taken.
  func finish() throws(RecordError) {
    guard let key = fields.keys.min() else { return }
    throw RecordError(
      path: path,
      what:
        "unknown field '\(RecordKey.byShort[key]?.rawValue ?? (key.first == "?" ? String(key.dropFirst()) : key))'"
    )
  }
}
