import ByteStreams
import Media
import MediaTokenization
import PreferenceRecords
import ShardFormat
import TokenTrees

/// The small records, media, trees and plans that conformance files are made of.
enum Samples {
  static func meta(_ profile: String, layout: VocabularyLayout? = nil) -> [String: CBOR] {
    meta(profile, tokenizer: layout?.cbor)
  }

  static func meta(_ profile: String, tokenizer: CBOR?) -> [String: CBOR] {
    var fields: [String: CBOR] = [
      "profile": .text(profile), "sources": [["name": "tiny", "licence": "CC0-1.0"]],
      "chain": [["name": "aa-fixtures", "version": "1", "options": ["set": "conformance"]]],
    ]
    if let tokenizer { fields["tokenizer"] = tokenizer }
    return fields
  }

  /// META with keys that version 1 does not know.
  static func richMeta(_ profile: String, layout: VocabularyLayout? = nil) -> [String: CBOR] {
    var fields = meta(profile, layout: layout)
    fields["sources"] = [
      [
        "name": "tiny", "revision": "2f1c", "licence": "CC0-1.0",
        "files": ["train.jsonl": .bytes(SHA256.hash([1]).bytes)],
      ]
    ]
    fields["x-note"] = "kept by programs that copy"
    fields["x-list"] = [1, -1, "two", true, false, .null, ["deep": [1.5]]]
    return fields
  }

  // MARK: Media

