import ByteStreams
import Media
import PreferenceRecords
import Testing
import Validation

/// Each check with a record that trips it and one that does not.
@Suite struct CheckTests {
  static func findings(_ record: PreferenceRecord, media: [Digest: MediaVerdict] = [:]) -> [String] {
    let subject = Subject(record: record, media: media)
    return CheckRegistry.recordChecks.flatMap { check in
      check.problems(subject).map {
        "\(check.id) \(($0.severity ?? check.severity).rawValue) \($0.message)"
      }
    }
  }

  static func record(
    prompt: String = "What is it?", _ candidates: [[Part]] = [[.text("a dog")], [.text("a cat")]],
    _ judgements: [Judgement] = [
      Judgement(verdict: .pair(winner: 0, loser: 1, strength: nil), criterion: "overall")
    ]
  ) -> PreferenceRecord {
    PreferenceRecord(
      id: "r1", prompt: [Message(role: .user, parts: [.text(prompt)])],
      candidates: candidates.map { Candidate(parts: $0) }, judgements: judgements,
      source: Source(name: "test", locator: "train.jsonl:1"))
  }

  static let digest = SHA256.hash([1, 2, 3])
  static let name = String(digest.hex.prefix(12))
  static let image = Part.media(MediaReference(kind: "image", digest: digest))
  static let good = MediaVerdict(kind: "image", type: "image/png")

