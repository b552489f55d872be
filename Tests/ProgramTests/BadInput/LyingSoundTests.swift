import Testing

/// The chunks of a WAV file account for every byte of it.
@Suite struct LyingSoundTests {
  /// 44 bytes of header, then 16-bit samples.
  private static func wav(dataSays difference: Int) throws -> [UInt8] {
    var bytes = try BadRow.fixture("ta2t/audios/000000.wav")
    let size = bytes.count - 44 + difference
    for i in 0..<4 { bytes[40 + i] = UInt8(truncatingIfNeeded: size >> (8 * i)) }
    return bytes
  }

  private static func check(_ sound: [UInt8], _ loss: String) throws {
    let folder = try ScratchFolder()
    try folder.write("raw/good.wav", try BadRow.fixture("ta2t/audios/000000.wav"))
    try folder.write("raw/bad.wav", sound)
    let rows = [BadRow.audio("good.wav"), BadRow.audio("bad.wav"), BadRow.audio("good.wav")]
    try folder.write("raw/rows.jsonl", BadRow.lines(rows))
    for media in ["normalise", "keep"] {
      try BadRow.check(
        folder, ["raw/rows.jsonl", "--media", media],
        losses: ["rows.jsonl: line 2: field 'audio_path': bad.wav: \(loss)"], records: 2)
    }
  }

  @Test func moreThanThereIs() throws {
    try Self.check(
      try Self.wav(dataSays: 1000),
      "cut short: WAV chunk \"data\" promises 20200 bytes, 19200 are there")
  }

  @Test func lessThanThereIs() throws {
    try Self.check(
      try Self.wav(dataSays: -1000),
      "damaged: WAV chunk \"data\" says 18200 bytes, but 1000 more follow that are no chunk")
  }

  @Test func nothingAtAll() throws {
    try Self.check(
      try Self.wav(dataSays: -19200),
      "damaged: WAV chunk \"data\" says 0 bytes, but 19200 more follow that are no chunk")
  }

  @Test func whatMayFollowTheSamples() throws {
    let folder = try ScratchFolder()
    let good = try BadRow.fixture("ta2t/audios/000000.wav")
    try folder.write("raw/padded.wav", good + [UInt8](repeating: 0, count: 100))
    try folder.write("raw/tagged.wav", good + Array("LIST\u{4}\0\0\0INFO".utf8))
    try folder.write(
      "raw/rows.jsonl", BadRow.lines([BadRow.audio("padded.wav"), BadRow.audio("tagged.wav")]))
    let result = try Programs.run("aa-convert", ["-q", "raw", "-o", "out.aas"], folder: folder.path)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(try BadRow.count(folder.file("out.aas")) == 2)
  }
}
