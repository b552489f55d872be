import ArgumentParser
import ByteStreams
import CommandLineTool
import JSON
import Media
import MediaCommandLine
import MediaTokenization
import MediaWorkers

struct Quality: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure how near decoded tokens are to the media, at every rate.",
    discussion: """
      Prints the mean PSNR of images and clips and the mean SNR of sounds in decibels, against the medium at the codec's \
      own size and rate.

      Example:
        aa-tokenize quality records.aas

      Exit codes: 0 done, 1 failed, 3 some media could not be decoded (each is listed), 64 wrong usage.
      """)

  @OptionGroup var codec: CodecOptions

  @Flag(help: "One JSON object instead of a table.")
  var json = false

  @Option(help: "Media of each kind to measure at most.")
  var limit = 1000

  @OptionGroup(title: "Limits of media") var limits: MediaLimitOptions

  @Argument(help: "Record streams; none or - is standard input.")
  var inputs: [String] = []

  func run() throws { try Tool.run("aa-tokenize") { try QualityTable(self).run() } }
}

private final class QualityTable {
  private struct Row {
    var rate: Int
    var tokens = 0
    var sum = 0.0
    var exact = 0
    var measured = 0
    var mean: Double { measured == exact ? 99 : sum / Double(measured - exact) }
  }
  private let command: Quality
  private let workers: MediaWorkerPool
  /// For each rate.
  private let preparations: [MediaPreparation]
  private var rows: [MediaKind: [Row]] = [:]
  private var failures = 0

  init(_ command: Quality) {
    self.command = command
    let workers = MediaWorkerPool(limits: command.limits.workerLimits)
    self.workers = workers
    preparations = (1...4).map {
      MediaPreparation(
        codecs: MediaCodecSet(command.codec.parameters(image: $0, audio: $0, video: $0)),
        processing: workers, limits: command.limits.mediaLimits)
    }
    for kind in MediaKind.allCases { rows[kind] = (1...4).map { Row(rate: $0) } }
  }

  func run() throws -> Outcome {
    defer { workers.close() }
    let source = RecordSource(command.inputs)
    var counts: [MediaKind: Int] = [:]
    while let job = try source.next() {
      for medium in job.media where counts[medium.kind, default: 0] < command.limit {
        counts[medium.kind, default: 0] += 1
        do { try measure(medium) } catch let error where error is MediaError || error is MediaTokenError {
          failures += 1
          Tool.warn("aa-tokenize: \(job.place): \(medium.kind.rawValue) \(medium.key.digest): \(error)")
        }
      }
    }
    let sink = try Streams.textOutput("-")
    try sink.write(command.json ? jsonText : table)
    try sink.commit()
    return failures > 0 ? .doneWithLoss : .done
  }

  private func measure(_ medium: RecordSource.Medium) throws {
    for (index, preparation) in preparations.enumerated() {
      let codecs = preparation.codecs
      let original = try preparation.prepare(medium.bytes, kind: medium.kind, span: medium.span)
      let codes = try codecs.encode(original)
      guard let decibels = Self.decibels(original, try codecs.decode(codes, kind: medium.kind), codecs) else {
        continue
      }
      rows[medium.kind]?[index].tokens += codes.count
      rows[medium.kind]?[index].measured += 1
      if decibels.isFinite {
        rows[medium.kind]?[index].sum += decibels
      } else {
        rows[medium.kind]?[index].exact += 1
      }
    }
  }

  private static func decibels(_ a: DecodedMedia, _ b: DecodedMedia, _ codecs: MediaCodecSet) -> Double? {
    switch (a, b) {
    case (.image(let x), .image(let y)): ReconstructionQuality.psnr(x, y)
    case (.audio(let x), .audio(let y)): ReconstructionQuality.snr(x.samples, y.samples)
    case (.video(let x), .video(let y)):
      ReconstructionQuality.psnr(codecs.clip.sampled(of: x.frames.count).map { x.frames[$0] }, y.frames)
    default: nil
    }
  }

  private var measured: [(MediaKind, Row)] {
    MediaKind.allCases.flatMap { kind in (rows[kind] ?? []).filter { $0.measured > 0 }.map { (kind, $0) } }
  }

  private static func rounded(_ x: Double) -> Double { (x * 100).rounded() / 100 }

  private var table: String {
    func pad(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.utf8.count)) + text
    }
    var lines = ["medium  rate  media  tokens each  quality"]
    for (kind, row) in measured {
      let name = kind.rawValue + String(repeating: " ", count: 6 - kind.rawValue.utf8.count)
      let unit = kind == .audio ? "dB SNR" : "dB PSNR"
      lines.append(
        "\(name)  \(pad("\(row.rate)", 4))  \(pad("\(row.measured)", 5))  \(pad("\(row.tokens / row.measured)", 11))  "
          + "\(Self.rounded(row.mean)) \(unit)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var jsonText: String {
    let list = measured.map { kind, row in
      JSONValue.object(
        JSONObject([
          ("kind", .string(kind.rawValue)), ("rate", JSONValue(row.rate)), ("media", JSONValue(row.measured)),
          ("tokens_each", JSONValue(row.tokens / row.measured)),
          ("measure", .string(kind == .audio ? "snr" : "psnr")),
          ("decibels", .double(Self.rounded(row.mean))),
        ]))
    }
    return JSONValue.object(JSONObject([("quality", .array(list))])).text() + "\n"
  }
}
