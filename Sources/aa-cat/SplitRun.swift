import ByteStreams
import CommandLineTool
import Glibc
import ShardEditing
import ShardFormat

/// One run of `aa-cat split`: the parts and their files.
final class SplitRun {
  private let prefix: String
  private let rule: Division.Rule
  private let codec: CodecOptions
  private var parts: [(path: String, sink: FileSink)] = []
  private var edit: ShardEdit?

  init(prefix: String, rule: Division.Rule, codec: CodecOptions) {
    self.prefix = prefix
    self.rule = rule
    self.codec = codec
  }

  func run(_ files: [String]) throws {
    Tool.returnLargeBlocks()
    let division = Division(rule) { [unowned self] key in try open(key) }
    let edit = ShardEdit(options: ShardEdit.Options(step: step, codec: codec.codec), routing: division)
    self.edit = edit
    // Parts by hash are all there, also those that get nothing.
    if case .parts(let count) = rule {
      for part in 0..<count { try division.begin("\(part)") }
    }
    for file in files { try edit.copy(ShardReader(source: try Streams.input(file))) }
    try edit.finish()
    try commit()
  }

  /// One line a part.
  func tell() {
    guard let edit else { return }
    EditRun.tellPlans(edit)
    for (part, count) in zip(parts, edit.kept) { Tool.warn("aa-cat: split: \(part.path): \(count)") }
  }

  private var step: ToolStep {
    let own =
      switch rule {
      case .parts(let count): ["parts": "\(count)"]
      case .records(let count): ["records": "\(count)"]
      case .split: ["by": "split"]
      case .modality: ["by": "modality"]
      case .source: ["by": "source"]
      }
    return .verb("split", own.merging(codec.named) { $1 })
  }

  private func open(_ key: String) throws -> Int {
    guard parts.count < Split.largestCount else {
      throw Failure(
        "split: more than \(Split.largestCount) parts; split by something with fewer values, or in two steps")
    }
    let path = "\(prefix)-\(name(key)).aas"
    let sink = try FileSink(path: path)
    parts.append((path, sink))
    return edit?.addOutput(sink) ?? 0
  }

  private func name(_ key: String) -> String {
    switch rule {
    case .parts, .records: String(repeating: "0", count: max(0, 5 - key.count)) + key
    case .split, .modality, .source: FileNamePart.escaped(key)
    }
  }

  /// Names for all or none.
  private func commit() throws {
    var done: [String] = []
    do {
      for part in parts {
        try part.sink.commit()
        done.append(part.path)
      }
    } catch {
      for path in done { unlink(path) }
      throw error
    }
  }
}

/// A text as a part of a file's name.
enum FileNamePart {
  /// Bytes other than letters, digits, '.', '_' and '-' become %XX, so that different texts stay different.
  static func escaped(_ text: String) -> String {
    var name = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2E, 0x5F, 0x2D: name.unicodeScalars.append(.init(byte))
      default: name += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return name
  }
}
