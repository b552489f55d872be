/// One row: its bytes, and where its fields lie in them. The text is taken out when it is asked for, so that this can
/// happen on another thread.
public struct CSVRecord: Sendable {
  /// Where a field's content lies, without its quotes.
  struct Field: Sendable {
    var start: Int
    var end: Int
    /// Quotes inside it are doubled.
    var hasDoubledQuotes: Bool
  }

  let bytes: [UInt8]
  let fields: [Field]
  /// From 1; the header and empty lines are not counted.
  public let ordinal: Int
  /// The line of its first byte, from 1.
  public let line: Int
  /// Why it is no row, found while its end was looked for.
  let fault: String?

  /// Bytes of its text.
  public var byteCount: Int { bytes.count }

  /// Fields in it.
  public var count: Int { fields.count }

  /// The fields as text. An empty field, quoted or not, is an empty string.
  /// - Parameter columns: how many there must be; nil when any number will do.
  /// - Throws: CSVError: another number of fields, text that is no UTF-8, quotes that do not fit.
  public func values(columns: Int? = nil) throws(CSVError) -> [String] {
    if let fault { throw CSVError(what: fault, line: line) }
    if let columns, fields.count != columns {
      throw CSVError(
        what: "the row has \(CSVRecord.words(fields.count, "field")), the header \(columns)", line: line)
    }
    let values = bytes.withUnsafeBufferPointer { bytes in fields.map { CSVRecord.text($0, bytes) } }
    var whole: [String] = []
    whole.reserveCapacity(values.count)
    for (i, value) in values.enumerated() {
      guard let value else { throw CSVError(what: "field \(i + 1) is not valid UTF-8", line: line) }
      whole.append(value)
    }
    return whole
  }

  static func words(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  private static func text(_ field: Field, _ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    let raw = UnsafeBufferPointer(rebasing: bytes[field.start..<field.end])
    if !field.hasDoubledQuotes { return String(validating: raw, as: UTF8.self) }
    var plain: [UInt8] = []
    plain.reserveCapacity(raw.count)
    var i = 0
    while i < raw.count {
      plain.append(raw[i])
      i += raw[i] == 0x22 ? 2 : 1
    }
    return String(validating: plain, as: UTF8.self)
  }
}
