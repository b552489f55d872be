import ByteStreams
import CommandLineTool
import PreferenceRecords
import TextTokenization

/// The text that a vocabulary is learned from, some hundred kilobytes at a time.
struct TextChunk: Sendable {
  enum Layout: Sendable {
    /// Each line is a text of its own.
    case lines
    /// Texts that end there.
    case texts(ends: [Int])
  }
  var bytes: [UInt8]
  var layout: Layout
  /// Whose bytes these are, for messages: "book.txt: bytes 0 to 262143".
  var place: String

  /// Counts the pieces of its texts.
  func counts(_ splitter: any TextSplitter) throws -> PieceCounts {
    var counts = PieceCounts(splitter: splitter)
    do {
      try bytes.withUnsafeBufferPointer { bytes in
        switch layout {
        case .lines: try counts.addLines(bytes)
        case .texts(let ends):
          var start = 0
          for end in ends {
            try counts.add(UnsafeBufferPointer(rebasing: bytes[start..<end]))
            start = end
          }
        }
      }
    } catch SplitError.notUTF8 {
      throw Failure("\(place): \(whereNotUTF8)is not UTF-8; convert it, for instance with iconv")
    } catch {
      throw Failure("\(place): \(error)")
    }
    return counts
  }

  /// "the line at byte 7 of these ", when lines are told apart.
  private var whereNotUTF8: String {
    guard case .lines = layout else { return "" }
    var start = 0
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      if String(validating: line, as: UTF8.self) == nil { return "the line at byte \(start) of these " }
      start += line.count + 1
    }
    return ""
  }
}

/// Where the text comes from.
protocol TrainingText: AnyObject {
  func next() throws -> TextChunk?
  /// Bytes handed out, and what of the whole that is, 0 to 1, when it is known.
  var bytes: Int { get }
  var share: Double? { get }
  /// "12 records", for the summary.
  var extent: String { get }
  /// What was read, for the summary: "records" and how many.
  var count: (unit: String, number: Int) { get }
}

extension TrainingText {
  var extent: String { "\(count.number) \(count.unit)" }
}

/// The text parts of records, each a text.
final class RecordText: TrainingText {
  private let source: RecordSource
  private(set) var bytes = 0
  let share: Double? = nil

  init(_ inputs: [String]) {
    source = RecordSource(inputs)
    source.wantsMedia = false
  }

  var count: (unit: String, number: Int) { ("records", source.records) }

  func next() throws -> TextChunk? {
    var text: [UInt8] = []
    var ends: [Int] = []
    var first: String?
    while text.count < 1 << 18, let job = try source.next() {
      if first == nil { first = job.place }
      for part in job.record.prompt.flatMap(\.parts) + job.record.candidates.flatMap(\.parts) {
        guard case .text(let string) = part else { continue }
        text += string.utf8
        ends.append(text.count)
      }
    }
    guard let first else { return nil }
    bytes += text.count
    return TextChunk(bytes: text, layout: .texts(ends: ends), place: "\(first) and those behind it")
  }
}

/// Text files; their lines are texts, or each is one.
final class FileText: TrainingText {
  private static let chunk = 1 << 18
  /// The longest text, which must be held at once.
  private static let longest = 1 << 30
  private var operands: ArraySlice<String>
  private let wholeFiles: Bool
  private var source: FileSource?
  /// Of the file that is open: the line that began and has not ended, and the bytes handed out.
  private var rest: [UInt8] = []
  private var offset = 0
  private var files = 0
  private let size: Int?
  private(set) var bytes = 0

  init(_ inputs: [String], wholeFiles: Bool) throws {
    operands = (inputs.isEmpty ? ["-"] : inputs)[...]
    self.wholeFiles = wholeFiles
    // Opened at once, so that a name that is wrong is told before an hour of counting.
    size = try operands.reduce(0) { sum, path in
      guard path != "-", let size = try FileSource(path: path).size else { return nil }
      return sum.map { $0 + size }
    }
  }

  var share: Double? { size.map { $0 > 0 ? Double(bytes) / Double($0) : 1 } }
  var count: (unit: String, number: Int) { (files == 1 ? "file" : "files", files) }

  func next() throws -> TextChunk? {
    while true {
      if source == nil {
        guard let path = operands.popFirst() else { return nil }
        source = try Streams.input(path, expecting: "text")
        files += 1
        offset = 0
      }
      guard let source else { return nil }
      let text = wholeFiles ? try whole(source) : try lines(source)
      guard !text.isEmpty else {
        self.source = nil
        continue
      }
      defer { offset += text.count }
      bytes += text.count
      return TextChunk(
        bytes: text, layout: wholeFiles ? .texts(ends: [text.count]) : .lines,
        place: "\(source.name): bytes \(offset) to \(offset + text.count - 1)")
    }
  }

  private func whole(_ source: FileSource) throws -> [UInt8] {
    let text = try source.readBytes(upTo: Self.longest + 1)
    guard text.count <= Self.longest else {
      throw Failure(
        "\(source.name): more than \(Self.longest) bytes, too long for one text; cut it, or leave out --whole-files"
      )
    }
    return text
  }

  /// Lines that are read in full, a chunk's worth or one that is longer.
  private func lines(_ source: FileSource) throws -> [UInt8] {
    var text = rest
    rest = []
    while true {
      let read = try source.readBytes(upTo: Self.chunk)
      guard !read.isEmpty else { return text }
      if let end = read.lastIndex(of: 0x0A) {
        text += read[...end]
        rest = Array(read[(end + 1)...])
        return text
      }
      text += read
      guard text.count <= Self.longest else {
        throw Failure(
          "\(source.name): the line at byte \(offset) is longer than \(Self.longest) bytes; break it into lines"
        )
      }
    }
  }
}
