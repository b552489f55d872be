import ArgumentParser
import CommandLineTool

@main
struct Tokenize: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aa-tokenize",
    abstract: "Turn records into trees of tokens: text, images, sounds and clips in one vocabulary.",
    discussion: """
      Text becomes bytes, or byte pairs learned from the data (train). Media become codes of a training-free codec, \
      which can be turned back into something to look at and listen to (decode) and measured (quality).

      Example:
        aa-tokenize train --size 1024 -o tokenizer.json records.aas
        aa-tokenize --tokenizer tokenizer.json records.aas | aa-pack -o packed.aas

      Exit codes: 0 done, 1 failed, 3 some records were left out or sounds cut (each is listed), 64 wrong usage.
      """,
    version: toolkitVersion,
    subcommands: [Run.self, Train.self, Quality.self, Decode.self], defaultSubcommand: Run.self)
}
