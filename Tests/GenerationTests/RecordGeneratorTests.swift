import ByteStreams
import Media
import MediaCodecs
import PreferenceRecords
import ShardFormat
import Testing
import TokenTrees

import Generation

private let picture: [UInt8] = {
  let image = Image(width: 8, height: 8, pixels: [UInt8](repeating: 90, count: 192))
  return (try? MediaEncoder.png(image)) ?? []
}()

/// A question about a picture with two answers, each a text and a picture, one of them preferred.
private let record: PreferenceRecord = {
  let image = Part.media(MediaReference(kind: "image", digest: SHA256.hash(picture)))
  return PreferenceRecord(
    id: "r1", prompt: [Message(role: .user, parts: [image, .text("Once more?")])],
    candidates: [
      Candidate(parts: [.text("Yes."), image], author: "a"), Candidate(parts: [image], author: "b"),
    ],
    judgements: [Judgement(verdict: .pair(winner: 0, loser: 1, strength: nil), criterion: "overall")],
    critiques: [Critique(candidate: 1, text: "no text")],
    source: Source(name: "toy", locator: "toy.jsonl:1"), licence: "CC0-1.0", extra: ["k": "1"])
}()

private func shard(_ records: [PreferenceRecord], media: [[UInt8]] = [picture]) throws -> [UInt8] {
  let sink = MemorySink()
  let writer = try ShardWriter(sink: sink, meta: ShardMeta(profile: .records))
  for record in records {
    for bytes in media { try writer.add(blob: bytes) }
    try writer.add(record: record.encoded())
  }
  try writer.finish()
  return sink.bytes
}

private func stream(_ bytes: [UInt8], keep: Bool = false, limit: Int? = nil) -> PromptStream {
  PromptStream(
    [{ MemorySource(bytes, name: "toy.aas") }], keepsCandidates: keep, limit: limit, onMeta: { _ in })
}

private func generator(keep: Bool, temperature: Double = 1, form: RecordGenerator.Form = .likeCandidates)
  throws -> RecordGenerator
{
  RecordGenerator(
    sampler: try Toy.sampler(Toy.bytes), tokenizer: try RecordTokenizer(layout: Toy.bytes),
    options: SamplingOptions(
      temperature: temperature, topK: 400, topP: 0.9, maxTokens: 30, seed: 4,
      candidates: temperature > 0 ? 3 : 1),
    form: form, author: "toy-model", keepsCandidates: keep, processing: LocalMedia())
}

@Suite struct RecordGeneratorTests {
  @Test func newCandidatesReplaceTheOldOnes() throws {
    let prompt = try #require(try stream(shard([record])).next())
    let answer = try generator(keep: false).answer(prompt)
    #expect(answer.record.prompt == record.prompt && answer.record.id == "r1")
    #expect(answer.record.source == record.source && answer.record.licence == "CC0-1.0")
    #expect(answer.record.extra == record.extra)
    #expect(answer.record.judgements.isEmpty && answer.record.critiques.isEmpty)
    #expect(answer.record.candidates.count == 3 && answer.responses == 3)
    for candidate in answer.record.candidates {
      #expect(candidate.author == "toy-model")
      #expect(
        candidate.sampling
          == [
            "temperature": "1.0", "top_k": "400", "top_p": "0.9", "seed": "4", "max_tokens": "30",
            "finish": candidate.sampling["finish"] ?? "",
          ])
      #expect(["end", "length"].contains(candidate.sampling["finish"]))
    }
    #expect(
      answer.cut == answer.record.candidates.filter { $0.sampling["finish"] == "length" }.count)
    // Every medium that the record names is there, the prompt's as it came.
    let held = Dictionary(answer.media.map { ($0.digest, $0.bytes) }, uniquingKeysWith: { a, _ in a })
    for reference in answer.record.media {
      let bytes = try #require(held[reference.digest])
      #expect(SHA256.hash(bytes) == reference.digest)
    }
    #expect(held[SHA256.hash(picture)] == picture)
  }

  @Test func keptCandidatesStayInFront() throws {
    let prompt = try #require(try stream(shard([record]), keep: true).next())
    let answer = try generator(keep: true).answer(prompt)
    #expect(Array(answer.record.candidates[..<2]) == record.candidates)
    #expect(answer.record.candidates.count == 5)
    #expect(answer.record.judgements == record.judgements && answer.record.critiques == record.critiques)
    let fresh = try generator(keep: false).answer(prompt)
    #expect(fresh.record.candidates == Array(answer.record.candidates[2...]))
  }

  @Test func greedyStatesNothingThatPlaysNoPart() throws {
    let prompt = try #require(try stream(shard([record])).next())
    let fixed = RecordGenerator.Form.fixed(ResponseForm(text: true))
    let answer = try generator(keep: false, temperature: 0, form: fixed).answer(prompt)
    #expect(answer.record.candidates[0].sampling.keys.sorted() == ["finish", "max_tokens", "temperature"])
    #expect(answer.record.modality == "ti2t")
  }

  @Test func damagedMediaAreTheRecordsFault() throws {
    var damaged = record
    let junk: [UInt8] = Array(picture.prefix(20))
    damaged.prompt[0].parts[0] = .media(MediaReference(kind: "image", digest: SHA256.hash(junk)))
    let prompt = try #require(try stream(shard([damaged], media: [junk])).next())
    #expect { try generator(keep: false).answer(prompt) } throws: {
      ($0 as? GenerationError)?.reason == .badMedium
    }
  }

  @Test func theStreamGivesPromptsWithTheirMedia() throws {
    let bytes = try shard([record, record, record])
    let limited = stream(bytes, limit: 2)
    let first = try #require(try limited.next())
    #expect(first.place == "toy.aas: record 1 (r1)" && first.media.map(\.bytes) == [picture])
    #expect(first.digest == SHA256.hash(record.encoded()))
    #expect(try limited.next() != nil)
    #expect(try limited.next() == nil)
    // What lies behind the limit is read all the same: a cut stream is no success.
    let cut = stream(Array(bytes.dropLast(640)), limit: 1)
    _ = try cut.next()
    #expect(throws: ShardError.self) { try cut.next() }
    #expect(throws: PromptStream.Failure.self) { try stream(shard([record], media: [])).next() }
  }
}
