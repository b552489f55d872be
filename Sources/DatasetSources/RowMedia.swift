import Media
import PreferenceRecords

/// How a row's media are read.
struct RowMedia {
  let read: RowMapper.MediaReader
  let frames: RowMapper.FrameLister
  /// Nil when the sound tracks of clips are not kept.
  let soundTrack: RowMapper.SoundTrackReader?

  /// The parts that a medium is: of a clip, its sound track too when that is kept.
  func parts(_ kind: MediaKind, _ source: MediumSource) throws -> [Part] {
    let medium = try read(kind, source)
    guard kind == .video, let track = try soundTrack?(source) else { return [.media(medium)] }
    return [.media(medium), .media(track)]
  }
}