  @Test func aGoodRecordHasNoFindings() {
    #expect(Self.findings(Self.record()) == [])
    #expect(
      Self.findings(
        Self.record([[Self.image, .text("a")], [Self.image, .text("b")]]), media: [Self.digest: Self.good])
        == [])
  }

  @Test func absentMediumIsC07() {
    let record = Self.record([[Self.image, .text("a")], [Self.image]])
    let absent = "image \(Self.name) is not in the stream before the record"
    #expect(Self.findings(record) == ["C07 E candidates[0]: \(absent)", "C07 E candidates[1]: \(absent)"])
  }

  @Test func missingFieldsAreS01() {
    var record = Self.record()
    record.id = ""
    record.source.name = ""
    record.prompt = []
    #expect(
      Self.findings(record) == [
        "S01 E id: is empty", "S01 E source.name: is empty", "S01 E prompt: has no message",
      ])
  }

  @Test func nulIsS02() {
    #expect(Self.findings(Self.record(prompt: "a\u{0}b")) == ["S02 E prompt[0]: holds a NUL at byte 1"])
  }

  @Test(arguments: [
    ("a\u{FFFD}", "holds U+FFFD: some bytes were lost when it was decoded"),
    ("a\u{1B}[m", "holds the control character U+001B"),
    ("a\u{202E}b", "holds the bidirectional control U+202E"),
    ("cafÃ©", "looks like UTF-8 that was read as Latin-1"),
  ])
  func suspectTextIsS03(text: String, why: String) {
    #expect(Self.findings(Self.record(prompt: text)) == ["S03 W prompt[0]: \(why)"])
  }

  @Test(arguments: ["tab\tline\r\nend", "café", "日本語", "© 2020", "🙂"])
  func ordinaryTextIsNotS03(text: String) {
    #expect(Self.findings(Self.record(prompt: text)) == [])
  }

  @Test func nothingSaidIsS04() {
    #expect(
      Self.findings(Self.record(prompt: " \n", [[.text("")], [.text("b")]])) == [
        "S04 E prompt: is empty", "S04 E candidates[0]: is empty",
      ])
  }

  @Test func indexesOutOfRangeAreS05() {
    let pair = Judgement(verdict: .pair(winner: 2, loser: 1, strength: nil), criterion: "overall")
    #expect(
      Self.findings(Self.record([[.text("a")], [.text("b")]], [pair])) == [
        "S05 E judgements[0].winner: 2 is out of range: there are 2 candidates"
      ])
    let rating = Judgement(
      verdict: .rating(candidate: -1, value: 3, low: nil, high: nil), criterion: "overall")
    #expect(
      Self.findings(Self.record([[.text("a")], [.text("b")]], [rating])) == [
        "S05 E judgements[0].candidate: -1 is out of range: there are 2 candidates"
      ])
    let itself = Judgement(verdict: .pair(winner: 1, loser: 1, strength: nil), criterion: "overall")
    #expect(
      Self.findings(Self.record([[.text("a")], [.text("b")]], [itself])) == [
        "S05 E judgements[0]: candidate 1 is said to beat itself"
      ])
  }

  @Test func placeholdersAreS07() {
    let one = Self.record([[.text("<image> and <image>"), Self.image], [.text("b"), Self.image]])
    #expect(
      Self.findings(one, media: [Self.digest: Self.good]) == [
        "S07 W candidates[0]: has 2 <image> and 1 media of that kind"
      ])
    let both = Self.record([[.text("<image>"), Self.image], [.text("b"), Self.image]])
    #expect(Self.findings(both, media: [Self.digest: Self.good]) == [])
  }

  @Test func contentThatIsSomethingElseIsM01() {
    let record = Self.record([[Self.image, .text("a")], [Self.image]])
    func messages(_ verdict: MediaVerdict) -> String {
      Self.findings(record, media: [Self.digest: verdict]).first ?? "none"
    }
    let place = "candidates[0]: image \(Self.name)"
    #expect(
      messages(MediaVerdict(kind: nil, type: nil))
        == "M01 E \(place): its first bytes are those of no known medium")
    #expect(
      messages(MediaVerdict(kind: "audio", type: "audio/wav"))
        == "M01 E \(place): is audio/wav by its content")
    #expect(
      messages(MediaVerdict(kind: "image", type: "image/png", declaredType: "image/jpeg"))
        == "M01 E \(place): is declared as image/jpeg and is image/png by its content")
  }

  @Test func whatDoesNotDecodeIsM02() {
    let record = Self.record([[Self.image, .text("a")], [Self.image, .text("b")]])
    let verdict = MediaVerdict(kind: "image", type: "image/png", decodeError: "ends early")
    #expect(
      Self.findings(record, media: [Self.digest: verdict]) == [
        "M02 E candidates[0]: image \(Self.name): ends early",
        "M02 E candidates[1]: image \(Self.name): ends early",
      ])
  }

  @Test func chosenLikeRejectedIsP01() {
    #expect(
      Self.findings(Self.record([[.text("a")], [.text("a")]])) == [
        "P01 E judgements[0]: candidates 0 and 1 are identical"
      ])
    #expect(
      Self.findings(Self.record([[.text("A  b")], [.text("a b\n")]])) == [
        "P01 W judgements[0]: candidates 0 and 1 differ only in letter case or white space"
      ])
    let tie = Judgement(verdict: .tie(candidates: [0, 1], bothBad: false), criterion: "overall")
    #expect(Self.findings(Self.record([[.text("a")], [.text("a")]], [tie])) == [])
  }

  @Test func aPictureThatIsNotPlainIsM09() {
    func found(_ picture: PictureFacts?) -> [String] {
      let verdict = MediaVerdict(kind: "image", type: "image/png", picture: picture)
      return Self.findings(
        Self.record([[Self.image, .text("a")], [Self.image, .text("b")]]), media: [Self.digest: verdict])
    }
    let all = PictureFacts(
      orientation: 6, profile: "Wide", colours: .cmyk, bits: 16, alpha: true, animated: true)
    let words =
      "is turned by EXIF's orientation 6, has the colour profile \"Wide\", is made of inks (CMYK), has 16 bits of a "
      + "colour, is transparent, holds more pictures than the first"
    #expect(
      found(all) == [0, 1].map { "M09 W candidates[\($0)]: image \(Self.name): \(words)" })
    #expect(found(PictureFacts(alpha: true)).count == 2)
    for colours in [PictureFacts.Colours.grey, .palette] {
      #expect(found(PictureFacts(colours: colours)) == [])
    }
    #expect(found(nil) == [])
  }

  @Test func aBrokenPromiseIsP12() {
    #expect(
      Self.findings(Self.record([[.text("a"), Self.image], [.text("b")]]), media: [Self.digest: Self.good])
        == ["P12 E candidates[1]: has no image though another candidate has"])
    let (clip, sound) = (SHA256.hash([4]), SHA256.hash([5]))
    let video = Part.media(MediaReference(kind: "video", digest: clip))
    let audio = Part.media(MediaReference(kind: "audio", digest: sound))
    let media = [
      clip: MediaVerdict(kind: "video", type: "video/mp4"),
      sound: MediaVerdict(kind: "audio", type: "audio/wav"),
    ]
    // The sound track of a clip, which another clip may lack.
    #expect(Self.findings(Self.record([[video, audio, .text("a")], [video]]), media: media) == [])
    #expect(
      Self.findings(Self.record([[audio, video], [video]]), media: media)
        == ["P12 E candidates[1]: has no audio though another candidate has"])
  }

  @Test func ratingsAgainstTheWinnerAreP17() {
    func ratings(_ winner: Double, _ loser: Double) -> [Judgement] {
      [
        Judgement(verdict: .pair(winner: 0, loser: 1, strength: nil), criterion: "overall"),
        Judgement(verdict: .rating(candidate: 0, value: winner, low: nil, high: nil), criterion: "safety"),
        Judgement(verdict: .rating(candidate: 1, value: loser, low: nil, high: nil), criterion: "safety"),
      ]
    }
    let parts: [[Part]] = [[.text("a")], [.text("b")]]
    #expect(
      Self.findings(Self.record(parts, ratings(1, 3))) == [
        "P17 W judgements[0]: the winner's mean rating 1.0 is under the loser's 3.0"
      ])
    #expect(Self.findings(Self.record(parts, ratings(3, 1))) == [])
    #expect(Self.findings(Self.record(parts, ratings(2, 2))) == [])
  }
}
