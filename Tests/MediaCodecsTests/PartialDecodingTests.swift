import Media
import MediaCodecs
import Testing

/// Decoding a part of a JPEG, or a smaller one, instead of all of it.
@Suite struct PartialDecodingTests {
  /// Fine detail and edges: the worst for interpolated colours.
  static func detailed(_ width: Int, _ height: Int) -> Image {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height * 3)
    var state: UInt64 = 3
    for y in 0..<height {
      for x in 0..<width {
        state = state &* 6_364_136_223_846_793_005 &+ 1
        let noise = Int(state >> 59)
        let edge = (x / 13 + y / 11) % 3 == 0 ? 90 : 0
        pixels.append(UInt8(min(255, x * 120 / width + noise + edge)))
        pixels.append(UInt8(min(255, y * 120 / height + noise + (x / 7 % 2) * 60)))
        pixels.append(UInt8(min(255, (x + y) * 60 / (width + height) + noise + edge)))
      }
    }
    return Image(width: width, height: height, pixels: pixels)
  }

  /// The pixels of a part are those of the whole, wherever it lies, with and without interpolated colours.
  @Test(arguments: [false, true]) func aPartIsThatPartOfTheWhole(fullChroma: Bool) throws {
    for (width, height) in [(161, 97), (97, 161), (64, 64)] {
      let bytes = try MediaEncoder.jpeg(Self.detailed(width, height), quality: 80, fullChroma: fullChroma)
      let whole = try MediaDecoder.image(bytes)
      var state: UInt64 = 11
      func random(_ n: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1
        return Int(state >> 33) % n
      }
      for _ in 0..<60 {
        var part = JPEG.Part(
          width: width, height: height, orientation: .upright, framing: nil, filter: .bicubic)
        part.x = random(width)
        part.y = random(height)
        part.width = 1 + random(width - part.x)
        part.height = 1 + random(height - part.y)
        let pixels = try JPEG.decode(bytes, part, keepsInk: false)
        var expected: [UInt8] = []
        for y in part.y..<part.y + part.height {
          let start = (y * width + part.x) * 3
          expected.append(contentsOf: whole.pixels[start..<start + part.width * 3])
        }
        #expect(pixels == expected, "\(part)")
      }
    }
  }

  /// So the result is the same whether all of a picture is decoded or what is needed of it.
  @Test(arguments: Normalisation.ImageMode.allCases) func resultsDoNotDependOnIt(
    mode: Normalisation.ImageMode
  ) throws {
    for (width, height) in [(161, 97), (97, 161)] {
      let bytes = try MediaEncoder.jpeg(Self.detailed(width, height), quality: 90)
      for code in 1...8 {
        let turned = Self.turned(bytes, code)
        for filter in Normalisation.ImageFilter.allCases {
          var options = Normalisation()
          options.imageSize = 50
          options.imageMode = mode
          options.imageFilter = filter
          let whole = try MediaDecoder.image(turned)
          let expected = try Normaliser.image(whole, options)
          #expect(try MediaNormaliser.picture(turned, options).image == expected, "\(code) \(mode)")
        }
      }
    }
  }

  private static func turned(_ jpeg: [UInt8], _ code: Int) -> [UInt8] {
    let exif: [UInt8] =
      Array("Exif\0\0MM\0*".utf8) + [
        0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, UInt8(code), 0, 0, 0, 0, 0, 0,
      ]
    return Array(jpeg[..<2]) + [0xFF, 0xE1, 0, UInt8(exif.count + 2)] + exif + jpeg[2...]
  }

  /// The stated tolerance: a mean difference of at most 1 level, 95 % of the values within 2.
  @Test(arguments: [(2, 100), (2, 85), (4, 52), (8, 26)]) func scaledDecodingComesClose(
    denominator: Int, side: Int
  ) throws {
    let image = Self.detailed(640, 640)
    for quality in [75, 95] {
      let bytes = try MediaEncoder.jpeg(image, quality: quality)
      for filter in Normalisation.ImageFilter.allCases {
        var options = Normalisation()
        options.imageSize = side
        options.imageFilter = filter
        let framing = try Framing(width: 640, height: 640, side: side, mode: .crop)
        let part = JPEG.Part(width: 640, height: 640, orientation: .upright, framing: framing, filter: filter)
        #expect(part.denominator == denominator)
        let quick = try MediaNormaliser.picture(bytes, options).image
        let full = try Normaliser.image(MediaDecoder.image(bytes), options)
        let difference = try #require(Golden.difference(quick, full))
        #expect(difference.mean <= 1, "\(difference.mean)")
        #expect(difference.within(2) >= 0.95, "\(difference.within(2))")
      }
    }
  }

  /// Below three pixels for one, everything is decoded.
  @Test func littleShrinkingDecodesEverything() throws {
    for side in [107, 200, 640, 1000] {
      let framing = try Framing(width: 640, height: 640, side: side, mode: .crop)
      let part = JPEG.Part(
        width: 640, height: 640, orientation: .upright, framing: framing, filter: .bicubic)
      #expect(part.denominator == 1)
    }
  }

  /// Damage outside the part that is kept is damage of the picture.
  @Test func damageElsewhereIsFound() throws {
    let bytes = try MediaEncoder.jpeg(Self.detailed(96, 480), quality: 90)
    var options = Normalisation()
    options.imageSize = 96
    #expect(throws: Never.self) { try MediaNormaliser.picture(bytes, options) }
    #expect(throws: MediaError.self) {
      try MediaNormaliser.picture(Array(bytes.prefix(bytes.count * 9 / 10)), options).image.width
    }
  }
}
