import ArgumentParser
import CSupport
import CommandLineTool
import TextTokenization

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Learn a byte-pair vocabulary from the text of records, or from text files.",
    discussion: """
      Writes Hugging Face's tokenizer.json (byte-level BPE), which Python's tokenizers reads with the same ids. The merges \
      are those that its own trainer finds in the same texts. The same text gives the same file, whatever -j is.

      Memory grows with the pieces of the text that differ, not with the text.

      Examples:
        aa-tokenize train --size 4096 -o tokenizer.json records.aas
        aa-tokenize train --size 32000 --pattern cl100k --special '<|endoftext|>' -o tokenizer.json --text *.txt

      Exit codes: 0 done, 1 failed, 64 wrong usage.
      """)

  @Option(
    help:
      "Tokens of the vocabulary, the 256 bytes and special tokens included; fewer when the text has no more pairs."
  )
  var size: Int

  @Option(help: "Pairs that are rarer are not merged.")
  var minFrequency = 2

  @Option(
    name: .customLong("special"),
    help: ArgumentHelp(
      "A special token, as <|endoftext|>; may be given again. They have the first ids, in this order.",
      valueName: "token"))
  var special: [String] = []

  @Option(
    help: ArgumentHelp(
      "What cuts text into the pieces within which pairs are merged: \(SplitRule.named.map(\.name).joined(separator: ", ")), or a regular expression.",
      valueName: "name or regex"))
  var pattern = "gpt2"

  @Flag(help: "The inputs are text files in UTF-8, and each line of them is a text.")
  var text = false

  @Flag(help: "With --text: each file is one text, which must fit into memory.")
  var wholeFiles = false

  @Option(
    name: .customShort("j", allowingJoined: true),
    help: "Threads that count, beside the one that reads (default: available CPUs).")
  var threads = Int(aa_available_cpus())

  @Option(name: .shortAndLong, help: "Output file; - is standard output.")
  var output = "-"

  @Flag(help: "The summary as one JSON object on standard output; needs -o FILE.")
  var json = false

  @Flag(name: .shortAndLong, help: "No summary and no progress.")
  var quiet = false

  @Argument(help: "Record streams, or text files with --text; none or - is standard input.")
  var inputs: [String] = []

  func validate() throws {
    let least = 256 + Set(special.map { Array($0.utf8) }).count
    guard (least...1 << 20).contains(size) else {
      throw ValidationError(
        "--size must be between \(least) (the bytes and special tokens) and \(1 << 20)")
    }
    guard minFrequency >= 1 else { throw ValidationError("--min-frequency must be at least 1") }
    guard !special.contains("") else { throw ValidationError("--special must not be empty") }
    guard (1...1024).contains(threads) else { throw ValidationError("-j must be between 1 and 1024") }
    guard text || !wholeFiles else { throw ValidationError("--whole-files goes with --text") }
    guard !json || output != "-" else {
      throw ValidationError("--json needs -o FILE: standard output is taken")
    }
    _ = try splitRule()
  }

  func splitRule() throws -> SplitRule {
    if let known = SplitRule.named.first(where: { $0.name == pattern }) { return known.rule }
    // A name that is misspelt is also a regular expression, but one that nobody means.
    guard pattern.utf8.contains(where: { $0 < 0x80 && !Self.isOfNames($0) }) else {
      let names = SplitRule.named.map(\.name).joined(separator: ", ")
      throw ValidationError("--pattern \(pattern): no such name (\(names)) and no regular expression")
    }
    let rule = SplitRule.patterns([pattern])
    do { _ = try rule.splitter() } catch { throw ValidationError("--pattern: \(error)") }
    return rule
  }

  private static func isOfNames(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
    default: false
    }
  }

  func run() throws {
    try Tool.run("aa-tokenize") {
      try VocabularyTraining(command: self).run()
      return .done
    }
  }
}
