import CImaging
import Media
import MediaCodecs
import Testing

/// Resampling is Pillow's, within a level at 99.9 % of the values, and the same bytes on every machine.
@Suite struct ResizeTests {
  static let goldens = Golden.names("resize", ending: ".png")
    .filter { $0 != "source" }

  @Test func thereAreGoldens() { #expect(Self.goldens.count == 16) }

  @Test(arguments: goldens) func equalsPillow(name: String) throws {
    let words = name.split(separator: "-").map(String.init)
    let filter = try #require(Normalisation.ImageFilter(rawValue: words[0]))
    let mode = try #require(Normalisation.ImageMode(rawValue: words[1]))
    let side = try #require(Int(words[2]))
    let source = try Golden.image("resize/source.png")
    let result = try Normaliser.resize(source, side: side, mode: mode, filter: filter)
    let expected = try Golden.image("resize/\(name).png")
    let difference = try #require(Golden.difference(result, expected), "\(result.width)x\(result.height)")
    #expect(difference.most <= 1)
    #expect(difference.within(0) > 0.996, "\((1 - difference.within(0)) * 100) % differ")
  }

  /// Every size from one pixel up, so that every remainder of the vector loops is met.
  @Test func vectorCodeGivesThePlainCodesBytes() {
    var pixels = [UInt8](repeating: 0, count: 41 * 33 * 3)
    var state: UInt64 = 5
    for i in pixels.indices {
      state = state &* 6_364_136_223_846_793_005 &+ 1
      pixels[i] = UInt8(truncatingIfNeeded: state >> 56)
    }
    func resized(_ width: Int, _ height: Int, _ box: aa_box, _ filter: Int32, _ portable: Int32) -> [UInt8] {
      var out = [UInt8](repeating: 0xA5, count: width * height * 3 + 64)
      var box = box
      let code = pixels.withUnsafeBufferPointer { source in
        out.withUnsafeMutableBufferPointer {
          aa_resize_rgb(
            source.baseAddress, 41, 33, &box, filter, $0.baseAddress, width * 3, Int32(width), Int32(height),
            portable)
        }
      }
      #expect(code == 0)
      // Nothing is written behind the picture.
      #expect(out.suffix(64).allSatisfy { $0 == 0xA5 })
      return out
    }
    let boxes = [aa_box(x: 0, y: 0, width: 41, height: 33), aa_box(x: 3.5, y: 1.25, width: 30, height: 30.5)]
    for filter: Int32 in [0, 1] {
      for box in boxes {
        for size in 1...50 {
          let (width, height) = (size, 1 + (size * 7) % 50)
          #expect(resized(width, height, box, filter, 0) == resized(width, height, box, filter, 1))
        }
      }
    }
  }

  @Test(arguments: Normalisation.ImageFilter.allCases)
  func plainPicturesStayPlain(filter: Normalisation.ImageFilter) throws {
    for level: UInt8 in [0, 1, 127, 128, 254, 255] {
      for side in [1, 3, 17, 64, 200, 301] {
        let image = Samples.grey(level, width: 90, height: 61)
        for mode in Normalisation.ImageMode.allCases where mode != .letterbox {
          let result = try Normaliser.resize(image, side: side, mode: mode, filter: filter)
          #expect(result.pixels.allSatisfy { $0 == level }, "\(level) \(side) \(mode)")
        }
      }
    }
  }

  @Test func extremeShapes() throws {
    for (width, height) in [(1, 5000), (5000, 1), (2, 3), (1, 1), (4, 4)] {
      let image = Samples.grey(200, width: width, height: height)
      for filter in Normalisation.ImageFilter.allCases {
        for side in [1, 2, 5, 64] {
          let result = try Normaliser.resize(image, side: side, mode: .stretch, filter: filter)
          #expect(result.pixels.allSatisfy { $0 == 200 }, "\(width)x\(height) to \(side)")
        }
      }
    }
  }

  @Test func sizesOfModes() throws {
    func size(_ width: Int, _ height: Int, _ mode: Normalisation.ImageMode, _ side: Int = 224) throws -> [Int]
    {
      let size = try Normaliser.size(width: width, height: height, side: side, mode: mode)
      return [size.width, size.height]
    }
    #expect(try size(640, 480, .shortest, 512) == [683, 512])
    #expect(try size(480, 640, .shortest, 512) == [512, 683])
    #expect(try size(640, 480, .longest, 512) == [512, 384])
    #expect(try size(64, 48, .longest, 512) == [512, 384])
    #expect(try size(64, 48, .fit, 512) == [64, 48])
    #expect(try size(64, 48, .letterbox, 512) == [512, 512])
    #expect(try size(1000, 1, .longest, 10) == [10, 1])
    // The shortest side of a thin strip cannot become 224: the result would be larger than any picture may be.
    #expect(throws: MediaError.self) { try size(1 << 20, 1, .shortest) }
    for mode in Normalisation.ImageMode.allCases {
      for side in [0, -1, (1 << 14) + 1, Int.max] {
        #expect(throws: MediaError.self) { try size(10, 10, mode, side) }
      }
      #expect(throws: MediaError.self) { try size(0, 10, mode) }
    }
  }

  @Test func sidesBeyondTheLimitAreRefused() {
    let strip = Image(width: (1 << 20) + 1, height: 1, pixels: [UInt8](repeating: 1, count: (3 << 20) + 3))
    #expect(throws: MediaError.self) { try Normaliser.resize(strip, side: 8, mode: .stretch) }
  }
}
