import ByteStreams
import Evaluation
import JSON
import Media
import MediaCodecs
import MediaTokenization
import PreferenceRecords
import ShardFormat
import TokenTrees

import Reports

/// A small evaluation with everything: four modalities, three records each, a right and a wrong answer in each.
enum ReportFixture {
  static let hostile = "<script>alert('x')</script> \" onload=\"go() & </style>\u{0}\u{1B}"

  private static let picture = Image(
    width: 20, height: 16, pixels: (0..<960).map { UInt8(truncatingIfNeeded: $0 * 7) })
  private static let sound = Sound(
    rate: 8000, channels: 1, samples: (0..<4000).map { Float($0 % 20) / 20 - 0.5 })
  private static let clip = Clip(
    frames: [picture, Image(width: 20, height: 16, pixels: [UInt8](repeating: 9, count: 960))],
    rateNumerator: 4, rateDenominator: 1)

  static func media() throws -> [String: [UInt8]] {
    [
      "image": try MediaEncoder.png(picture), "audio": try MediaEncoder.wav(sound),
      "video": try MediaEncoder.y4m(clip),
    ]
  }

  /// - Parameter text: what one record's prompt and identifier say.
  static func records(text: String = "plain words") throws -> [PreferenceRecord] {
    let media = try media()
    func reference(_ kind: String) -> Part {
      .media(MediaReference(kind: kind, digest: SHA256.hash(media[kind] ?? [])))
    }
    let prompts: [[Part]] = [
      [.text(text)], [.text("What is shown?"), reference("image")],
      [reference("audio"), .text("What is heard?")],
      [.text("What moves?"), reference("video")],
    ]
    return prompts.enumerated().flatMap { index, parts in
      (0..<3).map { n in
        PreferenceRecord(
          id: "record-\(index)-\(n)" + (index == 0 ? text : ""), prompt: [Message(role: .user, parts: parts)],
          candidates: [Candidate(parts: [.text("yes \(n)")]), Candidate(parts: [.text("no \(n)")])],
          judgements: [
            Judgement(
              verdict: .pair(winner: n % 2, loser: 1 - n % 2, strength: nil), criterion: "overall",
              rationale: "because")
          ], source: Source(name: "made up", locator: "a.jsonl:\(n)"), licence: "CC0-1.0")
      }
    }
  }

  static func recordShard(_ records: [PreferenceRecord]) throws -> [UInt8] {
    let sink = MemorySink()
    let meta = ShardMeta(
      profile: .records,
      sources: [
        ["name": "made up", "licence": "CC0-1.0", "files": ["a.jsonl": .bytes(SHA256.hash([]).bytes)]]
      ],
      chain: [ToolStep(name: "aa-convert", version: "0", options: ["split": "test"])])
    let writer = try ShardWriter(sink: sink, meta: meta)
    for (_, bytes) in try media().sorted(by: { $0.key < $1.key }) { try writer.add(blob: bytes) }
    for record in records { try writer.add(record: record.encoded()) }
    try writer.finish()
    return sink.bytes
  }

  static func tokenShard(_ records: [PreferenceRecord]) throws -> [UInt8] {
    let codecs = MediaCodecSet(
      MediaCodecParameters(
        image: .rate(1, size: 16), sound: .rate(1, hertz: 8000, seconds: 1),
        clip: .rate(1, size: 16, frames: 2)))
    let layout = VocabularyLayout(media: codecs.parameters)
    let tokenizer = try RecordTokenizer(layout: layout)
    let sink = MemorySink()
    let meta = ShardMeta(
      profile: .tokens,
      chain: [ToolStep(name: "aa-convert", version: "0"), ToolStep(name: "aa-tokenize", version: "0")])
    let writer = try TokenStreamWriter(sink: sink, meta: meta, layout: layout)
    func squared(_ image: Image) throws -> Image { try Normaliser.resize(image, side: 16, mode: .stretch) }
    for record in records {
      try writer.add(
        try tokenizer.group(
          record, digest: SHA256.hash(record.encoded()), texts: try tokenizer.texts(record),
          codes: { _, reference in
            switch reference.kind {
            case "image": try codecs.encode(.image(try squared(picture)))
            case "audio": try codecs.encode(.audio(sound))
            default:
              try codecs.encode(
                .video(
                  Clip(frames: try clip.frames.map(squared), rateNumerator: 4, rateDenominator: 1)))
            }
          }))
    }
    try writer.finish()
    return sink.bytes
  }

  /// Of each modality the first two right, the third wrong.
  static func scores(_ records: [PreferenceRecord]) -> [UInt8] {
    records.enumerated().flatMap { i, record -> [UInt8] in
      guard let pair = record.pairs().first else { return [] }
      return (0..<2).flatMap { candidate -> [UInt8] in
        let prefers = (candidate == pair.winner) == (i % 3 != 2)
        return ScoredCandidate(
          record: SHA256.hash(record.encoded()).hex, modality: record.modality, cluster: "\(i)",
          candidate: candidate, score: prefers ? -1.25 : -3.5, tokens: 4,
          winnerOf: candidate == pair.winner ? [pair.loser] : []
        ).jsonLine + [10]
      }
    }
  }

  static func results(_ scores: [UInt8]) throws -> [UInt8] {
    let pairs = try ScoresReader.pairs(MemorySource(scores))
    return ResultsDocument(try Evaluation(pairs), scoresDigest: SHA256.hash(scores).hex).bytes
  }

  static let metrics: [UInt8] = Array(
    (1...8).map {
      "{\"step\":\($0),\"loss\":\(4.0 / Double($0)),\"learning_rate\":0.001,\"epoch\":0.5,\"num_tokens\":\($0 * 10),"
        + "\"rewards/margins\":null,\"rewards/accuracies\":0.75}\n"
    }.joined().utf8)

  static let quality = Array(
    "{\"quality\":[{\"kind\":\"image\",\"rate\":2,\"media\":3,\"tokens_each\":32,\"measure\":\"psnr\",\"decibels\":16.04}]}"
      .utf8)

  static func source(_ bytes: [UInt8], _ name: String) -> MemorySource { MemorySource(bytes, name: name) }

  /// Everything given.
  static func inputs(text: String = "plain words") throws -> ReportInputs {
    let records = try records(text: text)
    let scores = scores(records)
    var inputs = ReportInputs(
      results: source(try results(scores), "results.json"), generator: "test", processing: LocalMedia())
    inputs.control = source(try results(scores), "control.json")
    inputs.metrics = source(metrics, "metrics.jsonl")
    inputs.records = source(try recordShard(records), "records.aas")
    inputs.tokens = source(try tokenShard(records), "tokens.aas")
    inputs.scores = source(scores, "scores.jsonl")
    inputs.quality = source(quality, "quality.json")
    return inputs
  }

  static func html(_ inputs: ReportInputs) throws -> String {
    String(decoding: try Report(reading: inputs).html(), as: UTF8.self)
  }
}
