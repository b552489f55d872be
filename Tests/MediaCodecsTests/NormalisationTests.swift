import Foundation
import Media
import MediaCodecs
import Testing

@Suite struct NormalisationTests {
  @Test func modesGiveTheirSizes() throws {
    for (width, height) in [(640, 480), (100, 300), (7, 5), (1, 1), (31, 1000)] {
      let image = Samples.grey(77, width: width, height: height)
      var options = Normalisation()
      options.imageSize = 64
      for mode in Normalisation.ImageMode.allCases {
        options.imageMode = mode
        let result = try Normaliser.image(image, options)
        let size = try? Normaliser.size(width: width, height: height, side: 64, mode: mode)
        #expect(result.width == size?.width && result.height == size?.height)
        switch mode {
        case .fit: #expect(max(result.width, result.height) == min(64, max(width, height)))
        case .longest: #expect(max(result.width, result.height) == 64)
        case .shortest: #expect(min(result.width, result.height) == 64)
        default: #expect(result.width == 64 && result.height == 64)
        }
        // A plain picture stays plain; letterbox adds grey bars.
        if mode != .letterbox { #expect(result.pixels.allSatisfy { $0 == 77 }) }
      }
    }
  }

  @Test func shrinkingAverages() throws {
    // One-pixel stripes become their mean: no aliasing.
    var pixels: [UInt8] = []
    for _ in 0..<64 {
      for x in 0..<64 { pixels.append(contentsOf: [UInt8](repeating: x % 2 == 0 ? 0 : 200, count: 3)) }
    }
    let small = try Normaliser.resize(Image(width: 64, height: 64, pixels: pixels), side: 8, mode: .stretch)
    // At the borders the filter is cut off within a stripe.
    let inner = (1..<7).allSatisfy { abs(Int(small.pixels[(4 * 8 + $0) * 3]) - 100) <= 3 }
    #expect(inner)
  }

  @Test func cropTakesTheMiddle() throws {
    var pixels: [UInt8] = []
    for _ in 0..<32 {
      for x in 0..<96 { pixels.append(contentsOf: x >= 32 && x < 64 ? [0, 255, 0] : [255, 0, 0]) }
    }
    let middle = try Normaliser.resize(Image(width: 96, height: 32, pixels: pixels), side: 32, mode: .crop)
    let inner = (2..<30).allSatisfy { middle.pixels[(16 * 32 + $0) * 3 + 1] > 240 }
    #expect(inner)
  }

  @Test(arguments: [8000, 16000, 22050, 48000]) func resamplingKeepsToneAndLevel(rate: Int) throws {
    let sound = Samples.tone(1000, rate: 44100, seconds: 1, channels: 2)
    var options = Normalisation()
    options.audioRate = rate
    let result = try Normaliser.audio(sound, options)
    #expect(result.rate == rate && result.channels == 1 && result.frames == rate)
    // Correlate with the tone, away from the edges.
    var (re, im) = (0.0, 0.0)
    let range = rate / 10..<rate * 9 / 10
    for i in range {
      let phase = 2 * Double.pi * 1000 * Double(i) / Double(rate)
      re += Double(result.samples[i]) * cos(phase)
      im += Double(result.samples[i]) * sin(phase)
    }
    let amplitude = 2 * (re * re + im * im).squareRoot() / Double(range.count)
    #expect(abs(amplitude - 0.5) < 0.01)
  }

  @Test func normalisedMediaAreWhatTheFactsSay() throws {
    var options = Normalisation()
    options.imageSize = 48
    options.videoSize = 32
    for bytes in [
      try MediaEncoder.jpeg(Samples.image(640, 480)), try MediaEncoder.webp(Samples.image()),
      try MediaEncoder.ogg(Samples.tone(300, rate: 44100, channels: 2)),
      try MediaEncoder.webm(Samples.countingClip(frames: 16, rate: 8)),
    ] {
      let (normal, facts) = try MediaNormaliser.normalise(bytes, options)
      let probed = try MediaProbe.facts(of: normal)
      #expect(probed == facts)
      // Normalising again changes nothing but rounding.
      let again = try MediaNormaliser.normalise(normal, options)
      #expect(again.facts == facts)
    }
  }
}
