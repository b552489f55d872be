import JSON

/// A file that must be refused, and with which error where.
struct BadShard {
  /// Which reading refuses it.
  enum Layer: String {
    /// Any reader of the container.
    case container
    /// A reader that knows what records, token columns and plans mean.
    case content
  }

  enum Place {
    /// A frame of the file, counted from 0 over all members.
    case frame(Int)
    /// Something that is no frame, at a byte: a preamble, a trailer.
    case byte(Int)
  }

  var name: String
  var error: String
  var layer = Layer.container
  var frame: Int?
  var offset: Int
  var bytes: [UInt8]

  var expected: JSONValue {
    [
      "error": .string(error), "layer": .string(layer.rawValue),
      "frame": frame.map { JSONValue($0) } ?? .null, "offset": JSONValue(offset),
    ]
  }

  init(
    _ name: String, _ error: String, at place: Place, layer: Layer = .container, _ bytes: [UInt8],
    places: [Int] = []
  ) {
    self.name = name
    self.error = error
    self.layer = layer
    self.bytes = bytes
    switch place {
    case .frame(let ordinal):
      frame = ordinal
      offset = ordinal < places.count ? places[ordinal] : bytes.count
    case .byte(let offset): self.offset = offset
    }
  }

  /// One member with something changed, and INDEX and SUMMARY made true again where they are not what is changed.
  static func forged(
    _ name: String, _ error: String, at place: Place, layer: Layer = .container, from base: ForgedMember,
    _ change: (inout ForgedMember) -> Void
  ) -> BadShard {
    var member = base
    change(&member)
    var damaged: UInt8 = 0
    if case .frame(let ordinal) = place, ordinal < member.frames.count {
      damaged = member.frames[ordinal].kind
    }
    member.settle(index: damaged != 8, summary: damaged != 9)
    let written = member.written()
    return BadShard(name, error, at: place, layer: layer, written.bytes, places: written.places)
  }
}
