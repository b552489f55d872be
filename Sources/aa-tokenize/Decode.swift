import ArgumentParser
import ByteStreams
import CommandLineTool
import Media
import MediaCodecs
import MediaTokenization
import TokenTrees

struct Decode: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the media of a record as they look and sound after tokenization.",
    discussion: """
      Reads a token stream and writes PNG, WAV and Y4M files named by the medium's place in the record.

      Example:
        aa-tokenize decode --record 0 -o decoded/ tokens.aas

      Exit codes: 0 done, 1 failed, 64 wrong usage.
      """)

  @Option(help: "Which group of the stream, from 0.")
  var record = 0

  @Option(name: .shortAndLong, help: "Folder for the files; made when it is not there.")
  var output: String

  @Argument(help: "A token stream; - is standard input.")
  var input = "-"

  func run() throws {
    try Tool.run("aa-tokenize") {
      let reader = TokenStreamReader(source: try Streams.input(input, expecting: "a token stream"))
      var ordinal = 0
      while let group = try reader.next() {
        defer { ordinal += 1 }
        guard ordinal == record, let layout = reader.layout else { continue }
        let detokenizer = MediaDetokenizer(layout: layout)
        try Files.makeFolder(output)
        for (index, span) in group.mediaSpans.enumerated() {
          let name = "\(output)/\(index)-\(span.kind)"
          let media = try detokenizer.media(group, span)
          switch media {
          case .image(let image): try Files.write(try MediaEncoder.png(image), to: name + ".png")
          case .audio(let sound): try Files.write(try MediaEncoder.wav(sound), to: name + ".wav")
          case .video(let clip): try Files.write(try MediaEncoder.y4m(clip), to: name + ".y4m")
          }
        }
        return .done
      }
      throw Failure("\(input): there is no group \(record); the stream has \(ordinal), counted from 0")
    }
  }
}
