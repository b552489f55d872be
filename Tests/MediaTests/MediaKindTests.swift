import Media
import Testing

@Suite struct MediaKindTests {
  /// Names and letters stand in every shard: they may never change.
  @Test func namesAndLetters() {
    #expect(MediaKind.allCases.map(\.rawValue) == ["image", "audio", "video"])
    #expect(MediaKind.allCases.map(\.letter) == ["i", "a", "v"])
    #expect(MediaKind(rawValue: "text") == nil)
  }

  @Test func theyAreSortedByName() {
    #expect(MediaKind.allCases.sorted() == [.audio, .image, .video])
  }

  @Test func anErrorIsItsDetail() {
    #expect("\(MediaError(.truncated, "JPEG: 3 bytes are missing"))" == "JPEG: 3 bytes are missing")
    #expect(MediaError(.truncated, "x") != MediaError(.corrupt, "x"))
  }
}
