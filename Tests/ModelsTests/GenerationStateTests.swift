import Foundation
import Models
import Testing

@Suite struct GenerationStateTests {
  /// A prompt, then one token after another, then another continuation after a rewind: each step's logits must be those
  /// of transformers for the whole sequence.
  @Test func stepsEqualTheWholeSequence() throws {
    let golden = try Golden("llama-tied")
    let tokens = try golden.sequences[0]
    let logits = try golden.floats("logits")
    let state = try GenerationState(
      config: Golden.tied, parameters: try golden.parameters(Golden.tied), maxTokens: 20, threads: 2)
    func expected(_ row: Int) -> ArraySlice<Float> { logits[row * 37..<(row + 1) * 37] }
    for cut in [1, 5, tokens.count] {
      state.rewind(to: cut == tokens.count ? 3 : 0)
      #expect(distance(try state.step(Array(tokens[state.count..<cut])), expected(cut - 1), floor: 1) < 1e-4)
      for i in cut..<tokens.count {
        #expect(
          distance(try state.step([tokens[i]]), expected(i), floor: 1) < 1e-4, "token \(i) after \(cut)")
      }
    }
    #expect(state.count == tokens.count)
    #expect(throws: ModelError.self) { try state.step([Int32](repeating: 1, count: 10)) }
    #expect(throws: ModelError.self) { try state.step([37]) }
    #expect(throws: ModelError.self) { try state.step([]) }
  }
}
