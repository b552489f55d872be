import Archives
import Foundation
import Testing

/// MP4 files that hold no picture, made from one that does.
@Suite struct ClipWithoutFramesTests {
  private static func clip() throws -> [UInt8] {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return try ArchiveMembers(root.path + "/fixtures/raw/tv2t/videos.tar").bytes("videos/000000.mp4")
  }

  private static func renamed(_ bytes: [UInt8], _ old: String, _ new: String) -> [UInt8] {
    var bytes = bytes
    let (old, new) = (Array(old.utf8), Array(new.utf8))
    for i in 0..<bytes.count - 3 where Array(bytes[i..<i + 4]) == old {
      bytes.replaceSubrange(i..<i + 4, with: new)
    }
    return bytes
  }

  private static let noStream = ("no frames: video/mp4: no video stream", "no frames: video/mp4: no streams")
  private static let noPictures = "no frames: video/mp4: no pictures in the file"

  /// The clip, why it is refused, and why when its bytes are only probed (--media keep).
  private static func cases() throws -> [(bytes: [UInt8], normalise: String, keep: String)] {
    let whole = try clip()
    let ftyp = Array(whole.prefix(Int(whole[3])))
    var emptied = whole
    if let at = (0..<whole.count - 3).first(where: { Array(whole[$0..<$0 + 4]) == Array("stsz".utf8) }) {
      for i in 12..<16 { emptied[at + i] = 0 }
    }
    let bare = "cut short: MP4 without its moov box"
    return [
      (ftyp, bare, bare),
      (ftyp + [0, 0, 0, 8] + Array("moov".utf8), noStream.0, noStream.1),
      (renamed(whole, "trak", "free"), noStream.0, noStream.1),
      // A sound where pictures were: the handler of the track says so.
      (renamed(whole, "vide", "soun"), noStream.0, "holds audio, not video"),
      (emptied, noPictures, noPictures),
    ]
  }

  @Test(arguments: 0..<5) func aClipWithoutAPicture(index: Int) throws {
    let clip = try Self.cases()[index]
    let folder = try ScratchFolder()
    try folder.write("raw/good.mp4", try Self.clip())
    try folder.write("raw/bad.mp4", clip.bytes)
    let rows = [BadRow.video("good.mp4"), BadRow.video("bad.mp4"), BadRow.video("good.mp4")]
    try folder.write("raw/rows.jsonl", BadRow.lines(rows))
    for (media, why) in [("normalise", clip.normalise), ("keep", clip.keep)] {
      try BadRow.check(
        folder, ["raw/rows.jsonl", "--media", media],
        losses: ["rows.jsonl: line 2: field 'video_path': bad.mp4: \(why)"], records: 2)
    }
  }
}
