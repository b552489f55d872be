import ByteStreams
import Media
import MediaCodecs
import PreferenceRecords
import ShardFormat
import Testing
import TextTokenization
import TokenTrees

import Generation

/// Random rows that the grammar allows: what a model without any sense might say.
private struct Walk {
  var state: UInt64
  mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }

  /// A range first and then an id in it, so that single marks come as often as text.
  mutating func id(_ allowed: [Range<Int>]) -> Int {
    let range = allowed[below(allowed.count)]
    return range.lowerBound + below(range.count)
  }
}

private let forms: [ResponseForm] = [
  ResponseForm(text: true), ResponseForm(text: false, media: [.image: 1...1]),
  ResponseForm(text: true, media: [.audio: 1...1]), ResponseForm(text: false, media: [.video: 1...3]),
  ResponseForm(text: true, media: [.image: 1...2, .audio: 1...1, .video: 1...1]), .any,
]

@Suite struct ResponseGrammarTests {
  @Test(arguments: [Toy.bytes, Toy.pairs], forms)
  func whateverIsAllowedCanBeReadBack(_ layout: VocabularyLayout, _ form: ResponseForm) throws {
    let vocabulary = try Toy.vocabulary(layout)
    let reading = ResponseReading(vocabulary)
    let tokenizer = try RecordTokenizer(layout: layout)
    var walk = Walk(state: 5)
    var (ended, cut) = (0, 0)
    for round in 0..<300 {
      let budget = 1 + walk.below(round < 150 ? 12 : 80)
      guard var grammar = try? ResponseGrammar(vocabulary, form: form, budget: budget) else {
        let least = MediaKind.allCases.reduce(0) {
          $0 + (form.media[$1]?.lowerBound ?? 0) * MediumGrammar(layout, $1).shortest
        }
        #expect(budget < least)
        continue
      }
      var tokens: [UInt32] = []
      while !grammar.isOver, grammar.remaining > 0 {
        let allowed = grammar.allowed
        try #require(!allowed.isEmpty, "nothing may come after \(tokens) of \(budget)")
        #expect(zip(allowed, allowed.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
        let id = walk.id(allowed)
        tokens.append(UInt32(id))
        grammar.advance(id)
      }
      #expect(tokens.count <= budget)
      if grammar.isOver { ended += 1 } else { cut += 1 }
      let (parts, files) = try reading.read(tokens)
      try check(parts, files, form)
      // A response that was not cut is the same bytes of text when it is tokenized again.
      let again = try parts.flatMap { part -> [UInt8] in
        if case .text(let text) = part {
          return try tokenizer.text.encode(text).flatMap(tokenizer.text.bytes)
        }
        return []
      }
      let said = tokens.filter { Int($0) < layout.text.size }
      let bytes = said.flatMap(tokenizer.text.bytes)
      #expect(grammar.isOver ? again == bytes : bytes.starts(with: again) && bytes.count - again.count < 4)
    }
    #expect(cut > 0 && ended > 0, "\(cut) cut, \(ended) ended")
  }

  private func check(_ parts: [Part], _ files: [Blob], _ form: ResponseForm) throws {
    var counts: [MediaKind: Int] = [:]
    var says = false
    var file = files.makeIterator()
    for part in parts {
      switch part {
      case .text(let text):
        #expect(form.text && !text.isEmpty && !text.utf8.contains(0))
        #expect(!text.unicodeScalars.contains("\u{FFFD}"))
        if text.utf8.contains(where: { $0 > 0x20 || $0 < 9 || (14..<0x20).contains($0) }) { says = true }
      case .media(let reference):
        let kind = try #require(MediaKind(rawValue: reference.kind))
        counts[kind, default: 0] += 1
        says = true
        let next = file.next()
        let blob = try #require(next)
        #expect(blob.digest == reference.digest)
        let facts = try MediaProbe.facts(of: blob.bytes)
        #expect(facts.kind == kind && facts.type == blob.facts?["type"]?.textValue)
        _ = try MediaDecoder.decode(blob.bytes)
      }
    }
    #expect(says && file.next() == nil)
    for kind in MediaKind.allCases {
      #expect((form.media[kind] ?? 0...0).contains(counts[kind, default: 0]))
    }
  }

  @Test func aMediumIsItsCodesBetweenItsMarks() throws {
    let layout = Toy.bytes
    var grammar = try ResponseGrammar(
      Toy.vocabulary(layout), form: ResponseForm(text: false, media: [.image: 1...1]), budget: 50)
    #expect(grammar.allowed == [Int(layout.id(.imageBegin))..<Int(layout.id(.imageBegin)) + 1])
    grammar.advance(Int(layout.id(.imageBegin)))
    let codes = layout.imageRanges[0]
    for _ in 0..<4 {
      #expect(grammar.allowed == [codes.base..<codes.base + codes.size])
      grammar.advance(codes.base)
    }
    #expect(grammar.allowed == [Int(layout.id(.imageEnd))..<Int(layout.id(.imageEnd)) + 1])
    grammar.advance(Int(layout.id(.imageEnd)))
    #expect(grammar.allowed == [Int(layout.id(.eos))..<Int(layout.id(.eos)) + 1])
    grammar.advance(Int(layout.id(.eos)))
    #expect(grammar.isOver && grammar.allowed.isEmpty && grammar.remaining == 50 - 7)
  }

