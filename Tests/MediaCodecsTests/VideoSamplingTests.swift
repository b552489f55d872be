import Media
import MediaCodecs
import Testing

@Suite struct VideoSamplingTests {
  @Test func framesAtTheAskedTimes() throws {
    let clip = Samples.countingClip(frames: 40, rate: 10)
    for bytes in [try MediaEncoder.mp4(clip), try MediaEncoder.webm(clip), try MediaEncoder.y4m(clip)] {
      func numbers(_ rate: Double?, _ most: Int?) throws -> [Int] {
        try MediaDecoder.video(bytes, framesPerSecond: rate, maxFrames: most).frames.map {
          Samples.number(of: $0)
        }
      }
      #expect(try numbers(2, 8) == [0, 5, 10, 15, 20, 25, 30, 35])
      #expect(try numbers(2, 100) == [0, 5, 10, 15, 20, 25, 30, 35])
      #expect(try numbers(1, nil) == [0, 10, 20, 30])
      // Too many for the limit: spread over the whole clip.
      #expect(try numbers(2, 4) == [0, 10, 20, 30])
      #expect(try numbers(nil, nil) == Array(0..<40))
    }
  }

  @Test func moreThanThereAreRepeats() throws {
    let clip = Samples.countingClip(frames: 3, rate: 2, step: 40)
    let decoded = try MediaDecoder.video(MediaEncoder.mp4(clip), framesPerSecond: 4, maxFrames: 8)
    #expect(decoded.frames.map { Samples.number(of: $0, step: 40) } == [0, 0, 1, 1, 2, 2])
    #expect(decoded.framesPerSecond == 4)
  }
}