  static let picture = SampleBlob(
    bytes: Array("a picture".utf8), facts: ["kind": "image", "type": "png", "width": 2, "height": 3])
  static let sound = SampleBlob(
    bytes: Array(
      "a sound, longer than a picture, so that it takes more than one block of sixty-four bytes".utf8),
    facts: ["kind": "audio", "type": "wav", "duration": 0.5, "rate": 16000, "channels": 1])
  static let clip = SampleBlob(
    bytes: [UInt8](repeating: 0x55, count: 64),
    facts: ["kind": "video", "type": "mp4", "width": 64, "height": 64, "duration": 1.0, "frames": 8])
  static let unprobed = SampleBlob(bytes: [], facts: nil)
  /// 5,000 bytes without a pattern.
  static let large: SampleBlob = {
    var state: UInt64 = 1
    return SampleBlob(
      bytes: (0..<5000).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 56)
      }, facts: ["kind": "image"])
  }()

  static func medium(_ kind: String, _ blob: SampleBlob) -> Part {
    .media(MediaReference(kind: kind, digest: blob.digest))
  }

  // MARK: Records

  static func text(_ i: Int) -> PreferenceRecord {
    PreferenceRecord(
      id: "text-\(i)", prompt: [Message(role: .user, parts: [.text("\(i) + \(i) = ?")])],
      candidates: [Candidate(parts: [.text("\(2 * i)")]), Candidate(parts: [.text("\(2 * i + 1)")])],
      judgements: [Judgement(verdict: .pair(winner: 0, loser: 1, strength: nil), criterion: "overall")],
      source: Source(name: "tiny", locator: "train.jsonl:\(i + 1)"))
  }

  static func about(_ i: Int, _ kind: String, _ blob: SampleBlob) -> PreferenceRecord {
    var record = text(i)
    record.id = "\(kind)-\(i)"
    record.prompt = [Message(role: .user, parts: [medium(kind, blob), .text("What is this?")])]
    return record
  }

  /// Every field and every kind of judgement.
  static var everything: [PreferenceRecord] {
    var full = text(1)
    full.id = "everything"
    full.prompt = [
      Message(role: .system, parts: [.text("Answer briefly.")]),
      Message(role: .user, parts: [medium("image", picture), .text("Was ist das? 水 \u{1F600}")]),
      Message(role: .assistant, parts: [.text("A picture.")]),
      Message(
        role: .user,
        parts: [
          .media(
            MediaReference(kind: "audio", digest: sound.digest, span: 0.25...0.5, licence: "CC-BY-4.0")),
          .text("And this?"),
        ]),
    ]
    full.candidates = [
      Candidate(
        parts: [.text("A sound.")], author: "model-a", sampling: ["temperature": "0.7", "seed": "5"]),
      Candidate(parts: [.text("See:"), medium("video", clip)]), Candidate(parts: [.text("")]),
    ]
    full.judgements = [
      Judgement(verdict: .pair(winner: 0, loser: 1, strength: 1.5), criterion: "overall"),
      Judgement(verdict: .tie(candidates: [0, 1], bothBad: false), criterion: "clarity"),
      Judgement(verdict: .tie(candidates: [1, 2], bothBad: true), criterion: "safety"),
      Judgement(verdict: .rank([[0], [1, 2]]), criterion: "helpfulness", annotator: "person-7"),
      Judgement(verdict: .rating(candidate: 0, value: 4, low: 1, high: 5), criterion: "clarity"),
      Judgement(verdict: .rating(candidate: 2, value: -0.1, low: nil, high: nil), criterion: "reward"),
      Judgement(
        verdict: .label(candidate: 1, value: "unsafe"), criterion: "safety", rationale: "It shows a blade.",
        advice: "Leave the blade out."),
    ]
    full.critiques = [
      Critique(candidate: 1, text: "Too long.", advice: "Be brief.", score: 2, aspect: "video"),
      Critique(candidate: 0, text: "Good."),
    ]
    full.refinements = [Refinement(from: 1, to: 0, critiques: [0]), Refinement(from: 2, to: 0)]
    full.split = "validation"
    full.licence = "CC-BY-NC-4.0"
    full.extra = ["difficulty": "3", "tags": #"["a","b"]"#]
    return [full, text(2)]
  }

  // MARK: Trees

  /// 256 bytes, the special tokens, and media codes: fewer than 65,536 ids.
  static let narrow = VocabularyLayout(media: codecs(levels: 4))
  /// The same with a slot of 128 · 64 · 16 codes: ids need 32 bits.
  static let wide = VocabularyLayout(media: codecs(levels: 128, more: [64, 16]))

  private static func codecs(levels: Int, more: [Int] = []) -> MediaCodecParameters {
    func coefficient(_ channel: Int, _ levels: Int) -> ImageCodecParameters.Coefficient {
      .init(channel: channel, vertical: 0, horizontal: 0, levels: levels, scale: 128)
    }
    let slot = [coefficient(0, levels)] + more.enumerated().map { coefficient($0.offset + 1, $0.element) }
    return MediaCodecParameters(
      image: ImageCodecParameters(size: 8, block: 8, slots: [slot]),
      sound: SoundCodecParameters(
        rate: 8000, hop: 8, seconds: 1, peaks: 1, coarse: 4, gains: 4, floor: -45, shares: 1, depth: 3),
      clip: ClipCodecParameters(frames: 2, image: ImageCodecParameters(size: 8, block: 8, slots: [slot])))
  }

  static let referenceModel = SHA256.hash(Array("weights".utf8))

  /// Trees of two, three and one candidates; the second one has a picture in its prompt and in a candidate.
  static func groups(_ layout: VocabularyLayout, _ range: Range<Int> = 0..<3, reference: Bool = false)
    -> [TokenGroup]
  {
    range.map { tree($0, layout, reference: reference) }
  }

  private static func tree(_ i: Int, _ layout: VocabularyLayout, reference: Bool) -> TokenGroup {
    func word(_ text: String) -> [UInt32] { text.utf8.map { UInt32($0) } }
    let withMedium = i % 3 == 1
    let shown = [layout.begin(.image), UInt32(layout.imageRanges[0].base + layout.imageRanges[0].size - 1)]
    let image = shown + [layout.end(.image)]
    var tokens = [layout.id(.bos), layout.id(.user)] + (withMedium ? image : []) + word("n\(i)")
    tokens.append(layout.id(.assistant))
    var segments = [TokenGroup.Segment(start: 0, count: tokens.count, parent: nil, role: .prompt)]
    var mask = [UInt8](repeating: 0, count: tokens.count)
    var media: [TokenGroup.MediaSpan] = []
    func span(_ start: Int) -> TokenGroup.MediaSpan {
      .init(start: start, count: image.count, kind: "image", digest: picture.digest)
    }
    if withMedium { media.append(span(2)) }
    for candidate in 0..<[2, 3, 1][i % 3] {
      let own = candidate == 2 ? image : word(String(repeating: "x", count: candidate + 1))
      if candidate == 2 { media.append(span(tokens.count)) }
      segments.append(.init(start: tokens.count, count: own.count + 1, parent: 0, role: .candidate))
      tokens += own + [layout.id(.eos)]
      mask += [UInt8](repeating: 1, count: own.count + 1)
    }
    let pairs: [TokenGroup.Pair] =
      [[.init(winner: 1, loser: 2)], [.init(winner: 3, loser: 1), .init(winner: 2, loser: 1)], []][i % 3]
    return TokenGroup(
      record: SHA256.hash(text(i).encoded()), modality: withMedium ? "ti2ti" : "t2t",
      cluster: 0x8000_0000_0000_0000 + UInt64(i), tokens: tokens, segments: segments, lossMask: mask,
      pairs: pairs, mediaSpans: media,
      referenceLogProbabilities: reference
        ? mask.enumerated().map { $0.element == 0 ? 0 : -Float($0.offset) / 8 } : nil)
  }

  // MARK: Plans

  /// TOKENS and PLAN frames: a plan that leaves a group waiting, one that takes groups of two frames, one that drops a
  /// group, and a bin of one group that is longer than the capacity.
  static func packed(_ layout: VocabularyLayout) -> [GoodMember.Content] {
    let (a, b) = (groups(layout, 0..<3), groups(layout, 3..<5))
    func plan(_ waiting: Int, _ bins: [[Int]], dropped: [Int] = [], of groups: [TokenGroup], seed: UInt64)
      -> Plan
    {
      Plan(
        waiting: waiting, bins: bins, dropped: dropped, capacity: 16,
        tokens: bins.flatMap { $0 }.reduce(0) { $0 + groups[$1].tokens.count }, seed: seed)
    }
    return [
      .tokens(a, layout, referenceModel: nil),
      .plan(plan(3, [[0]], of: a, seed: 7)),
      .tokens(b, layout, referenceModel: nil),
      // Waiting now: groups 1, 2, 3, 4 of the member.
      .plan(plan(4, [[0], [3, 1]], dropped: [2], of: [a[1], a[2], b[0], b[1]], seed: 8)),
    ]
  }
}
