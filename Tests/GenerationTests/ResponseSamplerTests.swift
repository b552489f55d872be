import ByteStreams
import Foundation
import Media
import Models
import Testing
import TokenTrees

import Generation

private let form = ResponseForm(text: true, media: [.image: 1...1])

@Suite struct ResponseSamplerTests {
  /// The cache, rewinding and the grammar change nothing: each token is the best allowed one by a whole forward pass of
  /// the training decoder over everything before it.
  @Test func greedyIsTheArgmaxOfTheWholeForwardPass() throws {
    let layout = Toy.bytes
    let config = Toy.config(layout)
    let parameters = try ParameterArena(config: config, seed: 3)
    let sampler = try ResponseSampler(
      config: config, parameters: parameters, vocabulary: try Toy.vocabulary(layout))
    let options = SamplingOptions(temperature: 0, maxTokens: 40, candidates: 2)
    let responses = try sampler.responses(
      to: Toy.prompt, record: SHA256.hash([1]), form: form, options: options)
    #expect(responses[0] == responses[1])
    let decoder = try Decoder(
      config: config, parameters: parameters, maxTokens: 64, maxQueries: layout.size, maxScores: 0,
      threads: 2, training: false)
    var grammar = try ResponseGrammar(sampler.vocabulary, form: form, budget: 40)
    var sequence = Toy.prompt.map { Int32($0) }
    for token in responses[0].tokens {
      var batch = TreeBatch(sequence: sequence)
      let ids = grammar.allowed.flatMap { Array($0) }
      batch.queryRows = ids.map { _ in Int32(sequence.count - 1) }
      batch.queryTargets = ids.map { Int32($0) }
      try decoder.forward(batch)
      let logps = Array(decoder.logProbabilities)
      let best = try #require(logps.max())
      #expect(Int(token) == logps.firstIndex(of: best).map { ids[$0] })
      sequence.append(Int32(token))
      grammar.advance(Int(token))
    }
    #expect(responses[0].tokens.count >= 7)
    #expect(grammar.isOver == !responses[0].isCut)
  }

  /// Each token is the one at its own random place of the distribution that the whole sequence before it gives.
  @Test func aDrawIsThatOfItsPlace() throws {
    let layout = Toy.bytes
    let config = Toy.config(layout)
    let parameters = try ParameterArena(config: config, seed: 3)
    let vocabulary = try Toy.vocabulary(layout)
    let sampler = try ResponseSampler(config: config, parameters: parameters, vocabulary: vocabulary)
    let options = SamplingOptions(
      temperature: 0.8, topK: 50, topP: 0.9, maxTokens: 40, seed: 6, candidates: 3)
    let record = SHA256.hash([7])
    let responses = try sampler.responses(to: Toy.prompt, record: record, form: form, options: options)
    for (candidate, response) in responses.enumerated() {
      var grammar = try ResponseGrammar(vocabulary, form: form, budget: 40)
      var sequence = Toy.prompt.map { Int32($0) }
      for (index, token) in response.tokens.enumerated() {
        let whole = try GenerationState(config: config, parameters: parameters, maxTokens: 64, threads: 1)
        let place = ResponseRandom(seed: 6, record: record, candidate: candidate).uniform(index)
        let id = try options.choose(try whole.step(sequence), allowed: grammar.allowed, place: place)
        #expect(id == Int(token), "candidate \(candidate), token \(index)")
        sequence.append(Int32(token))
        grammar.advance(Int(token))
      }
    }
  }

