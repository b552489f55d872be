import ByteStreams
import Generation
import MediaTokenization
import Models
import PreferenceRecords
import ShardFormat
import TextTokenization
import TokenTrees

/// A small vocabulary and a small model with random weights.
enum Toy {
  /// Pictures of 4 tokens, clips of 8, sounds of 3 tokens a frame, at most 5 frames.
  static let media = MediaCodecParameters(
    image: .rate(1, size: 32), sound: .rate(1, seconds: 0.15), clip: .rate(1, size: 32, frames: 2))
  static let bytes = VocabularyLayout(media: media)

  /// Byte pairs that cut characters apart and join halves of two: é, " " with the first byte of €, the rest of € with
  /// the first byte of the next.
  static let pairs: VocabularyLayout = {
    let single = (UInt8.min...UInt8.max).map { [$0] }
    let merged: [[UInt8]] = [
      [0xC3, 0xA9], [0x20, 0xE2], [0x82, 0xAC], [0x82, 0xAC, 0xE2], Array("the".utf8).dropLast(),
      Array("the".utf8),
    ].map(Array.init)
    let vocabulary = TrainedVocabulary(
      names: (single + merged).map(ByteAlphabet.text),
      merges: [(0xC3, 0xA9), (0x20, 0xE2), (0x82, 0xAC), (258, 0xE2), (0x74, 0x68), (260, 0x65)])
    return VocabularyLayout(
      text: .tokenizerFile(json: vocabulary.tokenizerFile(splitBy: .gpt2), size: vocabulary.size),
      media: media)
  }()

  static func config(_ layout: VocabularyLayout, context: Int = 256) -> ModelConfig {
    ModelConfig(
      vocabulary: layout.size, hidden: 32, layers: 2, heads: 4, keyValueHeads: 2, headDim: 8,
      intermediate: 48, tied: true, maxPositions: context, initializerRange: 0.3)
  }

  static func vocabulary(_ layout: VocabularyLayout) throws -> ResponseVocabulary {
    ResponseVocabulary(try RecordTokenizer(layout: layout))
  }

  static func sampler(_ layout: VocabularyLayout, context: Int = 256, seed: UInt64 = 3) throws
    -> ResponseSampler
  {
    let config = config(layout, context: context)
    return try ResponseSampler(
      config: config, parameters: try ParameterArena(config: config, seed: seed),
      vocabulary: try vocabulary(layout))
  }

  static let prompt: [UInt32] = [bytes.id(.bos), bytes.id(.user), 104, 105, bytes.id(.assistant)]
}
