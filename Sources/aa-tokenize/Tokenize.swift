import ArgumentParser
import CommandLineTool

@main
struct Tokenize: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aa-tokenize",
    abstract: "Turn records into trees of tokens: text, images, sounds and clips in one vocabulary.",
    discussion: """
      Text becomes the tokens of a model's own tokenizer, by its chat template; or of a vocabulary learned from the data \
      (train); or its bytes. Media become codes of a training-free codec, which can be turned back into something to look \
      at and listen to (decode) and measured (quality).

      Examples:
        aa-tokenize --tokenizer Qwen2.5-7B-Instruct records.aas | aa-pack -o packed.aas
        aa-tokenize --tokenizer Qwen2.5-7B-Instruct --show records.aas | less -R

        aa-tokenize train --size 1024 -o tokenizer.json records.aas
        aa-tokenize --tokenizer tokenizer.json records.aas | aa-pack -o packed.aas

      All options: aa-tokenize help run

      The sizes and lengths of the codecs are part of what is asked for: pictures are scaled, clips are sampled, and \
      sounds longer than --audio-seconds are cut. How many were cut stands in the summary, and in the stream's own \
      (aa-cat --info). That is no loss.

      Exit codes: 0 done, 1 failed, 3 some records were left out (each is listed), 64 wrong usage.
      """,
    version: toolkitVersion,
    subcommands: [Run.self, Train.self, Quality.self, Decode.self], defaultSubcommand: Run.self)
}
