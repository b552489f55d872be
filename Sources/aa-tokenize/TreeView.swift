import ByteStreams
import CommandLineTool
import Glibc
import Media
import PreferenceRecords
import TextTokenization
import TokenTrees

/// A record's tree of tokens, to look at: the prompt on grey, of the responses what is in the loss on green and what is not
/// on red, special tokens bold. Without colour `[…]` stands around a token in the loss, and `|` between the others.
struct TreeView {
  private let tokenizer: RecordTokenizer
  private let isColoured: Bool

  init(_ tokenizer: RecordTokenizer, coloured: Bool) {
    self.tokenizer = tokenizer
    isColoured = coloured
  }

  func text(of group: TokenGroup, _ record: PreferenceRecord) -> String {
    let inLoss = group.lossMask.reduce(0) { $0 + Int($1) }
    var text = heading(
      "\(record.id)  \(group.modality)  \(group.tokens.count) tokens, \(inLoss) in the loss")
    for (index, segment) in group.segments.enumerated() {
      let range = segment.start..<segment.start + segment.count
      let marked = group.lossMask[range].reduce(0) { $0 + Int($1) }
      if index == 0 {
        text += "prompt, \(segment.count) tokens\n"
      } else {
        let worse = group.pairs.filter { $0.winner == index }.map { "\($0.loser)" }
        let rank = worse.isEmpty ? "" : ", preferred to \(worse.joined(separator: " and "))"
        text += "response \(index)\(rank), \(segment.count) tokens, \(marked) in the loss\n"
      }
      text += "  " + tokens(group, range) + "\n"
    }
    return text + "\n"
  }

  private func heading(_ text: String) -> String { isColoured ? "\u{1B}[1m\(text)\u{1B}[0m\n" : text + "\n" }

  private func tokens(_ group: TokenGroup, _ range: Range<Int>) -> String {
    var text = ""
    var place = range.lowerBound
    var wasBare = false
    var endsLine = false
    while place < range.upperBound {
      if endsLine {
        text += "\n  "
        wasBare = false
      }
      let inLoss = group.lossMask[place] == 1
      var piece: Piece
      if let span = group.mediaSpans.first(where: { $0.start == place }) {
        piece = Piece(text: "<\(span.kind): \(span.count) tokens>", isSpecial: true)
        endsLine = false
        place += span.count
      } else {
        piece = self.piece(group.tokens[place])
        endsLine = piece.text.hasSuffix("\\n") && place + 1 < range.upperBound
        place += 1
      }
      if isColoured {
        text += painted(
          piece, inLoss ? .inLoss : range.lowerBound == 0 ? .prompt : .notInLoss, isOdd: place % 2 == 1)
      } else {
        text += inLoss ? "[\(piece.text)]" : (wasBare ? "|" : "") + piece.text
      }
      wasBare = !inLoss
    }
    return text
  }

  private struct Piece {
    var text: String
    var isSpecial: Bool
  }

  private func piece(_ id: UInt32) -> Piece {
    if case .file(let file) = tokenizer.text, file.isSpecial(id), let token = file.token(id) {
      return Piece(text: token, isSpecial: true)
    }
    if let special = tokenizer.layout.special(id) {
      return Piece(text: "<\(special.rawValue)>", isSpecial: true)
    }
    return Piece(text: Self.visible(tokenizer.text.bytes(id)), isSpecial: false)
  }

  /// Text that stays on its line: control characters, and bytes that are no whole characters, as escapes.
  private static func visible(_ bytes: [UInt8]) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return bytes.map { $0 < 0x80 ? visible([$0]) : "\\x" + hex($0) }.joined()
    }
    var shown = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": shown += "\\n"
      case "\t": shown += "\\t"
      case "\r": shown += "\\r"
      default:
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
          shown += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        default: shown.unicodeScalars.append(scalar)
        }
      }
    }
    return shown
  }

  private static func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }

  /// The backgrounds of what a token is, by number in the palette of 256 colours: two, so that neighbours are told apart.
  private enum Part {
    case prompt, inLoss, notInLoss

    var backgrounds: (even: Int, odd: Int) {
      switch self {
      case .prompt: (239, 236)
      case .inLoss: (28, 22)
      case .notInLoss: (88, 52)
      }
    }
  }

  private func painted(_ piece: Piece, _ part: Part, isOdd: Bool) -> String {
    let background = isOdd ? part.backgrounds.odd : part.backgrounds.even
    let foreground = piece.isSpecial ? "1;38;5;222" : "38;5;255"
    return "\u{1B}[\(foreground);48;5;\(background)m\(piece.text)\u{1B}[0m"
  }
}

extension Run {
  /// Whether trees are printed in colour: on a terminal, when nobody says otherwise.
  func isColoured(_ sink: FileSink) -> Bool {
    switch color {
    case .always: true
    case .never: false
    case .auto:
      sink.isTerminal && getenv("NO_COLOR") == nil && getenv("TERM").map { String(cString: $0) } != "dumb"
    }
  }
}
