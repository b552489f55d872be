import Media

/// A picture as luma and two colour differences (full-range YCbCr of ITU-T T.871), luma shifted so that mid grey is 0.
struct ColourPlanes {
  let width: Int
  let height: Int
  /// Three planes of `height` rows of `width`.
  var values: [Float]

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    values = [Float](repeating: 0, count: 3 * width * height)
  }

  init(_ image: Image) {
    self.init(width: image.width, height: image.height)
    let area = width * height
    for i in 0..<area {
      let (r, g, b) = (
        Float(image.pixels[3 * i]), Float(image.pixels[3 * i + 1]), Float(image.pixels[3 * i + 2])
      )
      values[i] = 0.299 * r + 0.587 * g + 0.114 * b - 128
      values[area + i] = -0.168736 * r - 0.331264 * g + 0.5 * b
      values[2 * area + i] = 0.5 * r - 0.418688 * g - 0.081312 * b
    }
  }

  func copyBlock(top: Int, left: Int, side: Int, into block: inout [Float]) {
    for channel in 0..<3 {
      for row in 0..<side {
        let from = (channel * height + top + row) * width + left
        let to = (channel * side + row) * side
        for column in 0..<side { block[to + column] = values[from + column] }
      }
    }
  }

  mutating func setBlock(top: Int, left: Int, side: Int, from block: [Float]) {
    for channel in 0..<3 {
      for row in 0..<side {
        let to = (channel * height + top + row) * width + left
        let from = (channel * side + row) * side
        for column in 0..<side { values[to + column] = block[from + column] }
      }
    }
  }

  var image: Image {
    func pixel(_ x: Float) -> UInt8 { UInt8(min(max(x.rounded(), 0), 255)) }
    let area = width * height
    var pixels = [UInt8](repeating: 0, count: 3 * area)
    for i in 0..<area {
      let (y, blue, red) = (values[i] + 128, values[area + i], values[2 * area + i])
      pixels[3 * i] = pixel(y + 1.402 * red)
      pixels[3 * i + 1] = pixel(y - 0.344136 * blue - 0.714136 * red)
      pixels[3 * i + 2] = pixel(y + 1.772 * blue)
    }
    return Image(width: width, height: height, pixels: pixels)
  }
}
