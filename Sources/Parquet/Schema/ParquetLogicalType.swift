/// What the bytes of a column, or the shape of a group, mean.
///
/// The older annotations ("converted types") are given as the newer ones that say the same.
public enum ParquetLogicalType: Sendable, Equatable {
  /// UTF-8.
  case string
  /// UTF-8, of few different values.
  case enumeration
  /// UTF-8 that holds a JSON document.
  case json
  case bson
  /// 16 bytes, most significant first.
  case uuid
  /// An integer of as many digits as `precision`, divided by 10 to the power of `scale`.
  case decimal(precision: Int, scale: Int)
  /// Days since 1970-01-01.
  case date
  /// Since midnight.
  case time(ParquetTimeUnit, isUTC: Bool)
  /// Since 1970-01-01 00:00; with `isUTC` false on the clock of some unnamed place.
  case timestamp(ParquetTimeUnit, isUTC: Bool)
  /// 8, 16, 32 or 64 bits.
  case integer(bits: Int, isSigned: Bool)
  case float16
  /// Always null.
  case unknown
  /// Months, days and milliseconds, each in 4 bytes.
  case interval
  case list
  case map
}

public enum ParquetTimeUnit: UInt8, Sendable {
  case milliseconds, microseconds, nanoseconds

  /// In a second.
  public var perSecond: Int64 {
    switch self {
    case .milliseconds: 1000
    case .microseconds: 1_000_000
    case .nanoseconds: 1_000_000_000
    }
  }
}
