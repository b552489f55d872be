import Media

/// What a medium's headers tell, without decoding it.
public enum MediaProbe {
  /// - Throws: `.unrecognised` for bytes that begin like no known medium, `.empty` for none, `.truncated` and
  ///   `.corrupt` when the headers or the container's structure say so.
  public static func facts(
    of bytes: [UInt8], limits: MediaLimits = MediaLimits()
  ) throws(MediaError) -> MediaFacts {
    let signature = try MediaSignature.of(bytes, limits: limits)
    if let facts = try StillPicture.facts(bytes, signature) { return facts }
    switch signature {
    case .y4m: return try Y4M.facts(bytes)
    case .wav, .wave64, .aiff, .au, .caf, .flac, .oggAudio, .mp3:
      try Containers.checkWhole(bytes, signature)
      return try SoundFile.facts(bytes, signature)
    default:
      try Containers.checkWhole(bytes, signature)
      var facts = try AVProbe.facts(bytes, signature, limits: limits)
      if signature == .gif { facts.picture = GIF.facts(bytes) }
      return facts
    }
  }
}
