import Media

/// Decoded media to files in memory. The same input gives the same bytes with the same library versions: one thread,
/// no dates, no encoder names where the format allows to leave them out.
public enum MediaEncoder {
  /// - Parameter level: zlib's 0...9. Level 1 is the quick way for stored intermediate pictures: each byte predicted
  ///   from its left neighbour, runs only.
  public static func png(_ image: Image, level: Int = 1) throws(MediaError) -> [UInt8] {
    try PNG.encode(image, level: max(0, min(9, level)), fast: level <= 1)
  }

  /// - Parameters:
  ///   - quality: libjpeg's 1...100.
  ///   - fullChroma: a colour sample for each pixel instead of one for four.
  public static func jpeg(
    _ image: Image, quality: Int = 90, fullChroma: Bool = false
  ) throws(MediaError) -> [UInt8] {
    try JPEG.encode(image, quality: quality, fullChroma: fullChroma)
  }

  /// 16-bit PCM, `fmt ` and `data` chunks only.
  public static func wav(_ sound: Sound) throws(MediaError) -> [UInt8] { try WAV.encode(sound) }

  /// 16 bits a sample.
  public static func flac(_ sound: Sound) throws(MediaError) -> [UInt8] {
    try SoundFileEncoder.encode(sound, .flac)
  }

  /// Ogg Vorbis. - Parameter quality: 0...1.
  public static func ogg(_ sound: Sound, quality: Double = 0.5) throws(MediaError) -> [UInt8] {
    try SoundFileEncoder.encode(sound, .vorbis(quality))
  }

  /// YUV4MPEG2, 4:4:4, full range, so that decoding gives each channel back within 2.
  public static func y4m(_ clip: Clip) throws(MediaError) -> [UInt8] { try Y4M.encode(clip) }
}
