import Media

/// Images to codes and back: a block DCT in luma and colour differences, finite scalar quantization, no training.
public struct ImageCodec: Sendable {
  public let parameters: ImageCodecParameters
  public let shape: CodeShape

  private struct Wave: Sendable {
    let channel: Int
    let picture: [Float]
    let quantizer: ScalarQuantizer
  }
  private let slots: [[Wave]]

  /// - Precondition: the block divides the size (parameters are constants of a program, never data; what comes from a
  ///   shard's META is checked by its reader).
  public init(_ parameters: ImageCodecParameters, name: String = "image") {
    precondition(parameters.block >= 1 && parameters.size % parameters.block == 0)
    self.parameters = parameters
    let basis = CosineBasis(side: parameters.block)
    slots = parameters.slots.map { slot in
      slot.map {
        Wave(
          channel: $0.channel, picture: basis.picture(vertical: $0.vertical, horizontal: $0.horizontal),
          quantizer: ScalarQuantizer(levels: $0.levels, scale: $0.scale, curve: $0.curve))
      }
    }
    shape = parameters.shape(name: name)
  }

  /// Codes block by block, row by row, each block's slots in order; `parameters.tokens` of them.
  /// - Throws: wrongSize when the image is not `size` × `size`.
  public func encode(_ image: Image) throws(MediaTokenError) -> [UInt32] {
    let n = parameters.size
    guard image.width == n, image.height == n else {
      throw MediaTokenError(
        .wrongSize, "the image is \(image.width) × \(image.height), the codec's is \(n) × \(n)")
    }
    let planes = ColourPlanes(image)
    let side = parameters.block
    let area = side * side
    var codes: [UInt32] = []
    codes.reserveCapacity(parameters.tokens)
    var block = [Float](repeating: 0, count: 3 * area)
    for top in stride(from: 0, to: n, by: side) {
      for left in stride(from: 0, to: n, by: side) {
        planes.copyBlock(top: top, left: left, side: side, into: &block)
        for slot in slots {
          var code = 0
          for wave in slot {
            var sum: Float = 0
            let first = wave.channel * area
            for i in 0..<area { sum += wave.picture[i] * block[first + i] }
            code = code * wave.quantizer.levels + wave.quantizer.code(sum / Float(side))
          }
          codes.append(UInt32(code))
        }
      }
    }
    return codes
  }

  /// The image that the codes stand for.
  /// - Throws: wrongCount, outOfRange.
  public func decode(_ codes: [UInt32]) throws(MediaTokenError) -> Image {
    try shape.check(codes)
    guard codes.count == parameters.tokens else {
      throw MediaTokenError(.wrongCount, "\(codes.count) codes, an image has \(parameters.tokens)")
    }
    let n = parameters.size
    let side = parameters.block
    let area = side * side
    var planes = ColourPlanes(width: n, height: n)
    var next = 0
    for top in stride(from: 0, to: n, by: side) {
      for left in stride(from: 0, to: n, by: side) {
        var block = [Float](repeating: 0, count: 3 * area)
        for slot in slots {
          var code = Int(codes[next])
          next += 1
          for wave in slot.reversed() {
            let value = wave.quantizer.value(code % wave.quantizer.levels) * Float(side)
            code /= wave.quantizer.levels
            let first = wave.channel * area
            for i in 0..<area { block[first + i] += wave.picture[i] * value }
          }
        }
        planes.setBlock(top: top, left: left, side: side, from: block)
      }
    }
    return planes.image
  }
}
