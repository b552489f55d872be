import ByteStreams
import CommandLineTool
import DatasetSources

/// How a row was read, for people.
enum RowExplaining {
  static func print(row number: Int, of conversion: Conversion) throws -> Outcome {
    let explained = try conversion.explained(row: number)
    guard !explained.isEmpty else { throw Failure("no input has a row \(number) that an adapter reads") }
    let sink = try Streams.textOutput("-")
    for one in explained { try sink.write(text(one)) }
    try sink.commit()
    return explained.contains { $0.explanation.error != nil } ? .doneWithLoss : .done
  }

  private static func text(_ one: Conversion.Explained) -> String {
    let name = one.input.adapter?.name ?? ""
    var text = "\(one.place), read by \(name)\n"
    let notes = one.explanation.notes
    let width = min(40, notes.map(\.field.count).max() ?? 0)
    for note in notes {
      let field = note.field.isEmpty ? "(row)" : note.field
      text += "  \(padded(field, width))  \(note.value.isEmpty ? "" : note.value + "  ")-> \(note.became)\n"
    }
    if let error = one.explanation.error { text += "  stops here: \(error)\n" }
    if let record = one.explanation.record {
      text += RecordOutline.lines(record, media: []).map { $0 + "\n" }.joined()
    }
    return text
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
