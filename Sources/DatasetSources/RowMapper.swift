import Media
import PreferenceRecords

/// Turns rows into records as an adapter says.
public struct RowMapper: Sendable {
  public let adapter: Adapter

  public init(_ adapter: Adapter) { self.adapter = adapter }

  /// Where a row stands.
  public struct Place: Sendable {
    /// "train.jsonl:17".
    public var locator: String
    /// Used when the row has none of the adapter's id fields.
    public var id: String
    /// Used when the row has no split field.
    public var split: String?
    public init(locator: String, id: String, split: String? = nil) {
      self.locator = locator
      self.id = id
      self.split = split
    }
  }

  /// Reads a medium of this kind from where the row says it is.
  public typealias MediaReader = (MediaKind, MediumSource) throws -> MediaReference

  /// Reads the sound track of a clip as a sound of its own; nil when the clip has none.
  public typealias SoundTrackReader = (MediumSource) throws -> MediaReference?

  /// Paths of the images in a folder that a row names, in the order of their names.
  public typealias FrameLister = (String) throws -> [String]

  /// - Parameters:
  ///   - frames: needed by rows whose clips are folders of frames.
  ///   - soundTrack: with it a clip's sound track is a part of its own behind the clip.
  public func record(
    _ row: RowValue, at place: Place, frames: @escaping FrameLister = noFrames,
    soundTrack: SoundTrackReader? = nil, media: @escaping MediaReader
  ) throws -> PreferenceRecord {
    guard case .object(let object) = row else {
      throw RowError(field: "", what: "the row is \(row.kindName), not an object")
    }
    var builder = RecordBuilder(adapter, RowReading(try JSONColumns.decoded(object, adapter.json)))
    return try builder.record(
      at: place, media: RowMedia(read: media, frames: frames, soundTrack: soundTrack))
  }

  /// What became of every field of a row, and how far it was read.
  public func explanation(
    _ row: RowValue, at place: Place, frames: @escaping FrameLister = noFrames,
    soundTrack: SoundTrackReader? = nil, media: @escaping MediaReader
  ) throws -> RowExplanation {
    var builder: RecordBuilder?
    do {
      guard case .object(let object) = row else {
        throw RowError(field: "", what: "the row is \(row.kindName), not an object")
      }
      let started = RecordBuilder(
        adapter, RowReading(try JSONColumns.decoded(object, adapter.json), explaining: true))
      builder = started
      let record = try builder?.record(
        at: place, media: RowMedia(read: media, frames: frames, soundTrack: soundTrack))
      return RowExplanation(notes: builder?.reading.notes ?? [], record: record, error: nil)
    } catch let error as RowError {
      return RowExplanation(notes: builder?.reading.notes ?? [], record: nil, error: error)
    }
  }

  public static func noFrames(_ folder: String) throws -> [String] {
    throw RowError(field: "", what: "'\(folder)' is a folder of frames, and none is read here")
  }
}

/// How one row was read.
public struct RowExplanation: Sendable {
  public var notes: [RowNote]
  /// Nil when the row is none.
  public var record: PreferenceRecord?
  /// Why the row is no record; what stands in the notes was read before.
  public var error: RowError?
}
