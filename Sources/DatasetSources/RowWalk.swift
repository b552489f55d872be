/// Goes through the rows of many files in order, and takes those of one share that were not converted yet. The others
/// are passed over without being read as values.
struct RowWalk {
  struct Step: Sendable {
    var input: Int
    /// How many rows, over all inputs and of all shares, lie before this one.
    var ordinal: Int
    /// Nil where a file cannot be read on; that place counts as a row.
    var row: Row?
    var failure = ""
  }

  private let inputs: [ConversionInput]
  private let share: RowShare
  /// Rows before this one are passed over.
  private let start: Int
  private var input = 0
  private var ordinal = 0
  private var stream: (any RowStream)?
  /// Of the files before this one, and of this one so far.
  private var bytesBefore = 0
  private let bytesHere = Count()

  private final class Count { var bytes = 0 }

  /// Bytes of row files read, as they lie.
  var bytesRead: Int {
    guard input < inputs.count else { return bytesBefore }
    let size = inputs[input].size
    return bytesBefore + (stream?.shareGiven.map { Int($0 * Double(size)) } ?? min(bytesHere.bytes, size))
  }

  init(_ inputs: [ConversionInput], share: RowShare, start: Int) {
    self.inputs = inputs
    self.share = share
    self.start = start
  }

  /// Nil at the end of the last input.
  mutating func next() throws -> Step? {
    while input < inputs.count {
      do {
        if let row = try nextOfFile() {
          ordinal += 1
          return Step(input: input, ordinal: ordinal - 1, row: row)
        }
        leaveFile()
      } catch let error as any RowFault {
        // Nothing after this place can be told apart: the rest of the file is lost.
        let file = inputs[input].file
        let step = Step(
          input: input, ordinal: ordinal, failure: "\(file.label): \(error); the rest of the file is not read"
        )
        leaveFile()
        ordinal += 1
        if step.ordinal >= start, share.has(step.ordinal) { return step }
      }
    }
    return nil
  }

  private mutating func leaveFile() {
    stream = nil
    bytesBefore += inputs[input].size
    bytesHere.bytes = 0
    input += 1
  }

  private mutating func nextOfFile() throws -> Row? {
    let count = bytesHere
    let stream = try stream ?? inputs[input].rows { count.bytes += $0 }
    self.stream = stream
    while true {
      var ahead = share.first(from: max(ordinal, start)) - ordinal
      if ahead == 0 { return try stream.next() }
      let before = ahead
      defer { ordinal += before - ahead }
      try stream.pass(&ahead)
      if ahead > 0 { return nil }
    }
  }
}
