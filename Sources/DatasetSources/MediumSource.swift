/// Where a row says that a medium is.
public enum MediumSource: Sendable, Equatable {
  /// A file, by its path as the row gives it.
  case path(String)
  /// In the row itself; the name is what the row calls it.
  case bytes([UInt8], name: String?)
}
