import Media
import Testing

@Suite struct DecodedMediaTests {
  @Test func lengthOfASound() {
    let stereo = Sound(rate: 8000, channels: 2, samples: [Float](repeating: 0, count: 4000))
    #expect(stereo.frames == 2000)
    #expect(stereo.duration == 0.25)
    // A sample without its partner is no frame.
    #expect(Sound(rate: 8000, channels: 2, samples: [0, 0, 0]).frames == 1)
  }

  @Test func aHeaderFullOfZerosDividesByNothing() {
    let sound = Sound(rate: 0, channels: 0, samples: [0, 0])
    #expect(sound.frames == 0 && sound.duration == 0)
    #expect(Sound(rate: 0, channels: 1, samples: [0]).duration == 0)
    #expect(Clip(frames: [], rateNumerator: 25, rateDenominator: 0).framesPerSecond == 25)
  }

  @Test func rateOfAClip() {
    #expect(Clip(frames: [], rateNumerator: 30000, rateDenominator: 1001).framesPerSecond == 30000.0 / 1001)
  }

  @Test func aPictureHasAllItsBytes() async {
    #expect(Image(width: 2, height: 1, pixels: [1, 2, 3, 4, 5, 6]).pixels.count == 6)
    await #expect(processExitsWith: .failure) {
      _ = Image(width: 2, height: 1, pixels: [1, 2, 3])
    }
  }
}
