import Media
import ShardFormat

extension MediaFacts {
  /// The facts as a blob's directory holds them: only what is known.
  public var cbor: CBOR {
    var map: [String: CBOR] = ["kind": .text(kind.rawValue), "type": .text(type)]
    map["width"] = width.map { .integer($0) }
    map["height"] = height.map { .integer($0) }
    map["duration"] = duration.map { .double($0) }
    map["rate"] = rate.map { .integer($0) }
    map["channels"] = channels.map { .integer($0) }
    map["frames"] = frames.map { .integer($0) }
    map["picture"] = picture.map { $0.cbor }
    map["source"] = source.map { $0.cbor }
    return .object(map)
  }
}
