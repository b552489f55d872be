import Media
import PreferenceRecords

/// How a row's media are read.
struct RowMedia {
  let read: RowMapper.MediaReader
  let frames: RowMapper.FrameLister

  func callAsFunction(_ kind: MediaKind, _ source: MediumSource) throws -> MediaReference {
    try read(kind, source)
  }
}