  /// Frames of 3 codes: a sound of 10 tokens with room for 11 has its two frames and one more, then must end.
  @Test func aSoundEndsWithItsLastWholeFrame() throws {
    let layout = Toy.bytes
    #expect(MediumGrammar(layout, .audio).units == 2...5)
    for (budget, frames) in [(8, 2), (10, 2), (11, 3), (13, 3), (17, 5), (500, 5)] {
      var grammar = try ResponseGrammar(
        Toy.vocabulary(layout), form: ResponseForm(text: false, media: [.audio: 1...1]), budget: budget)
      var tokens: [Int] = []
      while grammar.remaining > 0, !grammar.isOver {
        // The last id of the last range: goes on as long as it may.
        let id = try #require(grammar.allowed.last?.last)
        tokens.append(id)
        grammar.advance(id)
      }
      let codes = tokens.filter { $0 > Int(layout.id(.videoEnd)) }
      #expect(codes.count == 3 * frames, "\(budget)")
      let response = tokens.map { UInt32($0) }
      #expect(try ResponseReading(Toy.vocabulary(layout)).read(response).files.count == 1)
    }
  }

  @Test func roomIsKeptForMediaThatMustCome() throws {
    let layout = Toy.bytes
    let form = ResponseForm(text: true, media: [.image: 1...1])
    var grammar = try ResponseGrammar(Toy.vocabulary(layout), form: form, budget: 12)
    // Text three times (the first byte of a character of four), then its rest, and no more.
    for id in [97, 98, 0xF0, 0x9F, 0x98, 0x80] {
      #expect(grammar.allowed.contains { $0.contains(id) }, "\(id)")
      grammar.advance(id)
    }
    #expect(grammar.remaining == 6)
    #expect(grammar.allowed == [Int(layout.id(.imageBegin))..<Int(layout.id(.imageBegin)) + 1])
    #expect { try ResponseGrammar(Toy.vocabulary(layout), form: form, budget: 5) } throws: {
      ($0 as? GenerationError)?.reason == .noRoom
    }
  }

  @Test func textIsValidUTF8ByteByByte() {
    // Every scalar's bytes are accepted, and whatever Swift's decoder accepts.
    for scalar in [0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x10FFFF] {
      guard let scalar = Unicode.Scalar(UInt32(scalar)) else { continue }
      let end = String(scalar).utf8.reduce(Optional(UTF8Automaton.whole)) { state, byte in
        state.flatMap { UTF8Automaton.next($0, byte) }
      }
      #expect(end == UTF8Automaton.whole)
    }
    var walk = Walk(state: 9)
    for _ in 0..<20_000 {
      let bytes = (0..<1 + walk.below(4)).map { _ in
        UInt8([0x41, 0x80, 0x9F, 0xA0, 0xBF, 0xC2, 0xE0, 0xED, 0xF0, 0xF4, 0xF5][walk.below(11)])
      }
      let end = bytes.reduce(Optional(UTF8Automaton.whole)) { state, byte in
        state.flatMap { UTF8Automaton.next($0, byte) }
      }
      let valid = String(validating: bytes, as: UTF8.self) != nil
      #expect((end == UTF8Automaton.whole) == valid, "\(bytes)")
    }
    #expect(UTF8Automaton.next(0, 0) == nil)
  }

  @Test func formsFollowTheRecordsCandidates() {
    func media(_ kind: String) -> Part { .media(MediaReference(kind: kind, digest: SHA256.hash([]))) }
    #expect(ResponseForm(like: [Candidate(parts: [.text("a")])]) == ResponseForm(text: true))
    #expect(
      ResponseForm(like: [Candidate(parts: [media("image")]), Candidate(parts: [.text(""), media("image")])])
        == ResponseForm(text: false, media: [.image: 1...1]))
    #expect(
      ResponseForm(like: [
        Candidate(parts: [.text("a"), media("image")]),
        Candidate(parts: [media("image"), media("image"), media("audio")]),
      ]) == ResponseForm(text: true, media: [.image: 1...2, .audio: 1...1]))
    #expect(ResponseForm(like: []) == ResponseForm(text: true))
    #expect(ResponseForm(letters: "tv") == ResponseForm(text: true, media: [.video: 1...1]))
    #expect(ResponseForm(letters: "tx") == nil && ResponseForm(letters: "") == nil)
  }
}