  @Test func aResponseDependsOnNothingButItsQuestion() throws {
    let options = SamplingOptions(
      temperature: 1.3, topK: 300, topP: 0.97, maxTokens: 60, seed: 9, candidates: 4)
    let records = (0..<6).map { SHA256.hash([UInt8($0)]) }
    let prompts = (0..<6).map { Toy.prompt + [UInt32](repeating: 97 + UInt32($0), count: 1 + 7 * $0) }
    let sampler = try Toy.sampler(Toy.bytes, context: 3000)
    let forwards = try (0..<6).map {
      try sampler.responses(to: prompts[$0], record: records[$0], form: form, options: options)
    }
    // Another order, other sequences in the pool, long ones before.
    let other = try Toy.sampler(Toy.bytes, context: 3000)
    _ = try other.responses(
      to: [UInt32](repeating: 97, count: 1500), record: records[0], form: form, options: options)
    for i in (0..<6).reversed() {
      #expect(
        try other.responses(to: prompts[i], record: records[i], form: form, options: options) == forwards[i])
    }
    // Fewer candidates are the first of more.
    var two = options
    two.candidates = 2
    #expect(
      try sampler.responses(to: prompts[2], record: records[2], form: form, options: two)
        == Array(forwards[2][..<2]))
    #expect(Set(forwards.flatMap { $0.map(\.tokens) }).count == 24)
    two.seed = 10
    #expect(
      try sampler.responses(to: prompts[2], record: records[2], form: form, options: two)
        != Array(forwards[2][..<2]))
  }

  @Test func manyThreadsGetWhatOneGets() throws {
    let options = SamplingOptions(maxTokens: 50, candidates: 2)
    let sampler = try Toy.sampler(Toy.bytes)
    @Sendable func ask(_ i: Int) throws -> [ResponseSampler.Response] {
      try sampler.responses(to: Toy.prompt, record: SHA256.hash([UInt8(i)]), form: form, options: options)
    }
    let alone = try (0..<24).map(ask)
    let answers = Answers(count: 24)
    DispatchQueue.concurrentPerform(iterations: 24) { i in answers.set(i, try? ask(i)) }
    #expect(answers.all == alone)
  }

  @Test func theContextEndsAResponse() throws {
    let sampler = try Toy.sampler(Toy.bytes, context: 16)
    let options = SamplingOptions(maxTokens: 100)
    let answer = try sampler.responses(
      to: Toy.prompt, record: SHA256.hash([]), form: form, options: options)[0]
    #expect(answer.tokens.count <= 11)
    func reason(_ prompt: [UInt32], _ form: ResponseForm = ResponseForm(text: true)) -> GenerationError
      .Reason?
    {
      do {
        _ = try sampler.responses(to: prompt, record: SHA256.hash([]), form: form, options: options)
        return nil
      } catch { return (error as? GenerationError)?.reason }
    }
    #expect(reason([UInt32](repeating: 97, count: 15)) == nil)
    #expect(reason([UInt32](repeating: 97, count: 16)) == .promptTooLong)
    #expect(reason([UInt32](repeating: 97, count: 11), form) == .noRoom)
  }

  @Test func modelsThatCannotSpeakAreRefused() throws {
    let layout = Toy.bytes
    func reason(_ config: ModelConfig) throws -> GenerationError.Reason? {
      do {
        _ = try ResponseSampler(
          config: config, parameters: try ParameterArena(zeros: config),
          vocabulary: try Toy.vocabulary(layout))
        return nil
      } catch let error as GenerationError { return error.reason }
    }
    var config = Toy.config(layout)
    #expect(try reason(config) == nil)
    config.scoreHead = true
    #expect(try reason(config) == .wrongModel)
    config = Toy.config(layout)
    config.vocabulary -= 1
    #expect(try reason(config) == .wrongModel)
  }

  @Test func brokenWeightsAreAnError() throws {
    let config = Toy.config(Toy.bytes)
    let parameters = try ParameterArena(config: config, seed: 1)
    parameters.values[parameters.count - 1] = .nan
    let sampler = try ResponseSampler(
      config: config, parameters: parameters, vocabulary: try Toy.vocabulary(Toy.bytes))
    #expect {
      try sampler.responses(
        to: Toy.prompt, record: SHA256.hash([]), form: form, options: SamplingOptions())
    } throws: { ($0 as? GenerationError)?.reason == .badLogits }
  }
}

/// Results of several threads, each in its place.
private final class Answers: @unchecked Sendable {
  private let lock = NSLock()
  private var answers: [[ResponseSampler.Response]?]
  init(count: Int) { answers = Array(repeating: nil, count: count) }
  func set(_ index: Int, _ answer: [ResponseSampler.Response]?) { lock.withLock { answers[index] = answer } }
  var all: [[ResponseSampler.Response]?] { lock.withLock { answers } }
}
