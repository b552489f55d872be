/// Why bytes are not one deterministic CBOR item, and where.
public struct CBORError: Error, Equatable, CustomStringConvertible {
  public enum Reason: String, Sendable {
    case endsTooSoon = "ends in the middle of an item"
    case trailingBytes = "has bytes after the item"
    case longHead = "spells a number longer than needed"
    case indefiniteLength = "uses an indefinite length"
    case reservedHead = "uses a reserved head"
    case tag = "holds a tag"
    case simpleValue = "holds a simple value other than false, true or null"
    case longFloat = "spells a floating-point number longer than needed"
    case unsortedKeys = "has map keys out of order"
    case duplicateKey = "has a key twice"
    case invalidUTF8 = "holds text that is not UTF-8"
    case tooDeep = "is nested too deeply"
    case tooManyItems = "has too many items"
  }

  public var reason: Reason
  /// Byte offset in the item.
  public var offset: Int

  public init(reason: Reason, offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  public var description: String { "CBOR \(reason.rawValue) (at byte \(offset))" }
}

/// What a decoder accepts at most.
public struct CBORLimits: Sendable, Equatable {
  /// Arrays and maps inside each other.
  public var depth: Int
  /// Items of any kind, containers included: bounds memory, because one byte can become a whole value.
  public var items: Int

  public init(depth: Int = 64, items: Int = 1 << 20) {
    self.depth = depth
    self.items = items
  }
}
