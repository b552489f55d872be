import ByteStreams
import Evaluation
import Glibc
import Media
import MediaCodecs
import Testing

import Reports

@Suite struct SampleTests {
  private func pair(_ record: String, _ modality: String = "t2t", right: Bool) -> ScoredPair {
    ScoredPair(
      record: record, modality: modality, cluster: record, winner: 0, loser: 1, winnerScore: right ? 1 : 0,
      loserScore: right ? 0 : 1, winnerTokens: 1, loserTokens: 1)
  }

  @Test func digestsChooseAndAWrongOneIsShown() {
    let pairs = [
      pair("d", right: false), pair("c", right: true), pair("b", right: true), pair("a", right: true),
    ]
    #expect(SampleChoice.pairs(pairs, perModality: 2).map(\.record) == ["a", "d"])
    #expect(SampleChoice.pairs(pairs, perModality: 3).map(\.record) == ["a", "b", "d"])
    #expect(SampleChoice.pairs(pairs, perModality: 1).map(\.record) == ["a"])
    #expect(SampleChoice.pairs(pairs, perModality: 9).map(\.record) == ["a", "b", "c", "d"])
    #expect(SampleChoice.pairs(pairs, perModality: 0).isEmpty)
    #expect(SampleChoice.pairs(pairs.reversed(), perModality: 2).map(\.record) == ["a", "d"])
  }

  @Test func aRightOneIsShownToo() {
    let pairs = [pair("a", right: false), pair("b", right: false), pair("c", right: true)]
    #expect(SampleChoice.pairs(pairs, perModality: 2).map(\.record) == ["a", "c"])
  }

  @Test func modalitiesComeInOneOrder() {
    let pairs = ["zz", "tv2t", "t2t", "t2v", "ti2t"].map { pair($0, $0, right: true) }
    #expect(
      SampleChoice.pairs(pairs, perModality: 1).map(\.modality) == ["t2t", "ti2t", "t2v", "tv2t", "zz"])
  }

  @Test func bothFormsOfEveryMediumAreShown() throws {
    let html = try ReportFixture.html(try ReportFixture.inputs())
    for (kind, bytes) in try ReportFixture.media() where kind != "video" {
      #expect(html.contains("base64," + Base64.text(bytes)), "\(kind)")
    }
    #expect(html.contains("alt=\"picture, original\"") && html.contains("alt=\"picture, from 1 token\""))
    #expect(html.contains("alt=\"clip of 2 pictures, original\""))
    #expect(html.contains("animation-duration:500ms;animation-timing-function:steps(2,jump-none)"))
    #expect(html.components("<audio controls").count == 1 + 4)
    #expect(html.components("class=\"spectrogram\"").count == 1 + 4)
  }

  @Test func rightAndWrongAreWords() throws {
    let html = try ReportFixture.html(try ReportFixture.inputs())
    #expect(
      html.components("<strong>Right</strong> the preferred response scores 2.25 higher").count == 1 + 4)
    #expect(html.components("<strong>Wrong</strong> the preferred response scores 2.25 lower").count == 1 + 4)
    #expect(html.components("★ people prefer this").count == 1 + 8)
    #expect(html.components("◆ model prefers this").count == 1 + 8)
  }

  @Test func samplesAreAsManyAsAsked() throws {
    for (asked, shown) in [(0, 0), (1, 4), (3, 12), (50, 12)] {
      var inputs = try ReportFixture.inputs()
      inputs.samplesPerModality = asked
      #expect(try ReportFixture.html(inputs).components("<article").count == 1 + shown)
      inputs = try ReportFixture.inputs()
      inputs.samplesPerModality = asked
      inputs.scores = nil
      #expect(try ReportFixture.html(inputs).components("<article").count == 1 + shown)
    }
  }

  @Test func aMediumThatCannotBeDecodedIsNamed() throws {
    let markup = try MediumFigure.original(
      [1, 2, 3, 4], kind: .image, span: nil, by: LocalMedia()
    ).text
    #expect(markup.contains("cannot be shown: begins like no known image"))
    #expect(!markup.contains("<img"))
  }

  @Test func aSpectrogramShowsTheTone() throws {
    // 1 kHz lies a quarter up from 0 to 4 kHz.
    let samples = (0..<8000).map { Float(sin(Double($0) * .pi / 4)) }
    let image = try Spectrogram.image(Sound(rate: 8000, channels: 1, samples: samples))
    let column = Spectrogram.columns / 2
    let darkest = (0..<Spectrogram.rows).min {
      image.pixels[($0 * Spectrogram.columns + column) * 3]
        < image.pixels[($1 * Spectrogram.columns + column) * 3]
    }
    #expect(abs((darkest ?? 0) - (Spectrogram.rows * 3 / 4)) <= 1)
    let silence = try Spectrogram.image(Sound(rate: 8000, channels: 1, samples: [0, 0, 0]))
    #expect(silence.pixels.allSatisfy { $0 == 255 })
  }

  @Test func aFilmStripStandsSideBySide() throws {
    func frame(_ value: UInt8) -> Image {
      Image(width: 2, height: 1, pixels: [UInt8](repeating: value, count: 6))
    }
    let strip = try FilmStrip(
      Clip(frames: [frame(1), frame(2), frame(3)], rateNumerator: 2, rateDenominator: 1))
    #expect(strip.image.width == 6 && strip.image.height == 1)
    #expect(
      strip.image.pixels == [UInt8](repeating: 1, count: 6) + [UInt8](repeating: 2, count: 6)
        + [UInt8](repeating: 3, count: 6))
    #expect(strip.duration == 1.5)
    #expect(throws: MediaError.self) { try FilmStrip(Clip(frames: [], rateNumerator: 1, rateDenominator: 1)) }
  }

  @Test func base64IsThatOfTheStandard() {
    let vectors = [
      "": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE=",
      "foobar": "Zm9vYmFy",
    ]
    for (plain, coded) in vectors { #expect(Base64.text(Array(plain.utf8)) == coded) }
    #expect(Base64.text([0xFB, 0xFF, 0xBF]) == "+/+/")
  }
}
