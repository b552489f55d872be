import ByteStreams
import JSON
import Media
import PreferenceRecords

extension Conversion {
  /// How one row is read; of rows that belong together, all of them.
  public struct Explained: Sendable {
    public var input: ConversionInput
    /// The file, and the row or line.
    public var place: String
    public var explanation: RowExplanation
  }

  /// Explains row `number`, from 1, of every input that an adapter reads and that has so many.
  /// - Throws: what ends a file before that row.
  public func explained(row number: Int) throws -> [Explained] {
    var all: [Explained] = []
    for input in inputs {
      guard let adapter = input.adapter, let row = try Conversion.row(number, of: input) else { continue }
      let place = "\(input.file.label): \(row.place)"
      let value: RowValue
      do { value = try row.value() } catch let error as any RowFault {
        let error = RowError(field: "", what: "\(error)")
        all.append(
          Explained(input: input, place: place, explanation: RowExplanation(notes: [], error: error)))
        continue
      }
      let explanation = try RowMapper(adapter).explanation(
        value, at: self.place(of: row, in: input.file),
        frames: { try self.locator.frames(in: $0, from: input.file) },
        soundTrack: { source in
          guard case .sound(let track) = try self.soundTrack(source, of: input.file) else { return nil }
          return track.reference
        }
      ) { kind, source in
        try self.medium(source, of: input.file, as: kind, self.preparation).reference
      }
      all.append(Explained(input: input, place: place, explanation: explanation))
    }
    return all
  }

  /// The row of this number, or the group that holds it.
  private static func row(_ number: Int, of input: ConversionInput) throws -> Row? {
    let rows = try input.rows()
    var last: Row?
    while let row = try rows.next() {
      if row.ordinal > number { return last }
      if row.ordinal == number { return row }
      last = row
    }
    return input.adapter?.group == nil ? nil : last
  }

  func place(of row: Row, in file: RowFile) -> RowMapper.Place {
    RowMapper.Place(
      locator: row.locator(in: file.label), id: "\(file.stem):\(row.ordinal)", split: file.splitByName)
  }
}
