import ArgumentParser
import ByteStreams
import CommandLineTool
import PreferenceRecords
import TextTokenization

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Learn a byte-pair vocabulary from the text of records.",
    discussion: """
      Writes Hugging Face's tokenizer.json (byte-level BPE), which Python's tokenizers reads with the same ids. The \
      same records give the same file.

      Example:
        aa-tokenize train --size 4096 -o tokenizer.json records.aas

      Exit codes: 0 done, 1 failed, 64 wrong usage.
      """)

  @Option(help: "Tokens of the vocabulary, the 256 bytes included; fewer when the text has no more pairs.")
  var size: Int

  @Option(help: "Pairs that are rarer are not merged.")
  var minFrequency = 2

  @Option(name: .shortAndLong, help: "Output file; - is standard output.")
  var output = "-"

  @Flag(name: .shortAndLong, help: "No summary.")
  var quiet = false

  @Argument(help: "Record streams; none or - is standard input.")
  var inputs: [String] = []

  func validate() throws {
    guard (256...1 << 20).contains(size) else {
      throw ValidationError("--size must be between 256 and 1048576")
    }
    guard minFrequency >= 1 else { throw ValidationError("--min-frequency must be at least 1") }
  }

  func run() throws {
    try Tool.run("aa-tokenize") {
      let source = RecordSource(inputs)
      source.wantsMedia = false
      var trainer = BPETrainer()
      while let job = try source.next() {
        for part in job.record.prompt.flatMap(\.parts) + job.record.candidates.flatMap(\.parts) {
          if case .text(let text) = part { trainer.add(text) }
        }
      }
      guard let model = trainer.train(size: size, minFrequency: minFrequency) else {
        throw Failure("the learned vocabulary contradicts itself; please report this")
      }
      let sink = try Streams.textOutput(output)
      try sink.write(TokenizerFile.write(model))
      try sink.commit()
      if !quiet { Tool.warn("aa-tokenize: \(model.size) tokens learned from \(source.records) records") }
      return .done
    }
  }
}
