import Media
import ShardFormat

extension PictureFacts {
  /// The facts as a blob's directory holds them: only what is not plain.
  var cbor: CBOR {
    var map: [String: CBOR] = [:]
    map["orientation"] = orientation.map { .integer($0) }
    map["profile"] = profile.map { .text($0) }
    map["colours"] = colours.map { .text($0.rawValue) }
    map["bits"] = bits.map { .integer($0) }
    if alpha { map["alpha"] = .bool(true) }
    if animated { map["animated"] = .bool(true) }
    return .object(map)
  }
}
