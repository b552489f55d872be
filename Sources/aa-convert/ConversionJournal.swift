import ByteStreams
import DatasetSources
import ShardFormat

/// What a conversion that may be gone on with writes beside its output, since the output does not tell it: how many rows
/// were done at which place, what was lost, and what each medium's source became.
///
/// The output depends on nothing but META and the rows, so whatever the journal says of a place of the output is true of
/// it whenever it is written; neither file has to reach the disk before the other. Entries are CBOR arrays that begin
/// with their kind.
final class ConversionJournal {
  /// A place of the output from which a run may go on.
  struct Rest {
    /// Bytes of the output.
    var place: Int
    /// Rows done, over all inputs and of all parts.
    var rows: Int
    fileprivate let end: JournalFile.Place
    /// The beginning: nothing is done.
    static let beginning = Rest(place: 0, rows: 0)

    init(place: Int, rows: Int) { self.init(place: place, rows: rows, end: JournalFile.Place()) }

    fileprivate init(place: Int, rows: Int, end: JournalFile.Place) {
      (self.place, self.rows, self.end) = (place, rows, end)
    }
  }

  enum Note {
    case reached(Rest)
    case lost(ConversionLoss)
    /// A fault of an archive.
    case fault(String)
    case medium(key: Digest, digest: Digest, facts: CBOR)
    /// A clip has no sound track; the key is that of the track.
    case absentTrack(Digest)

    fileprivate var cbor: CBOR {
      switch self {
      case .reached(let rest): [0, .integer(rest.place), .integer(rest.rows)]
      case .lost(let loss): [1, .text(Note.cut(loss.message)), .text(Note.cut(loss.kind))]
      case .fault(let message): [2, .text(Note.cut(message))]
      case .medium(let key, let digest, let facts): [3, .bytes(key.bytes), .bytes(digest.bytes), facts]
      case .absentTrack(let key): [4, .bytes(key.bytes)]
      }
    }

    private static func cut(_ message: String) -> String {
      message.utf8.count > 1 << 16 ? String(message.prefix(1 << 14)) + "…" : message
    }

    /// Nil for what is none.
    fileprivate init?(_ entry: JournalFile.Entry) {
      guard let cbor = try? CBOR.decode(entry.bytes), let items = cbor.arrayValue, items.count >= 2 else {
        return nil
      }
      switch (items[0].intValue, items.count) {
      case (0, 3):
        guard let place = items[1].intValue, let rows = items[2].intValue, place >= 0, rows >= 0 else {
          return nil
        }
        self = .reached(Rest(place: place, rows: rows, end: entry.end))
      case (1, 3):
        guard let message = items[1].textValue, let kind = items[2].textValue else { return nil }
        self = .lost(ConversionLoss(message: message, kind: kind))
      case (2, 2):
        guard let message = items[1].textValue else { return nil }
        self = .fault(message)
      case (3, 4):
        guard let key = items[1].bytesValue.flatMap({ Digest(bytes: $0) }),
          let digest = items[2].bytesValue.flatMap({ Digest(bytes: $0) })
        else { return nil }
        self = .medium(key: key, digest: digest, facts: items[3])
      case (4, 2):
        guard let key = items[1].bytesValue.flatMap({ Digest(bytes: $0) }) else { return nil }
        self = .absentTrack(key)
      default: return nil
      }
    }
  }

  private let file: JournalFile

  /// - Parameter output: the file that will be made.
  init(of output: String) throws {
    file = try JournalFile(path: FileSink.resumePath(of: output) + ".journal")
  }

  /// The last rest whose place is at most `limit`; the beginning when there is none.
  func lastRest(within limit: Int) throws -> Rest {
    var last = Rest.beginning
    try read(to: nil) { note in
      if case .reached(let rest) = note, rest.place <= limit { last = rest }
    }
    return last
  }

  /// What was noted up to there; all of it when that is nil.
  func read(to rest: Rest?, _ body: (Note) throws -> Void) throws {
    try file.read(to: rest?.end) { entry in
      if let note = Note(entry) { try body(note) }
    }
  }

  /// Forgets what was noted behind it.
  func goOn(from rest: Rest) throws { try file.cut(to: rest.end) }

  /// Waits for `flush`.
  func note(_ note: Note) { file.append(note.cbor.encode()) }

  func flush() throws { try file.flush() }

  func sync() throws { try file.sync() }

  func remove() { file.remove() }
}
